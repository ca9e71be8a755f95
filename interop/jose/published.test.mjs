// Tokens that other people published, so that the library which checks ours is itself checked.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose';

const published = JSON.parse(await readFile(new URL('../vectors/published.json', import.meta.url)));

// The file names these keys by their RFC; they are no P-256 keys, and thumbprints do not mind.
const KEYS = {
  'RFC 7638 3.1': {
    kty: 'RSA',
    e: 'AQAB',
    n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  },
  'RFC 8037 A.3': {
    kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  },
};

/** The public half of a vector's key: some were published with their private one. */
function keyOf({ jws, jwk }) {
  const { d, ...key } = jwk === 'in header' ? decodeProtectedHeader(jws).jwk : jwk;
  return key;
}

describe('published tokens', () => {
  for (const vector of published.jws) {
    test(`${vector.name} verifies`, async () => {
      const key = await importJWK(keyOf(vector), 'ES256');

      const { protectedHeader } = await compactVerify(vector.jws, key, { algorithms: ['ES256'] });

      assert.equal(protectedHeader.alg, 'ES256');
    });

    test(`${vector.name} with one bit changed does not`, async () => {
      const key = await importJWK(keyOf(vector), 'ES256');
      const [header, payload, signature] = vector.jws.split('.');
      const bytes = Buffer.from(payload, 'base64url');
      bytes[0] ^= 1;
      const changed = [header, bytes.toString('base64url'), signature].join('.');

      await assert.rejects(compactVerify(changed, key, { algorithms: ['ES256'] }), {
        code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      });
    });
  }

  test('thumbprints are those of the RFCs', async () => {
    for (const { name, sha256 } of published.thumbprint) {
      assert.equal(await calculateJwkThumbprint(KEYS[name]), sha256, name);
    }
    for (const vector of published.jws.filter(({ thumbprint }) => thumbprint)) {
      assert.equal(await calculateJwkThumbprint(keyOf(vector)), vector.thumbprint, vector.name);
    }
  });
});
