// How a request is answered: polled or pinged, approved, denied, expired, and redeemed once.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { CIBA, LOGIN, ask, listen, redeem, refuses, wait } from './client.mjs';
import { notificationEndpoint } from './endpoint.mjs';
import { sandbox } from './sandbox.mjs';

describe('discovery', () => {
  test('the server says that it polls and pings, and never pushes', async () => {
    const config = await sandbox.withSecret();

    const metadata = config.serverMetadata();

    assert.deepEqual(
      [...metadata.backchannel_token_delivery_modes_supported].sort(), ['ping', 'poll'],
    );
    assert.ok(metadata.grant_types_supported.includes(CIBA));
    assert.ok(metadata.authorization_details_types_supported.includes('payment_initiation'));
    assert.deepEqual(
      [...metadata.token_endpoint_auth_methods_supported].sort(),
      ['client_secret_basic', 'private_key_jwt'],
    );
    assert.ok(metadata.backchannel_authentication_request_signing_alg_values_supported.includes('ES256'));
  });

  test('push mode cannot be registered', async () => {
    const push = {
      client_id: 'interop-push',
      client_secret: 'a test value of no worth, 32 long',
      delivery_mode: 'push',
      notification_endpoint: 'http://127.0.0.1:1/push',
    };

    const answer = await sandbox.post('/sandbox/clients', push);

    assert.equal(answer.status, 400);
    assert.equal((await answer.json()).error, 'invalid_client_metadata');
  });
});

describe('poll', () => {
  test('an approved login brings an ID token that the library verifies', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('approve');

    const tokens = await wait(config, await ask(config, LOGIN));

    const claims = tokens.claims();
    assert.equal(decodeProtectedHeader(tokens.id_token).alg, 'ES256');
    assert.equal(claims.iss, config.serverMetadata().issuer);
    assert.equal(claims.aud, config.clientMetadata().client_id);
    assert.ok(claims.sub);
    assert.ok(claims.amr.includes('user'));
    assert.ok(tokens.access_token);
    assert.equal(tokens.token_type, 'bearer');
  });

  test('a denial is access_denied', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('deny');

    const answer = await ask(config, LOGIN);

    await refuses(wait(config, answer), 'access_denied');
  });

  test('what nobody answers expires', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('ignore');

    const answer = await ask(config, { ...LOGIN, requested_expiry: '3' });

    assert.equal(answer.expires_in, 3);
    // The library would stop by itself; the server must say so too.
    await refuses(wait(config, { ...answer, expires_in: 60 }), 'expired_token');
  });

  test('a client that asks too often is told to slow down, and the library does', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('ignore');
    const answer = await ask(config, LOGIN);

    await refuses(redeem(config, answer), 'authorization_pending');
    await refuses(redeem(config, answer), 'slow_down');
    const heard = listen(config);
    const waiting = wait(config, answer);
    await sandbox.until(() => heard.length > 0);
    // Long enough for two more questions, if the library asked as often as before.
    await new Promise((resolve) => { setTimeout(resolve, 4_500); });
    await sandbox.opened();
    await sandbox.approved();
    const tokens = await waiting;

    assert.deepEqual(heard, ['slow_down', undefined]);
    assert.ok(tokens.claims().sub);
  });

  test('tokens are given once', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('approve');
    const answer = await ask(config, LOGIN);
    await wait(config, answer);

    await refuses(redeem(config, answer), 'invalid_grant');
  });

  test('one client cannot redeem what another was given, nor a guess', async () => {
    const [owner, other] = [await sandbox.withSecret(), await sandbox.withSecret()];
    await sandbox.phoneWill('approve');
    const answer = await ask(owner, LOGIN);

    await refuses(redeem(other, answer), 'invalid_grant');
    await refuses(redeem(owner, { auth_req_id: 'a-guess' }), 'invalid_grant');
    const tokens = await wait(owner, answer);

    assert.ok(tokens.claims().sub);
  });
});

describe('ping', () => {
  test('the client is told once, with its own token, and then redeems', async () => {
    const endpoint = await notificationEndpoint();
    const config = await sandbox.withSecret({ delivery_mode: 'ping', notification_endpoint: endpoint.url });
    const token = randomBytes(20).toString('base64url');
    await sandbox.phoneWill('approve');

    const answer = await ask(config, { ...LOGIN, client_notification_token: token });
    const ping = await endpoint.first();
    const tokens = await redeem(config, answer);

    assert.equal(ping.method, 'POST');
    assert.equal(ping.authorization, `Bearer ${token}`);
    assert.match(ping.type, /^application\/json/);
    assert.deepEqual(JSON.parse(ping.body), { auth_req_id: answer.auth_req_id });
    assert.equal(tokens.claims().aud, config.clientMetadata().client_id);
    assert.equal(endpoint.pings.length, 1);
    endpoint.close();
  });

  test('a denial is told in the same way, and looks no different', async () => {
    const endpoint = await notificationEndpoint();
    const config = await sandbox.withSecret({ delivery_mode: 'ping', notification_endpoint: endpoint.url });
    await sandbox.phoneWill('deny');

    const answer = await ask(config, { ...LOGIN, client_notification_token: 't'.repeat(27) });
    const ping = await endpoint.first();

    assert.deepEqual(JSON.parse(ping.body), { auth_req_id: answer.auth_req_id });
    await refuses(redeem(config, answer), 'access_denied');
    endpoint.close();
  });

  test('without a notification token there is nothing to ping with', async () => {
    const endpoint = await notificationEndpoint();
    const config = await sandbox.withSecret({ delivery_mode: 'ping', notification_endpoint: endpoint.url });

    await refuses(ask(config, LOGIN), 'invalid_request');
    endpoint.close();
  });
});
