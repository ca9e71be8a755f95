// The warnings of docs/protocol.md §7.3 that are computed from a value.

/**
 * Lengths of the IBANs of the countries whose banks these examples use. The full list is ISO
 * 13616's registry; an AS has it in a library.
 */
const IBAN_LENGTHS = { AT: 20, BE: 16, CH: 21, DE: 22, ES: 24, FI: 18, FR: 27, GB: 22, IE: 22, IT: 27, NL: 18, NO: 15, PL: 28, PT: 25, SE: 24 };

/** Whether an IBAN fails its country's length or its check digits (ISO 7064, 97-10). */
export function isWrongIban(iban) {
  const digits = [...iban.slice(4) + iban.slice(0, 4)]
    .map((character) => parseInt(character, 36)).join('');
  return IBAN_LENGTHS[iban.slice(0, 2)] !== iban.length || BigInt(digits) % 97n !== 1n;
}

const SCRIPTS = [
  'Latin', 'Greek', 'Cyrillic', 'Armenian', 'Hebrew', 'Arabic', 'Thaana', 'Devanagari', 'Bengali',
  'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thai',
  'Lao', 'Tibetan', 'Myanmar', 'Georgian', 'Ethiopic', 'Khmer',
].map((script) => [script]);

// The writing systems of several scripts that UTS #39 §5.2 calls highly restrictive.
const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

const ALLOWED = [...SCRIPTS, ...TOGETHER].map((scripts) => new RegExp(
  `^[${['Common', 'Inherited', ...scripts].map((name) => `\\p{Script_Extensions=${name}}`).join('')}]*$`,
  'u',
));

/** Whether a text mixes scripts as no writing system does. */
export function isMixedScript(value) {
  return !ALLOWED.some((allowed) => allowed.test(value));
}
