// Every token that the core and the gateway exchange, as it passes between them, verified by `jose`.

import { before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { of, RELATIONS, verifyAll } from './journal.mjs';
import { live } from './live.mjs';
import { TYPES } from './tokens.mjs';

describe('on the wire', () => {
  let book;

  before(async () => { book = await live(); });

  for (const typ of Object.keys(TYPES)) {
    test(`${typ}: passes, and verifies`, async () => {
      assert.ok(of(typ, book).length > 0, `no ${typ} passed`);
      await verifyAll(typ, book);
    });
  }

  for (const [name, holds] of Object.entries(RELATIONS)) {
    test(name, () => holds(book));
  }
});
