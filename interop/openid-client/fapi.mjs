// The same server held to FAPI-CIBA: a sandbox of its own, started with `--fapi`.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { start } from '../common/program.mjs';
import { LOGIN, PAYMENT, ask, now, refuses, signing, wait } from './client.mjs';
import { Sandbox } from './sandbox.mjs';

describe('under FAPI-CIBA', () => {
  let program;
  let strict;

  before(async () => {
    program = start('countersign-sandbox', ['--fapi', '--port', '0']);
    const [line] = await Promise.race([once(program.lines, 'line'), program.failed]);
    strict = new Sandbox(line.match(/http:\S+/)[0]);
    await strict.phoneWill('approve');
  });

  after(() => program?.end());

  for (const alg of ['ES256', 'PS256']) {
    test(`a request signed with ${alg}, by a client with a key, is answered`, async () => {
      const { config, sign } = await signing(strict, alg);

      const request = await sign({ authorization_details: [PAYMENT] });
      const tokens = await wait(config, await ask(config, { request }));

      assert.equal(tokens.authorization_details[0].instructedAmount.amount, '123.50');
      assert.ok(tokens.claims().sub);
    });
  }

  test('a request that is not signed is refused', async () => {
    const { config } = await strict.withKey();

    await refuses(ask(config, LOGIN), 'invalid_request');
  });

  test('a request signed for longer than an hour is refused', async () => {
    const { config, sign } = await signing(strict);

    await refuses(ask(config, { request: await sign({ exp: now() + 4200 }) }), 'invalid_request');
  });

  test('RS256, a secret, and push mode cannot be registered', async () => {
    const statuses = [];
    for (const registration of [
      { client_secret: 'a test value of no worth, 32 long' },
      { jwks: { keys: [] }, request_signing_alg: 'RS256' },
      { client_secret: 'x', delivery_mode: 'push', notification_endpoint: 'http://127.0.0.1:1/' },
    ]) {
      const answer = await strict.post('/sandbox/clients', { client_id: 'interop-fapi', ...registration });
      statuses.push([answer.status, (await answer.json()).error]);
    }

    assert.deepEqual(statuses, Array(3).fill([400, 'invalid_client_metadata']));
  });

  test('the server does not say that it takes what it refuses', async () => {
    const { config } = await strict.withKey();

    const metadata = config.serverMetadata();

    assert.deepEqual(metadata.token_endpoint_auth_methods_supported, ['private_key_jwt']);
    assert.ok(!metadata.backchannel_token_delivery_modes_supported.includes('push'));
    assert.deepEqual(
      [...metadata.backchannel_authentication_request_signing_alg_values_supported].sort(),
      ['ES256', 'PS256'],
    );
  });
});
