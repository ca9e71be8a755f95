// The example of gateway/README.md, "The webhook", run as it stands there: its block of code is read
// from the page, and given reports that the gateway could have sent, and some that it did not.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SignJWT } from 'jose';

const PAGE = new URL('../../gateway/README.md', import.meta.url);
const BODY = '{"consent":"c-1","state":"denied","reason":"not_me"}';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let folder;
let outcome;

before(async () => {
  const [, example] = /### The webhook[^]*?```js\n([^]*?)```/.exec(await readFile(PAGE, 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'countersign-readme-'));
  await symlink(fileURLToPath(new URL('node_modules', import.meta.url)), join(folder, 'node_modules'));
  const requestKey = JSON.stringify(publicKey.export({ format: 'jwk' }));
  const file = join(folder, 'example.mjs');
  await writeFile(file, `const requestKey = ${requestKey};\n${example}`);
  ({ outcome } = await import(pathToFileURL(file)));
});
after(() => rm(folder, { recursive: true, force: true }));

const now = () => Math.floor(Date.now() / 1000);

/** The header of a report, as the gateway signs it but for these changes. */
async function authorization({ typ = 'consent-outcome+jwt', key = privateKey, claims = {} } = {}) {
  const report = new SignJWT({
    iss: 'https://bank.example',
    aud: 'https://as.bank.example/outcomes',
    iat: now(),
    exp: now() + 120,
    jti: randomUUID(),
    consent: 'c-1',
    body_sha256: createHash('sha256').update(BODY).digest('base64url'),
    ...claims,
  });
  return `Bearer ${await report.setProtectedHeader({ alg: 'ES256', typ, kid: 'k' }).sign(key)}`;
}

describe('the example for the webhook', () => {
  test('believes what the gateway signed', async () => {
    const record = await outcome(await authorization(), BODY);

    assert.deepEqual(record, { consent: 'c-1', state: 'denied', reason: 'not_me' });
  });

  const FORGED = {
    'by another key': { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
    'of another type': { typ: 'consent-receipt+jwt' },
    'by another issuer': { claims: { iss: 'https://other.example' } },
    'for another place': { claims: { aud: 'https://as.bank.example/outcomes/' } },
    'that has ended': { claims: { exp: now() - 1 } },
    'that never ends': { claims: { exp: undefined } },
    'for another body': { claims: { body_sha256: createHash('sha256').update(`${BODY} `).digest('base64url') } },
  };
  for (const [name, changes] of Object.entries(FORGED)) {
    test(`believes no report ${name}`, async () => {
      const header = await authorization(changes);

      await assert.rejects(outcome(header, BODY));
    });
  }

  test('believes no report without a token, or with another body than was signed', async () => {
    const header = await authorization();

    await assert.rejects(outcome('Bearer ', BODY));
    await assert.rejects(outcome(header, BODY.replace('denied', 'approved')));
  });
});
