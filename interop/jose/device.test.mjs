// A device in JavaScript, from docs/protocol.md alone, at the gateway: what `jose` signs our side
// takes, and what our side signs `jose` verifies.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { startGateway } from '../common/gateway.mjs';
import { ACCESS, DOUBTFUL, LOGIN, PAYMENT, PAYS, ROOMY, SHARES } from './asked.mjs';
import { active, asked, outcome, registered } from './customer.mjs';
import { Device } from './device.mjs';
import { array, assertShape, exactly, integer, object, optional, string } from './shapes.mjs';
import { sha256, verify } from './tokens.mjs';

const APPROVAL = 'consent-approval+jwt';
const DENIAL = 'consent-denial+jwt';
const problem = (name) => `urn:countersign:problem:${name}`;

let gateway;

before(async () => { gateway = await startGateway({ settings: { limits: ROOMY } }); });
after(() => gateway?.end());

describe('discovery', () => {
  const texts = array(string, { least: 1 });
  const LISTED = object({
    issuer: string,
    bank_name: optional(string), // docs/schemas has it; a device ignores it
    protocol_versions_supported: texts,
    minimum_core_version: string,
    as_keys_endpoint: string,
    device_registration_endpoint: string,
    requests_endpoint: string,
    device_endpoint: string,
    token_endpoint: string,
    authorization_details_types_supported: texts,
    templates_supported: array(exactly('1'), { least: 1 }),
    push_providers_supported: array(exactly('fcm', 'apns', 'none'), { least: 1 }),
    request_expiry_max: integer,
  });

  test('the document holds what §2.1 lists, and endpoints of the issuer\'s own', async () => {
    const answer = await fetch(`${gateway.url}/.well-known/authentication-device`);
    const document = await answer.json();

    assert.equal(answer.headers.get('content-type'), 'application/json');
    assertShape(document, LISTED, 'discovery');
    assert.equal(document.issuer, gateway.url);
    for (const [name, url] of Object.entries(document).filter(([name]) => name.endsWith('_endpoint'))) {
      assert.ok(url.startsWith(`${gateway.url}/`) && !/[?#\\]|\/$/.test(url), name);
    }
  });

  test('every answer hints at the newest set of keys', async () => {
    const device = await Device.unenrolled(gateway.url, gateway.keys.vouching);
    const set = decodeJwt(await device.discover());

    const answers = [
      await fetch(device.endpoints.as_keys_endpoint),
      await fetch(`${gateway.url}/ad/nothing`),
      await fetch(device.endpoints.requests_endpoint),
    ];

    const hints = answers.map(({ headers }) => headers.get('as-keys-seq'));
    assert.deepEqual(answers.map(({ status }) => status), [200, 404, 401]);
    assert.deepEqual(hints, Array(3).fill(String(set.seq)));
  });
});

describe('enrolment', () => {
  test('the bank sees the digits that the device works out, and confirms them', async () => {
    const { device, offer, digits, confirm, receipt } = await registered(gateway, 'enrols');

    const { body: state } = await gateway.channel('GET', `/offers/${offer.offer}`);
    const pending = await device.status();
    await confirm();
    const confirmed = await device.status();

    assert.equal(state.digits, digits);
    assert.equal(receipt.state, 'pending');
    assert.equal(pending.state, 'pending');
    assert.equal(confirmed.state, 'active');
    assert.equal(confirmed.aud, receipt.device_id);
  });

  test('the same registration gets the same receipt, another one a conflict', async () => {
    const { device, offer, registration, body } = await registered(gateway, 'registers');
    const url = device.endpoints.device_registration_endpoint;
    const again = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/device-registration+jwt',
        DPoP: await device.proof('POST', url, { ath: undefined }),
      },
      body: registration,
    });
    const other = await Device.unenrolled(gateway.url, gateway.keys.vouching);
    await other.discover();

    const { answer, body: refusal } = await other.register(offer.token);

    assert.equal(again.status, 201);
    assert.equal((await again.json()).receipt, body.receipt);
    assert.equal(answer.status, 409);
    assert.equal(refusal.type, problem('conflict'));
  });

  test('an offer is fetched once', async () => {
    const { body: offer } = await gateway.channel('POST', '/offers', { account: 'fetches', label: 'x' });

    const [first, second] = [await fetch(offer.offer_uri), await fetch(offer.offer_uri)];

    assert.equal(first.headers.get('content-type'), 'application/enrolment-offer+jwt');
    assert.equal(await first.text(), offer.token);
    assert.equal(second.status, 410);
  });
});

