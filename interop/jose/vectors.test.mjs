// The tokens published with docs/protocol.md, verified as a reader of that document would.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import { of, RELATIONS, verifyAll } from './journal.mjs';
import { TYPES, verify } from './tokens.mjs';

const book = JSON.parse(await readFile(new URL('../vectors/tokens.json', import.meta.url)));

describe('interop/vectors/tokens.json', () => {
  for (const typ of Object.keys(TYPES)) {
    test(`${typ}: is there, and verifies`, async () => {
      assert.ok(of(typ, book).length > 0, `there is no ${typ}`);
      await verifyAll(typ, book);
    });

    test(`${typ}: does not verify with a bit of its payload changed`, async () => {
      const [{ token }] = of(typ, book);
      const [header, payload, signature] = token.split('.');
      const bytes = Buffer.from(payload, 'base64url');
      bytes[bytes.length - 2] ^= 1;
      const changed = [header, bytes.toString('base64url'), signature].join('.');

      await assert.rejects(
        verify(changed, typ, book.keys[TYPES[typ].role], decodeJwt(token).iat),
        { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' },
      );
    });
  }

  for (const [name, holds] of Object.entries(RELATIONS)) {
    test(name, () => holds(book));
  }
});
