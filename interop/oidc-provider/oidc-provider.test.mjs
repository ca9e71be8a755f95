// An authorization server that nobody here wrote (npm `oidc-provider`), a client that nobody here
// wrote (npm `openid-client`), and between the server and the customer's phone: the gateway and
// the core, each in a process of its own.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { freePort } from '../common/http.mjs';
import { CountersignChannel } from './adapter.mjs';
import { build, redeem, refuses, wait } from './world.mjs';

const CUSTOMER = 'customer-1';
const LOGIN = { scope: 'openid', login_hint: CUSTOMER, binding_message: 'S24R-7' };
const PAYMENT = {
  type: 'payment_initiation',
  instructedAmount: { amount: '123.50', currency: 'EUR' },
  creditorName: 'Merchant A',
  creditorAccount: { iban: 'DE02100100109307118603' },
  remittanceInformationUnstructured: 'Ref Number Merchant',
  debtorAccount: { iban: 'DE02120300000000202051' },
};
const ACCESS = {
  type: 'account_information',
  access: { accounts: [], balances: [] },
  recurringIndicator: true,
  validUntil: '9999-12-31',
};

/** An outcome as the gateway would tell it, for the consent asked for last. */
const approved = () => ({
  state: 'approved', amr: ['swk', 'user'], decided_at: Math.floor(Date.now() / 1000),
});
const asking = (...details) => ({ ...LOGIN, authorization_details: JSON.stringify(details) });

let world;

before(async () => { world = await build(CUSTOMER); });
after(() => world?.end());

describe('payments', () => {
  test('an approval brings tokens for exactly this payment', async () => {
    const shop = await world.shop('shop-poll');

    const answer = await world.asks(shop, asking(PAYMENT));
    const { view } = await world.phoneOpens();
    await world.phoneApproves();
    const tokens = await wait(shop, answer);

    assert.match(view.title, /123\.50/);
    assert.match(view.title, /Merchant A/);
    assert.deepEqual(tokens.authorization_details, [PAYMENT]);
    const { sub, acr, amr } = tokens.claims();
    assert.deepEqual({ sub, acr, amr }, {
      sub: CUSTOMER, acr: 'urn:countersign:consent', amr: ['swk', 'user'],
    });
  });

  test('a denial is access_denied', async () => {
    const shop = await world.shop('shop-poll');

    const answer = await world.asks(shop, asking(PAYMENT));
    await world.phoneDenies();

    await refuses(wait(shop, answer), 'access_denied');
  });

  test('the account that the person chose pays', async () => {
    const shop = await world.shop('shop-poll');
    const { debtorAccount, ...open } = PAYMENT;

    const answer = await world.asks(shop, asking(open));
    const { view } = await world.phoneOpens();
    await world.phoneApproves({ selection: [{ detail: 0, accounts: ['acc-2'] }] });
    const tokens = await wait(shop, answer);

    assert.deepEqual(view.choices[0].accounts.map(({ id }) => id), ['acc-1', 'acc-2']);
    assert.deepEqual(tokens.authorization_details, [
      { ...open, debtorAccount: { iban: 'DE02500105170137075030', currency: 'EUR' } },
    ]);
  });

  test('a payment that the phone could not show in full never reaches it', async () => {
    const shop = await world.shop('shop-poll');

    const asked = world.asks(shop, asking({ ...PAYMENT, executionDate: '2027-01-01' }));

    await refuses(asked, 'invalid_authorization_details');
    assert.deepEqual(await world.pending(), []);
  });
});

describe('account access', () => {
  test('is granted for the accounts that the person chose', async () => {
    const shop = await world.shop('shop-poll');
    const savings = { iban: 'DE02500105170137075030', currency: 'EUR' };

    const answer = await world.asks(shop, asking(ACCESS));
    await world.phoneApproves({ selection: [{ detail: 0, accounts: ['acc-2'] }] });
    const tokens = await wait(shop, answer);

    assert.deepEqual(tokens.authorization_details, [
      { ...ACCESS, access: { accounts: [savings], balances: [savings] } },
    ]);
  });
});

describe('login', () => {
  test('with a binding message, polled', async () => {
    const shop = await world.shop('shop-poll');

    const answer = await world.asks(shop, LOGIN);
    const { view } = await world.phoneOpens();
    await world.phoneApproves();
    const tokens = await wait(shop, answer);

    const message = view.sections.find(({ key }) => key === 'binding_message');
    assert.equal(message.fields[0].text, 'S24R-7');
    assert.equal(tokens.claims().sub, CUSTOMER);
  });

  test('with a binding message, pinged', async () => {
    const shop = await world.shop('shop-ping');

    const answer = await world.asks(shop, { ...LOGIN, client_notification_token: 't'.repeat(27) });
    await world.phoneApproves();
    const ping = await world.ping();
    const tokens = await redeem(shop, answer);

    assert.equal(ping.authorization, `Bearer ${'t'.repeat(27)}`);
    assert.deepEqual(ping.body, { auth_req_id: answer.auth_req_id });
    assert.equal(tokens.claims().sub, CUSTOMER);
  });

  test('a shop that cannot be pinged can still ask', async () => {
    const shop = await world.shop('shop-ping');
    world.cutPings(true);

    const answer = await world.asks(shop, { ...LOGIN, client_notification_token: 't'.repeat(27) });
    await world.phoneApproves();
    await world.outcome();
    world.cutPings(false);
    const tokens = await redeem(shop, answer);

    assert.equal(tokens.claims().sub, CUSTOMER);
  });

  test('with a number that the shop shows and the person types', async () => {
    const shop = await world.shop('shop-number');

    const answer = await world.asks(shop, LOGIN);
    await world.phoneApproves({ number: answer.number_to_enter });
    const tokens = await wait(shop, answer);

    assert.match(answer.number_to_enter, /^[0-9]{2}$/);
    assert.equal(tokens.claims().sub, CUSTOMER);
  });

  test('where no webhook reaches the server, it asks the gateway itself', async () => {
    const shop = await world.shop('shop-poll');
    world.cutWebhook(true);

    const answer = await world.asks(shop, LOGIN);
    const followed = world.channel.follow(world.consent());
    await world.phoneApproves();
    await followed;
    world.cutWebhook(false);
    const tokens = await wait(shop, answer);

    assert.equal(tokens.claims().sub, CUSTOMER);
  });
});