describe('approvals by jose', () => {
  for (const [name, consent, selection] of [
    ['a payment with a number and an account to choose', PAYMENT, PAYS],
    ['account access with accounts to choose', ACCESS, SHARES],
    ['a login whose message mixes scripts', LOGIN, undefined],
    ['a payment with everything to warn of', DOUBTFUL, undefined],
  ]) {
    test(`${name}: the gateway comes to the same hash and takes it`, async () => {
      const account = `approves ${name}`.replaceAll(/[^a-z]/g, '-').slice(0, 60);
      const device = await active(gateway, account);
      const question = await asked(gateway, device, account, consent);

      const approval = await device.approve(question, { selection, number: question.number_to_enter });
      const answer = await device.decide(question.request, APPROVAL, approval);
      const record = await outcome(gateway, question.consent);

      assert.equal(answer.status, 200);
      const receipt = await verify(await answer.text(), 'consent-receipt+jwt', device.asKeys);
      assert.equal(receipt.decision_hash, sha256(approval));
      assert.equal(receipt.decision_jti, decodeJwt(approval).jti);
      assert.equal(record.state, 'approved');
      assert.equal(record.authentication_code, decodeJwt(approval).jti);
      assert.equal(record.decision, approval);
      assert.deepEqual(record.selection, selection);
    });
  }

  test('the same bytes get the same receipt, other bytes a conflict', async () => {
    const device = await active(gateway, 'repeats');
    const question = await asked(gateway, device, 'repeats', LOGIN);
    const approval = await device.approve(question);

    const first = await device.decide(question.request, APPROVAL, approval);
    const second = await device.decide(question.request, APPROVAL, approval);
    const contrary = await device.decide(question.request, DENIAL, await device.deny(question));
    const status = await device.statusOf(question.request);

    const receipt = await first.text();
    assert.equal(await second.text(), receipt);
    assert.equal(contrary.status, 409);
    assert.equal((await outcome(gateway, question.consent)).state, 'approved');
    assert.deepEqual([status.status, status.receipt], ['decided', receipt]);
  });
});

describe('denials by jose', () => {
  test('are recorded with their reason', async () => {
    const device = await active(gateway, 'denies');
    const question = await asked(gateway, device, 'denies', PAYMENT);

    const denial = await device.deny(question, 'wrong_details');
    const answer = await device.decide(question.request, DENIAL, denial);

    const receipt = await verify(await answer.text(), 'consent-receipt+jwt', device.asKeys);
    assert.equal(receipt.decision_hash, sha256(denial));
    const { state, reason } = await outcome(gateway, question.consent);
    assert.deepEqual({ state, reason }, { state: 'denied', reason: 'wrong_details' });
  });

  test('may be signed by the approval key', async () => {
    const device = await active(gateway, 'denies-with-approval-key');
    const question = await asked(gateway, device, 'denies-with-approval-key', LOGIN);

    const denial = await device.deny(question, 'not_me', device.approval);
    const answer = await device.decide(question.request, DENIAL, denial);

    assert.equal(answer.status, 200);
    assert.equal((await outcome(gateway, question.consent)).state, 'denied');
  });

  test('that fail a check change nothing', async () => {
    const device = await active(gateway, 'denies-wrongly');
    const question = await asked(gateway, device, 'denies-wrongly', LOGIN);
    const another = { ...question, token: `${question.token}x` };

    const refused = await device.decide(question.request, DENIAL, await device.deny(another));
    const { state } = await outcome(gateway, question.consent);
    const answer = await device.decide(question.request, DENIAL, await device.deny(question));

    assert.equal(refused.status, 403);
    assert.equal(state, 'pending');
    assert.equal(answer.status, 200);
  });
});

