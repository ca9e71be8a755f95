// A CIBA client that nobody here wrote, npm `openid-client`, at the sandbox's authorization server.

import { after, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import * as client from 'openid-client';
import { decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import {
  SANDBOX, configuration, notificationEndpoint, phoneWill, post, tell, until, withKey, withSecret,
} from './sandbox.mjs';

const CIBA = 'urn:openid:params:grant-type:ciba';
const CUSTOMER = 'customer';
const LOGIN = { scope: 'openid', login_hint: CUSTOMER, binding_message: 'S24R-7' };
const PAYMENT = {
  type: 'payment_initiation',
  instructedAmount: { amount: '123.50', currency: 'EUR' },
  creditorName: 'Merchant A',
  creditorAccount: { iban: 'DE02100100109307118603' },
  remittanceInformationUnstructured: 'Ref Number Merchant',
};
const ACCESS = {
  type: 'account_information',
  access: { accounts: [], balances: [] },
  recurringIndicator: true,
  validUntil: '9999-12-31',
};

const ask = (config, parameters) => client.initiateBackchannelAuthentication(config, parameters);
const wait = (config, answer) => client.pollBackchannelAuthenticationGrant(config, answer);

/** One request for tokens, without the library's patience. */
const redeem = (config, { auth_req_id: id }) => (
  client.genericGrantRequest(config, CIBA, { auth_req_id: id }));

/** That the server refuses with this code of OAuth or CIBA, and with this status. */
async function refuses(call, error, status = 400) {
  await assert.rejects(call, (thrown) => {
    assert.equal(thrown.error, error, thrown.stack);
    assert.equal(thrown.status, status);
    return true;
  });
}

after(() => phoneWill(null));

describe('discovery', () => {
  test('the server says that it polls and pings, and never pushes', async () => {
    const config = await withSecret();

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

    const answer = await post('/sandbox/clients', push);

    assert.equal(answer.status, 400);
    assert.equal((await answer.json()).error, 'invalid_client_metadata');
  });
});

describe('poll', () => {
  test('an approved login brings an ID token that the library verifies', async () => {
    const config = await withSecret();
    await phoneWill('approve');

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
    const config = await withSecret();
    await phoneWill('deny');

    const answer = await ask(config, LOGIN);

    await refuses(wait(config, answer), 'access_denied');
  });

  test('what nobody answers expires', async () => {
    const config = await withSecret();
    await phoneWill('ignore');

    const answer = await ask(config, { ...LOGIN, requested_expiry: '3' });

    assert.equal(answer.expires_in, 3);
    // The library would stop by itself; the server must say so too.
    await refuses(wait(config, { ...answer, expires_in: 60 }), 'expired_token');
  });

  test('a client that asks too often is told to slow down, and the library does', async () => {
    const config = await withSecret();
    await phoneWill('ignore');
    const answer = await ask(config, LOGIN);

    await refuses(redeem(config, answer), 'authorization_pending');
    await refuses(redeem(config, answer), 'slow_down');
    const heard = listen(config);
    const waiting = wait(config, answer);
    await until(() => heard.length > 0);
    // Long enough for two more questions, if the library asked as often as before.
    await new Promise((resolve) => { setTimeout(resolve, 4_500); });
    await opened();
    await approved();
    const tokens = await waiting;

    assert.deepEqual(heard, ['slow_down', undefined]);
    assert.ok(tokens.claims().sub);
  });

  test('tokens are given once', async () => {
    const config = await withSecret();
    await phoneWill('approve');
    const answer = await ask(config, LOGIN);
    await wait(config, answer);

    await refuses(redeem(config, answer), 'invalid_grant');
  });

  test('one client cannot redeem what another was given, nor a guess', async () => {
    const [owner, other] = [await withSecret(), await withSecret()];
    await phoneWill('approve');
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
    const config = await withSecret({ delivery_mode: 'ping', notification_endpoint: endpoint.url });
    const token = randomBytes(20).toString('base64url');
    await phoneWill('approve');

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
    const config = await withSecret({ delivery_mode: 'ping', notification_endpoint: endpoint.url });
    await phoneWill('deny');

    const answer = await ask(config, { ...LOGIN, client_notification_token: 't'.repeat(27) });
    const ping = await endpoint.first();

    assert.deepEqual(JSON.parse(ping.body), { auth_req_id: answer.auth_req_id });
    await refuses(redeem(config, answer), 'access_denied');
    endpoint.close();
  });

  test('without a notification token there is nothing to ping with', async () => {
    const endpoint = await notificationEndpoint();
    const config = await withSecret({ delivery_mode: 'ping', notification_endpoint: endpoint.url });

    await refuses(ask(config, LOGIN), 'invalid_request');
    endpoint.close();
  });
});

describe('hints', () => {
  const without = { scope: 'openid' };

  test('none, and two, are refused', async () => {
    const config = await withSecret();

    await refuses(ask(config, without), 'invalid_request');
    await refuses(ask(config, {
      ...without, login_hint: CUSTOMER, id_token_hint: 'a.b.c',
    }), 'invalid_request');
    const doubled = new URLSearchParams(LOGIN);
    doubled.append('login_hint', CUSTOMER);
    await refuses(ask(config, doubled), 'invalid_request');
  });

  test('a customer without a phone cannot be asked', async () => {
    const config = await withSecret();

    await refuses(
      ask(config, { ...without, login_hint: 'customer-without-phone' }), 'access_denied', 403,
    );
  });

  test('a hint that names nobody is unknown_user_id', async () => {
    const config = await withSecret();

    await refuses(ask(config, { ...without, login_hint: 'nobody' }), 'unknown_user_id');
  });

  test('a hint that is no token of the server is refused', async () => {
    const config = await withSecret();
    const { privateKey } = await generateKeyPair('ES256');
    const stranger = await new SignJWT({ sub: CUSTOMER, aud: SANDBOX.origin, iss: SANDBOX.origin })
      .setProtectedHeader({ alg: 'ES256' }).setExpirationTime('5m').sign(privateKey);

    await refuses(ask(config, { ...without, id_token_hint: stranger }), 'invalid_request');
    await refuses(ask(config, { ...without, login_hint_token: stranger }), 'invalid_request');
  });

  test('a login hint token names the customer until it expires', async () => {
    const config = await withSecret();
    const hint = (seconds) => tell('/sandbox/login-hint-token', {
      account: CUSTOMER, expires_in: seconds,
    });
    const { login_hint_token: valid } = await hint(60);
    const { login_hint_token: expired } = await hint(-1);
    await phoneWill('approve');

    const tokens = await wait(config, await ask(config, { ...without, login_hint_token: valid }));

    assert.ok(tokens.claims().sub);
    await refuses(
      ask(config, { ...without, login_hint_token: expired }), 'expired_login_hint_token',
    );
  });

  test('the ID token of an earlier login names the customer again', async () => {
    const config = await withSecret();
    await phoneWill('approve');
    const earlier = await wait(config, await ask(config, LOGIN));

    const tokens = await wait(config, await ask(config, {
      ...without, id_token_hint: earlier.id_token,
    }));

    assert.equal(tokens.claims().sub, earlier.claims().sub);
  });
});

describe('client authentication', () => {
  test('private_key_jwt', async () => {
    const { config } = await withKey();
    await phoneWill('approve');

    const tokens = await wait(config, await ask(config, LOGIN));

    assert.ok(tokens.claims().sub);
  });

  test('a wrong secret and a foreign key are invalid_client', async () => {
    const known = (await withSecret()).clientMetadata().client_id;
    const keyed = (await withKey()).config.clientMetadata().client_id;
    const { privateKey } = await generateKeyPair('ES256');

    const wrong = await configuration(known, client.ClientSecretBasic('another secret'));
    const foreign = await configuration(keyed, client.PrivateKeyJwt(privateKey));

    for (const config of [wrong, foreign]) {
      const heard = listen(config);
      await assert.rejects(ask(config, LOGIN), { status: 401 });
      assert.deepEqual(heard, ['invalid_client']);
    }
  });

  test('a client registered for user codes must send the right one', async () => {
    const config = await withSecret({ user_code: true });
    await phoneWill('approve');

    await refuses(ask(config, LOGIN), 'missing_user_code');
    await refuses(ask(config, { ...LOGIN, user_code: '0000' }), 'invalid_user_code');
    const tokens = await wait(config, await ask(config, { ...LOGIN, user_code: '6365' }));

    assert.ok(tokens.claims().sub);
  });
});

describe('signed requests', () => {
  const now = () => Math.floor(Date.now() / 1000);

  /** A client that signs, and a function that signs with changes to the usual claims. */
  async function signing() {
    const { config, privateKey } = await withKey({ request_signing_alg: 'ES256' });
    const { client_id: id } = config.clientMetadata();
    const sign = (changes, key = privateKey) => new SignJWT({
      ...LOGIN,
      iss: id,
      aud: config.serverMetadata().issuer,
      iat: now(),
      nbf: now(),
      exp: now() + 300,
      jti: randomUUID(),
      ...changes,
    }).setProtectedHeader({ alg: 'ES256', kid: 'shop-1' }).sign(key);
    return { config, sign };
  }

  test('one is answered like any other', async () => {
    const { config, sign } = await signing();
    await phoneWill('approve');

    const request = await sign({ requested_expiry: '60', authorization_details: [PAYMENT] });
    const answer = await ask(config, { request });
    const tokens = await wait(config, answer);

    assert.equal(answer.expires_in, 60);
    assert.equal(tokens.authorization_details[0].creditorName, 'Merchant A');
  });

  test('each claim of CIBA §7.1.1 is needed', async () => {
    const { config, sign } = await signing();

    for (const claim of ['iss', 'aud', 'iat', 'nbf', 'exp', 'jti']) {
      await refuses(ask(config, { request: await sign({ [claim]: undefined }) }), 'invalid_request');
    }
  });

  test('one by another key, for another server, too old or too long is refused', async () => {
    const { config, sign } = await signing();
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
    const { config, sign } = await signing();
    await phoneWill('deny');
    const once = await sign({});
    await ask(config, { request: once });

    await refuses(ask(config, { request: once }), 'invalid_request');
    await refuses(ask(config, LOGIN), 'invalid_request');
    await refuses(ask(config, { request: await sign({}), scope: 'openid' }), 'invalid_request');
  });
});

describe('rich authorization requests', () => {
  const details = (...list) => ({
    scope: 'openid', login_hint: CUSTOMER, authorization_details: JSON.stringify(list),
  });

  test('a payment comes back as it was granted', async () => {
    const config = await withSecret();
    await phoneWill('approve');

    const tokens = await wait(config, await ask(config, details(PAYMENT)));

    const [granted] = tokens.authorization_details;
    assert.deepEqual({ ...granted, debtorAccount: undefined }, { ...PAYMENT, debtorAccount: undefined });
    assert.ok(tokens.claims().sub);
  });

  test('accounts that the person chose are filled in', async () => {
    const config = await withSecret();
    await phoneWill('ignore');
    const answer = await ask(config, details(ACCESS));

    const { choices: [choice] } = await opened();
    const accounts = choice.accounts.slice(0, 2);
    await approved([{ detail: choice.detail, accounts: accounts.map(({ id }) => id) }]);
    const tokens = await wait(config, answer);

    const [{ access, ...rest }] = tokens.authorization_details;
    assert.deepEqual(rest, { type: ACCESS.type, recurringIndicator: true, validUntil: '9999-12-31' });
    for (const kind of ['accounts', 'balances']) {
      assert.equal(access[kind].length, 2, kind);
      access[kind].forEach(({ iban }, index) => {
        assert.equal(iban.slice(-4), accounts[index].identification.slice(-4));
      });
    }
  });

  test('what the phone could not show in full is refused at once', async () => {
    const config = await withSecret();

    for (const wrong of [
      { type: 'unknown_type' },
      { ...PAYMENT, executionDate: '2027-01-01' },
      { ...PAYMENT, instructedAmount: { amount: 123.5, currency: 'EUR' } },
      { ...PAYMENT, instructedAmount: { amount: '123.505', currency: 'EUR' } },
      { ...PAYMENT, creditorName: undefined },
    ]) {
      await refuses(ask(config, details(wrong)), 'invalid_authorization_details');
    }
  });
});

describe('what the person must compare or type', () => {
  test('a binding message that cannot be shown is refused', async () => {
    const config = await withSecret();

    await refuses(
      ask(config, { ...LOGIN, binding_message: 'pay \u202e123' }), 'invalid_binding_message',
    );
  });

  test('a number is given to the client, and must be typed on the phone', async () => {
    const config = await withSecret();
    await phoneWill('ignore');
    const answer = await ask(config, { ...LOGIN, number_entry: '2' });

    const { number_digits: digits } = await opened();
    await approved([], answer.number_to_enter);
    const tokens = await wait(config, answer);

    assert.equal(digits, 2);
    assert.match(answer.number_to_enter, /^[0-9]{2}$/);
    assert.ok(tokens.claims().sub);
  });
});

/** Opens the newest notice on the phone and returns what is on its screen. */
async function opened() {
  await until((state) => state.phone.pending.length > 0);
  await tell('/sandbox/phone/open', {});
  return until(({ phone }) => phone.screen?.state === 'ready' && phone.screen.view);
}

/** Approves what is on the screen, with a finger that fits. */
async function approved(selection = [], number = null) {
  await tell('/sandbox/phone/prepare', { selection, number });
  await tell('/sandbox/phone/finger', { result: 'succeed' });
  await until(({ phone }) => phone.screen?.state === 'approved');
}

/** From now on, the `error` of each answer to the library's posts: undefined for a success. */
function listen(config) {
  const heard = [];
  config[client.customFetch] = async (url, options) => {
    const answer = await fetch(url, options);
    if (options.method === 'POST') {
      heard.push((await answer.clone().json()).error);
    }
    return answer;
  };
  return heard;
}
