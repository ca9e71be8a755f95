// An exported history (docs/protocol.md §9), verified by `jose`. Written from that document alone.

import assert from 'node:assert/strict';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { sha256, verify } from './tokens.mjs';

const NOTHING = 'A'.repeat(43);

/** Verifies an export under the vouching key that the bank gave; returns the claims of its requests. */
export async function verifyExport(history, vouching) {
  assert.equal(history.countersign_history, '1');
  const sets = await Promise.all(history.key_sets.map((set) => under([vouching], set)));
  const keys = sets.flatMap((set) => set.keys);
  const requests = [];
  let before = history.before;
  assert.ok(before.place > 0 || before.link === NOTHING);
  for (const entry of history.entries) {
    assert.equal(entry.place, before.place + 1, 'an entry is missing');
    assert.equal(entry.link, link(before.link, entry), 'an entry was changed');
    requests.push(await verifyEntry(entry, history, keys));
    before = entry;
  }
  assert.deepEqual({ place: before.place, link: before.link }, history.last, 'the end is missing');
  return requests;
}

async function verifyEntry(entry, history, keys) {
  const asked = await under(keys, entry.request_token);
  assert.equal(asked.iss, history.issuer);
  assert.equal(asked.aud, history.device_id);
  assert.equal(asked.jti, entry.request);
  if (entry.decision) {
    const said = await under(history.device_keys, entry.decision);
    assert.equal(said.request_hash, sha256(entry.request_token));
  }
  if (entry.receipt) {
    const receipt = await under(keys, entry.receipt);
    assert.equal(receipt.decision_hash, sha256(entry.decision));
    const typ = { approved: 'consent-approval+jwt', denied: 'consent-denial+jwt' }[entry.outcome];
    assert.equal(decodeProtectedHeader(entry.decision).typ, typ);
  }
  assert.equal(entry.receipt !== undefined, ['approved', 'denied'].includes(entry.outcome));
  return asked;
}

/** Verifies a token of whatever type, at the time when it was made. */
function under(keys, token) {
  return verify(token, decodeProtectedHeader(token).typ, keys, decodeJwt(token).iat);
}

function link(before, entry) {
  const hash = (token) => (token === undefined ? '' : sha256(token));
  return sha256([
    'countersign-history-1', before, entry.place, entry.request, entry.arrived_at, entry.ended_at,
    entry.outcome, hash(entry.request_token), hash(entry.decision), hash(entry.receipt),
  ].join('\0'));
}