describe('what the gateway must refuse', () => {
  const wrong = {
    'another nonce': { nonce: 'AAAAAAAAAAAAAAAAAAAAAA' },
    'another request’s hash': { request_hash: sha256('another request') },
    'another display': { display: { hash: sha256('[]'), template: '1', locale: 'en', time_zone: 'UTC' } },
  };
  for (const [name, changes] of Object.entries(wrong)) {
    test(`an approval with ${name} ends the request`, async () => {
      const account = `refused-${Object.keys(changes)[0]}`;
      const device = await active(gateway, account);
      const question = await asked(gateway, device, account, LOGIN);

      const answer = await device.decide(
        question.request, APPROVAL, await device.approve(question, { changes }),
      );
      const afterwards = await device.decide(question.request, APPROVAL, await device.approve(question));

      assert.equal(answer.status, 403);
      assert.equal((await answer.json()).type, problem('refused'));
      assert.notEqual(afterwards.status, 200);
      assert.equal((await outcome(gateway, question.consent)).state, 'failed');
    });
  }

  test('a wrong number ends the request, and says no more than any other refusal', async () => {
    const device = await active(gateway, 'types');
    const question = await asked(gateway, device, 'types', PAYMENT);
    const number = question.number_to_enter === '11' ? '12' : '11';

    const approval = await device.approve(question, { selection: PAYS, number });
    const answer = await device.decide(question.request, APPROVAL, approval);

    assert.equal(answer.status, 403);
    assert.equal((await answer.json()).type, problem('refused'));
    assert.equal((await outcome(gateway, question.consent)).state, 'failed');
  });

  test('an approval by the transport key, by a stranger, or of another type changes nothing', async () => {
    const device = await active(gateway, 'mixes');
    const question = await asked(gateway, device, 'mixes', LOGIN);
    const genuine = await device.approve(question);
    const claims = decodeJwt(genuine);
    const { privateKey: stranger } = await generateKeyPair('ES256');
    const signed = (typ, kid, key) => (
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ, kid }).sign(key));
    const { approval, transport } = device;

    const statuses = [];
    for (const token of [
      await signed(APPROVAL, transport.thumbprint, transport.privateKey),
      await signed(APPROVAL, approval.thumbprint, stranger),
      await signed('JWT', approval.thumbprint, approval.privateKey),
      'not.a.token',
    ]) {
      statuses.push((await device.decide(question.request, APPROVAL, token)).status);
    }
    const answer = await device.decide(question.request, APPROVAL, genuine);

    assert.ok(statuses.every((status) => status === 400 || status === 403), statuses.join(' '));
    assert.equal(answer.status, 200);
  });

  test('a claim that is not listed is refused, and changes nothing', async () => {
    const device = await active(gateway, 'adds');
    const question = await asked(gateway, device, 'adds', LOGIN);

    const more = await device.approve(question, { changes: { comment: 'yes' } });
    const refused = await device.decide(question.request, APPROVAL, more);
    const answer = await device.decide(question.request, APPROVAL, await device.approve(question));

    assert.equal(refused.status, 403);
    assert.equal(answer.status, 200);
  });
});

