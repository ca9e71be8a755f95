// What the core shows and what this page of JavaScript computes from docs/protocol.md §7: the same
// rows, or the hashes differ. The vectors are the hostile corpus's accepted requests.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { claimsOf, displayHash, rows } from './display.mjs';

const book = JSON.parse(await readFile(new URL('../vectors/display.json', import.meta.url)));
const { own_types: ownTypes, requests } = book;

const BUILT_IN = [
  'payment_initiation', 'account_information', 'domestic_payment_consent', 'domestic_vrp_consent',
  'urn:eudi:sca:payment:1', 'urn:eudi:sca:login_risk_transaction:1', 'urn:eudi:sca:account_access:1',
  'urn:eudi:sca:emandate:1', '3ds:payment_authorisation',
];

describe('interop/vectors/display.json', () => {
  for (const { name, payload, selection, ...expected } of requests) {
    test(`${name}: the hash of an approval and that of a denial`, () => {
      const claims = claimsOf(payload);

      assert.equal(displayHash(claims, selection, ownTypes), expected.display_hash);
      assert.equal(displayHash(claims, [], ownTypes), expected.display_hash_of_denial);
    });
  }

  test('holds every built-in type, one of a bank, and every part of a request', () => {
    const claims = requests.map(({ payload }) => claimsOf(payload));
    const types = new Set(claims.flatMap((each) => each.authorization_details ?? []).map(({ type }) => type));
    const sections = new Set(requests.flatMap(({ payload, selection }) => (
      rows(claimsOf(payload), selection, ownTypes).map(({ section }) => section.split('/')[0]))));
    const warnings = new Set(claims.flatMap((each) => rows(each, [], ownTypes)).flatMap((row) => row.warnings));

    assert.deepEqual([...types].sort(), [...BUILT_IN, ...ownTypes.map(({ type }) => type)].sort());
    assert.deepEqual([...sections].sort(), [
      'accounts', 'authorization_details', 'binding_message', 'client', 'context', 'number_entry',
      'payee_verification', 'request', 'scope', 'selection',
    ]);
    assert.deepEqual([...warnings].sort(), [
      'iban_check_failed', 'mixed_numbers', 'mixed_script', 'payee_close_match', 'payee_no_match',
      'unusual_spaces',
    ]);
  });

  test('a number that is written otherwise is another row', () => {
    const { payload } = requests.find(({ name }) => name === 'card-payment');
    const otherwise = payload.replace('10.50', '10.5');

    assert.notEqual(displayHash(claimsOf(payload)), displayHash(claimsOf(otherwise)));
  });
});