describe('a late answer and a second one change nothing', () => {
  test('what comes after the deadline is not granted', async () => {
    const shop = await world.shop('shop-poll');
    const answer = await world.asks(shop, { ...LOGIN, requested_expiry: '3' });
    await world.phoneOpens();
    await world.expired(answer);

    const approval = await world.phoneTries('approve', { selection: [], number: null });
    const delivered = await world.deliver(approved());

    assert.notEqual(approval.ok?.delivery, 'recorded');
    assert.equal(delivered, 204);
    assert.deepEqual(await world.kept(answer), { granted: false, refused: false });
    await refuses(redeem(shop, answer), 'expired_token');
  });

  test('a denial after an approval, and the approval again, change nothing', async () => {
    const shop = await world.shop('shop-poll');
    const answer = await world.asks(shop, asking(PAYMENT));
    await world.phoneApproves();
    const first = (await world.outcome()).body;

    const contrary = await world.deliver({ state: 'denied', reason: 'not_me' });
    const repeated = await world.deliver(first);
    const kept = await world.kept(answer);
    const tokens = await wait(shop, answer);
    const afterwards = await world.deliver(first);

    assert.deepEqual([contrary, repeated, afterwards], [204, 204, 204]);
    assert.deepEqual(kept, { granted: true, refused: false });
    assert.deepEqual(tokens.authorization_details, [PAYMENT]);
    await refuses(redeem(shop, answer), 'invalid_grant');
  });

  test('an approval after a denial changes nothing', async () => {
    const shop = await world.shop('shop-poll');
    const answer = await world.asks(shop, asking(PAYMENT));
    await world.phoneDenies();
    await world.outcome();

    const contrary = await world.deliver(approved());

    assert.equal(contrary, 204);
    assert.deepEqual(await world.kept(answer), { granted: false, refused: true });
    await refuses(wait(shop, answer), 'access_denied');
  });

  test('the phone cannot answer a second time', async () => {
    const shop = await world.shop('shop-poll');
    const answer = await world.asks(shop, LOGIN);
    await world.phoneApproves();
    await world.outcome();

    const second = await world.phoneTries('deny', { reason: 'changed_mind' });
    const tokens = await wait(shop, answer);

    assert.notEqual(second.ok?.delivery, 'recorded');
    assert.equal(tokens.claims().sub, CUSTOMER);
  });

  test('an outcome from anybody but the gateway is not even read', async () => {
    const shop = await world.shop('shop-poll');
    const answer = await world.asks(shop, LOGIN);

    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forged = [
      await world.deliver(approved(), { key }),
      await world.deliver(approved(), { claims: { iss: 'https://as.example' } }),
      await world.deliver(approved(), { claims: { aud: 'https://another.example/outcomes' } }),
      await world.deliver(approved(), { claims: { exp: 1 } }),
      await world.deliver(approved(), { sent: (text) => `${text} ` }),
    ];

    assert.deepEqual(forged, [401, 401, 401, 401, 401]);
    assert.deepEqual(await world.kept(answer), { granted: false, refused: false });
    await refuses(redeem(shop, answer), 'authorization_pending');
    await world.phoneDenies();
    await refuses(wait(shop, answer), 'access_denied');
  });

  test('what is no outcome is refused', async () => {
    const shop = await world.shop('shop-poll');
    const answer = await world.asks(shop, LOGIN);

    const statuses = [
      await world.deliver({ state: undefined }), await world.deliver({ ...approved(), consent: 7 }),
    ];

    assert.deepEqual(statuses, [400, 400]);
    assert.deepEqual(await world.kept(answer), { granted: false, refused: false });
    await world.phoneDenies();
  });

  test('an outcome of a consent that is not known is asked for again', async () => {
    const answer = await world.deliver({ ...approved(), consent: 'of-somebody-else' });

    assert.equal(answer, 404);
  });
});

describe('without a gateway', () => {
  test('the client is told to come back, and no request is left behind', async () => {
    const channel = new CountersignChannel({ gateway: `http://127.0.0.1:${await freePort()}`, secret: 's' });
    let destroyed = 0;
    const request = {
      jti: 'an-id', params: {}, scope: 'openid', remainingTTL: 60, destroy: async () => { destroyed += 1; },
    };

    const asked = channel.trigger({ body: {} }, request, { accountId: CUSTOMER }, { clientName: 'Desk Shop' });

    await refuses(asked, 'temporarily_unavailable');
    assert.equal(destroyed, 1);
  });
});
