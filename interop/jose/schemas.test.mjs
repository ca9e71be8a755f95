// The closed lists of tokens.mjs, written from the documents, beside the schemas published with them.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { TYPES } from './tokens.mjs';

const FOLDER = new URL('../../docs/schemas/', import.meta.url);
/** The keys by which tokens.mjs looks them up, where it has another word for them. */
const SIGNED_BY = {
  'transport or approval': 'transport', // as the core does it
  'the new key': 'device',
  'the key that is replaced': 'device',
};
/** They are the channel's, which gateway/openapi.json describes. */
const OF_THE_CHANNEL = ['consent-outcome+jwt', 'audit-head+jwt'];

const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
const all = await Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, FOLDER)))));
const schemas = Object.fromEntries(all.filter((schema) => schema['x-typ']).map((schema) => [schema['x-typ'], schema]));

describe('docs/schemas', () => {
  test('has every token that a device sees', () => {
    const listed = Object.keys(TYPES).filter((typ) => !OF_THE_CHANNEL.includes(typ));

    assert.deepEqual(Object.keys(schemas).sort(), listed.sort());
  });

  for (const [typ, schema] of Object.entries(schemas)) {
    test(`${typ}: the same claims, life and key`, () => {
      const { claims, life, role } = TYPES[typ];
      const needed = Object.keys(claims).filter((name) => !claims[name].optional);

      assert.deepEqual(Object.keys(claims).sort(), Object.keys(schema.properties).sort());
      assert.deepEqual(needed.sort(), [...schema.required].sort());
      assert.equal(life, schema['x-life']);
      assert.equal(role, SIGNED_BY[schema['x-signed-by']] ?? schema['x-signed-by']);
    });
  }
});