describe('DPoP', () => {
  test('a call without a nonce is asked for one, and a proof is good once', async () => {
    const device = await active(gateway, 'proves');
    const url = device.endpoints.requests_endpoint;
    const call = (proof) => fetch(url, {
      headers: { authorization: `DPoP ${device.accessToken}`, DPoP: proof },
    });

    const bare = await call(await device.proof('GET', url, { nonce: undefined }));
    const proof = await device.proof('GET', url);
    const [first, second] = [await call(proof), await call(proof)];
    const elsewhere = await call(await device.proof('POST', url));

    assert.equal(bare.status, 401);
    assert.match(bare.headers.get('www-authenticate'), /^DPoP .*error="use_dpop_nonce"/);
    assert.ok(bare.headers.get('dpop-nonce'));
    assert.equal(first.status, 200);
    assert.equal(second.status, 401);
    assert.equal(elsewhere.status, 401);
  });

  test('a good nonce makes any iat right', async () => {
    const device = await active(gateway, 'dates');
    const url = device.endpoints.requests_endpoint;

    const answer = await fetch(url, {
      headers: {
        authorization: `DPoP ${device.accessToken}`,
        DPoP: await device.proof('GET', url, { iat: 1_000_000_000 }),
      },
    });

    assert.equal(answer.status, 200);
  });

  test('an assertion brings a new access token, once', async () => {
    const device = await active(gateway, 'renews');
    const before = device.accessToken;

    const { answer, body } = await device.renew();
    const status = await device.status();

    assert.equal(answer.status, 200);
    assert.equal(body.token_type, 'DPoP');
    assert.notEqual(body.access_token, before);
    assert.equal(status.state, 'active');
  });
});

describe('device management by jose', () => {
  test('push and capabilities are changed by signed tokens', async () => {
    const device = await active(gateway, 'manages');

    const push = await device.changePush({ provider: 'fcm', token: 'a-new-token' });
    const capabilities = await device.changeCapabilities();

    assert.deepEqual([push.status, capabilities.status], [204, 204]);
  });

  test('a report blocks the device until the bank unblocks it', async () => {
    const device = await active(gateway, 'reports');
    const question = await asked(gateway, device, 'reports', LOGIN);

    const report = await device.report(question.request);
    const blocked = await device.status();
    await gateway.channel('POST', `/devices/${device.id}/unblocking`);
    const unblocked = await device.status();

    assert.equal(report.status, 204);
    assert.equal(blocked.state, 'blocked');
    assert.equal(unblocked.state, 'active');
  });

  test('a new approval key approves, and the one before it does not', async () => {
    const device = await active(gateway, 'rotates');

    const { answer, receipt, rotation, send, old, next } = await device.rotate('approval');
    const claims = await verify(receipt, 'device-key-receipt+jwt', device.asKeys);
    const again = await send().then((repeated) => repeated.text());
    // Asked in a later second than that of the rotation: the old key is good for what was before.
    await setTimeout(1100);
    const question = await asked(gateway, device, 'rotates', PAYMENT);
    const right = { selection: PAYS, number: question.number_to_enter };
    device.approval = old;
    const byOld = await device.decide(question.request, APPROVAL, await device.approve(question, right));
    device.approval = next;
    const byNew = await device.decide(question.request, APPROVAL, await device.approve(question, right));

    assert.equal(answer.status, 200);
    assert.deepEqual(
      [claims.role, claims.key, claims.retired, claims.rotation_hash],
      ['approval', next.thumbprint, old.thumbprint, sha256(rotation)],
    );
    assert.equal(again, receipt);
    assert.deepEqual([byOld.status, byNew.status], [403, 200]);
  });

  test('a new transport key ends what was bound to the one before it', async () => {
    const device = await active(gateway, 'rotates silently');

    const { answer } = await device.rotate('transport');
    const held = await device.call('GET', device.endpoints.device_endpoint);
    await device.renew();
    const status = await device.status();

    assert.deepEqual([answer.status, held.status, status.state], [200, 401, 'active']);
  });

  test('a device that is removed has no more access', async () => {
    const device = await active(gateway, 'leaves');

    const removed = await device.call('DELETE', device.endpoints.device_endpoint);
    const { body } = await gateway.channel('GET', '/accounts/leaves/devices');

    assert.equal(removed.status, 204);
    assert.equal(body.devices[0].state, 'revoked');
  });
});
