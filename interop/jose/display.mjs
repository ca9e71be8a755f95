// What a phone shows of a consent request, and its hash: docs/protocol.md §7 in two pages, this
// one and its tables in display-types.mjs.
//
// An example for whoever writes an authorization server: this is all that check 14 of §5.2 needs.
// It reads the server's own record, which holds nothing but what §4.2 and §7.2 allow. Whether a
// text or an amount is fit to be shown (§7.3) is decided when the record is made, not here.

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { isLosslessNumber, parse } from 'lossless-json';
import { PARTS, at, tableOf } from './display-types.mjs';

/**
 * The claims in a payload, its numbers as they are written: 20.00 is another row than 20. A plain
 * JSON.parse does where no type has a number that counts (§7.2 says which have).
 */
export const claimsOf = (payload) => parse(payload);

/** The rows of a consent request's claims and of the selection that was made, in order. */
export function rows(claims, selection = [], ownTypes = []) {
  const { iat, exp } = claims;
  return [
    ...section('client', claims.client, PARTS.client),
    ...list('authorization_details', claims, ({ type }) => tableOf(type, ownTypes)),
    ...list('payee_verification', claims, () => PARTS.payee_verification),
    ...section('scope', claims.scope?.split(' '), PARTS.scope),
    ...section('binding_message', claims.binding_message, PARTS.binding_message),
    ...list('accounts', claims, () => PARTS.accounts),
    ...section('number_entry', claims.number_entry, PARTS.number_entry),
    ...section('context', claims.context, PARTS.context),
    ...section('request', { iat, exp }, PARTS.request),
    ...selection.flatMap(({ detail, accounts }) => (
      section(`selection/${detail}`, accounts, PARTS.selection))),
  ];
}

/** `display.hash`: base64url SHA-256 of the rows in the form of RFC 8785. */
export function displayHash(claims, selection, ownTypes) {
  const canonical = canonicalize(rows(claims, selection, ownTypes));
  return createHash('sha256').update(canonical).digest('base64url');
}

/** The sections of a claim that is an array: one for each element. */
function list(name, claims, tableFor) {
  return (claims[name] ?? []).flatMap((part, n) => section(`${name}/${n}`, part, tableFor(part)));
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
      return [row(prefix + field, prominence, value, warn(value, part))];
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

function leaves(part, pointer) {
  if (typeof part !== 'object' || isLosslessNumber(part) || Object.keys(part).length === 0) {
    return [pointer];
  }
  return Object.entries(part).flatMap(([name, value]) => (
    leaves(value, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)));
}
