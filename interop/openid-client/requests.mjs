// Who asks, and about whom: hints, client authentication and signed requests.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { generateKeyPair, SignJWT } from 'jose';
import {
  CUSTOMER, LOGIN, PAYMENT, ask, listen, now, refuses, signing, wait,
} from './client.mjs';
import { sandbox } from './sandbox.mjs';

describe('hints', () => {
  const without = { scope: 'openid' };

  test('none, and two, are refused', async () => {
    const config = await sandbox.withSecret();

    await refuses(ask(config, without), 'invalid_request');
    await refuses(ask(config, {
      ...without, login_hint: CUSTOMER, id_token_hint: 'a.b.c',
    }), 'invalid_request');
    const doubled = new URLSearchParams(LOGIN);
    doubled.append('login_hint', CUSTOMER);
    await refuses(ask(config, doubled), 'invalid_request');
  });

  test('a customer without a phone cannot be asked', async () => {
    const config = await sandbox.withSecret();

    await refuses(
      ask(config, { ...without, login_hint: 'customer-without-phone' }), 'access_denied', 403,
    );
  });

  test('a hint that names nobody is unknown_user_id', async () => {
    const config = await sandbox.withSecret();

    await refuses(ask(config, { ...without, login_hint: 'nobody' }), 'unknown_user_id');
  });

  test('a hint that is no token of the server is refused', async () => {
    const config = await sandbox.withSecret();
    const { privateKey } = await generateKeyPair('ES256');
    const stranger = await new SignJWT({ sub: CUSTOMER, aud: sandbox.url.origin, iss: sandbox.url.origin })
      .setProtectedHeader({ alg: 'ES256' }).setExpirationTime('5m').sign(privateKey);

    await refuses(ask(config, { ...without, id_token_hint: stranger }), 'invalid_request');
    await refuses(ask(config, { ...without, login_hint_token: stranger }), 'invalid_request');
  });

  test('a login hint token names the customer until it expires', async () => {
    const config = await sandbox.withSecret();
    const hint = (seconds) => sandbox.tell('/sandbox/login-hint-token', {
      account: CUSTOMER, expires_in: seconds,
    });
    const { login_hint_token: valid } = await hint(60);
    const { login_hint_token: expired } = await hint(-1);
    await sandbox.phoneWill('approve');

    const tokens = await wait(config, await ask(config, { ...without, login_hint_token: valid }));

    assert.ok(tokens.claims().sub);
    await refuses(
      ask(config, { ...without, login_hint_token: expired }), 'expired_login_hint_token',
    );
  });

  test('the ID token of an earlier login names the customer again', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('approve');
    const earlier = await wait(config, await ask(config, LOGIN));

    const tokens = await wait(config, await ask(config, {
      ...without, id_token_hint: earlier.id_token,
    }));

    assert.equal(tokens.claims().sub, earlier.claims().sub);
  });
});

describe('client authentication', () => {
  test('private_key_jwt', async () => {
    const { config } = await sandbox.withKey();
    await sandbox.phoneWill('approve');

    const tokens = await wait(config, await ask(config, LOGIN));

    assert.ok(tokens.claims().sub);
  });

  test('a wrong secret and a foreign key are invalid_client', async () => {
    const known = (await sandbox.withSecret()).clientMetadata().client_id;
    const keyed = (await sandbox.withKey()).config.clientMetadata().client_id;
    const { privateKey } = await generateKeyPair('ES256');

    const wrong = await sandbox.configuration(known, client.ClientSecretBasic('another secret'));
    const foreign = await sandbox.configuration(keyed, client.PrivateKeyJwt(privateKey));

    for (const config of [wrong, foreign]) {
      const heard = listen(config);
      await assert.rejects(ask(config, LOGIN), { status: 401 });
      assert.deepEqual(heard, ['invalid_client']);
    }
  });

  test('a client registered for user codes must send the right one', async () => {
    const config = await sandbox.withSecret({ user_code: true });
    await sandbox.phoneWill('approve');

    await refuses(ask(config, LOGIN), 'missing_user_code');
    await refuses(ask(config, { ...LOGIN, user_code: '0000' }), 'invalid_user_code');
    const tokens = await wait(config, await ask(config, { ...LOGIN, user_code: '6365' }));

    assert.ok(tokens.claims().sub);
  });
});

describe('signed requests', () => {
  test('one is answered like any other', async () => {
    const { config, sign } = await signing(sandbox);
    await sandbox.phoneWill('approve');

    const request = await sign({ requested_expiry: '60', authorization_details: [PAYMENT] });
    const answer = await ask(config, { request });
    const tokens = await wait(config, answer);

    assert.equal(answer.expires_in, 60);
    assert.equal(tokens.authorization_details[0].creditorName, 'Merchant A');
  });

  test('each claim of CIBA §7.1.1 is needed', async () => {
    const { config, sign } = await signing(sandbox);

    for (const claim of ['iss', 'aud', 'iat', 'nbf', 'exp', 'jti']) {
      await refuses(ask(config, { request: await sign({ [claim]: undefined }) }), 'invalid_request');
    }
  });

  test('one by another key, for another server, too old or too long is refused', async () => {
    const { config, sign } = await signing(sandbox);
    const { privateKey: stranger } = await generateKeyPair('ES256');

    for (const request of [
      await sign({}, stranger),
      await sign({ aud: 'https://as.bank.example' }),
      await sign({ nbf: now() - 600, iat: now() - 600, exp: now() - 300 }),
      await sign({ exp: now() + 4200 }),
      await sign({ nbf: now() + 600 }),
    ]) {
      await refuses(ask(config, { request }), 'invalid_request');
    }
  });

  test('one cannot be used twice, left out, or added to', async () => {
    const { config, sign } = await signing(sandbox);
    await sandbox.phoneWill('deny');
    const once = await sign({});
    await ask(config, { request: once });

    await refuses(ask(config, { request: once }), 'invalid_request');
    await refuses(ask(config, LOGIN), 'invalid_request');
    await refuses(ask(config, { request: await sign({}), scope: 'openid' }), 'invalid_request');
  });
});
