// What a phone shows of a consent request, and its hash: docs/protocol.md §7 in one page.
//
// An example for whoever writes an authorization server: this is all that check 11 of §5.2 needs.
// It reads the server's own record, which holds nothing but what §4.2 and §7.2 allow. Whether a
// text or an amount is fit to be shown (§7.3) is decided when the record is made, not here.

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { hasUnusualSpaces, isMixedNumbers, isMixedScript, isWrongIban } from './warnings.mjs';

// The tables of §7.1 and §7.2: a JSON pointer, its prominence, and what its value is. An element
// of an array is walked to its end before the next one, so arrays hold a table of their own.
const text = (field, prominence) => ({ field, prominence, warn: doubts });
const plain = (field, prominence) => ({ field, prominence, warn: () => [] });
const iban = (field, prominence) => ({ field, prominence, warn: wrongIban });
const each = (field, rows, whenEmpty) => ({ field, rows, whenEmpty });

const ACCOUNTS = ['accounts', 'balances', 'transactions'].map((kind) => each(
  `/access/${kind}`, [iban('/iban', 1), plain('/currency', 1), plain('/maskedPan', 1)], 1,
));

const TYPES = {
  payment_initiation: [
    plain('/type', 2),
    plain('/instructedAmount/amount', 1),
    plain('/instructedAmount/currency', 1),
    text('/creditorName', 1),
    iban('/creditorAccount/iban', 1),
    plain('/creditorAccount/bic', 3),
    text('/remittanceInformationUnstructured', 2),
    iban('/debtorAccount/iban', 2),
    plain('/debtorAccount/currency', 2),
    each('/actions', [plain('', 3)]),
    each('/locations', [plain('', 3)]),
  ],
  account_information: [
    plain('/type', 2),
    each('/actions', [plain('', 1)]),
    ...ACCOUNTS,
    plain('/recurringIndicator', 1),
    plain('/validUntil', 1),
    plain('/frequencyPerDay', 2),
    each('/locations', [plain('', 3)]),
  ],
};

const CLIENT = [
  text('/name', 1), text('/on_behalf_of', 1), text('/legal_name', 2), text('/registration', 3),
];
const PAYEE = [
  plain('/detail', 4), { field: '/result', prominence: 1, warn: payee }, text('/name_on_file', 1),
];
const ACCOUNT = [
  plain('/id', 4), text('/label', 2), text('/identification', 2), plain('/currency', 2),
];
const CONTEXT = [
  text('/device', 2), text('/location', 2), text('/ip_address', 3), plain('/requested_at', 2),
];

/** The rows of a consent request's claims and of the selection that was made, in order. */
export function rows(claims, selection = []) {
  return [
    ...section('client', claims.client, CLIENT),
    ...list(claims.authorization_details, (detail, n) => (
      section(`authorization_details/${n}`, detail, TYPES[detail.type] ?? []))),
    ...list(claims.payee_verification, (result, n) => (
      section(`payee_verification/${n}`, result, PAYEE))),
    ...section('scope', claims.scope?.split(' '), [each('', [plain('', 2)])]),
    ...section('binding_message', claims.binding_message, [text('', 1)]),
    ...list(claims.accounts, (account, n) => section(`accounts/${n}`, account, ACCOUNT)),
    ...section('number_entry', claims.number_entry, [plain('/digits', 2)]),
    ...section('context', claims.context, CONTEXT),
    ...section('request', { iat: claims.iat, exp: claims.exp }, [plain('/iat', 3), plain('/exp', 2)]),
    ...list(selection, ({ detail, accounts }) => (
      section(`selection/${detail}`, accounts, [each('', [plain('', 1)])]))),
  ];
}

/** `display.hash`: base64url SHA-256 of the rows in the form of RFC 8785. */
export function displayHash(claims, selection) {
  return createHash('sha256').update(canonicalize(rows(claims, selection))).digest('base64url');
}

/** The rows of one section. A leaf that would be in none of them cannot be shown: §7. */
function section(name, part, table) {
  if (part === undefined) {
    return [];
  }
  const found = walk(part, table, '').map((row) => ({ section: name, ...row }));
  const shown = new Set(found.map((row) => row.field));
  const forgotten = leaves(part, '').find((field) => !shown.has(field));
  if (forgotten !== undefined) {
    throw new Error(`no row for ${name}${forgotten}`);
  }
  return found;
}

function walk(part, table, prefix) {
  return table.flatMap(({ field, prominence, warn, rows: inner, whenEmpty }) => {
    const value = at(part, field);
    if (value === undefined) {
      return [];
    }
    if (!inner) {
      return [row(prefix + field, prominence, value, warn(value))];
    }
    if (value.length === 0 && whenEmpty) {
      return [row(prefix + field, whenEmpty, '[]', [])]; // accounts to be chosen, never "none"
    }
    return value.flatMap((element, index) => walk(element, inner, `${prefix}${field}/${index}`));
  });
}

function row(field, prominence, value, warnings) {
  return { field, prominence, value: String(value), warnings };
}

function at(part, pointer) {
  return pointer.split('/').slice(1).reduce((value, name) => value?.[name], part);
}

function leaves(part, pointer) {
  if (typeof part !== 'object' || Object.keys(part).length === 0) {
    return [pointer];
  }
  return Object.entries(part).flatMap(([name, value]) => (
    leaves(value, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)));
}

const list = (array = [], read) => array.flatMap(read);

function doubts(value) {
  return [
    ...(isMixedNumbers(value) ? ['mixed_numbers'] : []),
    ...(isMixedScript(value) ? ['mixed_script'] : []),
    ...(hasUnusualSpaces(value) ? ['unusual_spaces'] : []),
  ];
}

function wrongIban(value) {
  return isWrongIban(value) ? ['iban_check_failed'] : [];
}

function payee(result) {
  return result === 'match' ? [] : [`payee_${result}`];
}
