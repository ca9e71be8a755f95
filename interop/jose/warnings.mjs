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
  return IBAN_LENGTHS[iban.slice(0, 2)] !== iban.length || BigInt(digits) % 97n !== 1n
    || ['00', '01', '99'].includes(iban.slice(2, 4));
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

const DIGIT = /\p{Nd}/u;

/** Whether a text holds decimal digits of more than one system. */
export function isMixedNumbers(value) {
  const zeros = [...value].filter((character) => DIGIT.test(character)).map((character) => {
    const digit = character.codePointAt(0);
    let before = 0;
    while (DIGIT.test(String.fromCodePoint(digit - before - 1))) {
      before += 1;
    }
    return digit - (before % 10); // each system is ten digits in a row
  });
  return new Set(zeros).size > 1;
}

const EAST_ASIAN = `[${['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo']
  .map((name) => `\\p{Script_Extensions=${name}}`).join('')}]`;

const UNUSUAL_SPACES = new RegExp([
  '^\\p{Zs}', '\\p{Zs}$', '\\p{Zs}\\p{Zs}', '(?![ \\u3000])\\p{Zs}',
  `(?<!${EAST_ASIAN})\\u3000`, `\\u3000(?!${EAST_ASIAN})`,
].join('|'), 'u');

/** Whether a text has spaces at its ends, beside each other, or of a kind that is not common. */
export function hasUnusualSpaces(value) {
  return UNUSUAL_SPACES.test(value);
}
