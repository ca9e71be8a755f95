// The bytes that are hashed are RFC 8785's: the rows of thousands of requests with texts of every
// kind, made canonical by npm `canonicalize` and hashed here.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import canonicalize from 'canonicalize';

const REQUESTS = 500;
const DETAILS = 8;

/** Numbers from 0 up to a bound, the same in every run (mulberry32). */
function dice(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

const RANGES = [
  [0x20, 0x7e], [0x22, 0x22], [0x5c, 0x5c], [0x2f, 0x2f], [0xa1, 0xac], [0xc0, 0x24f],
  [0x3b1, 0x3c9], [0x410, 0x44f], [0x5d0, 0x5ea], [0x621, 0x64a], [0x905, 0x939], [0xe01, 0xe30],
  [0x3041, 0x3096], [0x4e00, 0x9fff], [0xac00, 0xd7a3], [0xff10, 0xff19], [0x1f600, 0x1f64f],
  [0x20000, 0x2a6df], [0xa0, 0xa0], [0x3000, 0x3000],
];

function text(roll, length) {
  const characters = Array.from({ length: 1 + roll(length) }, () => {
    const [first, last] = RANGES[roll(RANGES.length)];
    return String.fromCodePoint(first + roll(last - first + 1));
  });
  return `x${characters.join('')}`;
}

function request(roll) {
  const detail = () => ({
    type: 'payment_initiation',
    instructedAmount: { amount: `${1 + roll(1e9)}.${roll(10)}${roll(10)}`, currency: 'EUR' },
    creditorName: text(roll, 60),
    creditorAccount: { iban: 'DE02100100109307118603' },
    remittanceInformationUnstructured: text(roll, 130),
  });
  return {
    claims: {
      client: { name: text(roll, 60), legal_name: text(roll, 60) },
      authorization_details: Array.from({ length: 1 + roll(DETAILS) }, detail),
      binding_message: text(roll, 300),
    },
    language: ['en', 'de', 'fr', 'es', 'pt-BR', 'ar'][roll(6)],
    time_zone: 'UTC',
  };
}

test('the hash of every display is that of its rows in the form of RFC 8785', async () => {
  const roll = dice(20261122);
  const asked = Array.from({ length: REQUESTS }, () => request(roll));
  const program = spawn(join(process.env.COUNTERSIGN_BIN_DIR, 'show-consents'), { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: program.stdout });
  program.stdin.end(asked.map((one) => `${JSON.stringify(one)}\n`).join(''));

  let rows = 0;
  let at = 0;
  for await (const line of answers) {
    const answer = JSON.parse(line);
    const { claims } = asked[at];
    assert.ok(answer.view, `request ${at} is not shown: ${line}`);
    const bytes = canonicalize(answer.rows);
    assert.equal(createHash('sha256').update(bytes).digest('base64url'), answer.hash);
    // The rows hold what was asked, as it was asked.
    const values = new Set(answer.rows.map((row) => row.value));
    for (const { creditorName, remittanceInformationUnstructured: reference } of claims.authorization_details) {
      assert.ok(values.has(creditorName) && values.has(reference));
    }
    rows += answer.rows.length;
    at += 1;
  }
  assert.equal(at, REQUESTS);
  assert.ok(rows > 10_000, `${rows} rows`);
});
