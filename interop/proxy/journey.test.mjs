// A phone, a gateway and an AS, each on its side of nginx: everything over TLS, the AS known by its
// certificate alone.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { enrol } from '../common/enrol.mjs';
import { startGateway } from '../common/gateway.mjs';
import { freePort } from '../common/http.mjs';
import { startPhone } from '../common/phone.mjs';
import { call } from './calls.mjs';
import { makeCertificates } from './certificates.mjs';
import { SECRET, startNginx } from './nginx.mjs';

const PAYMENT = [{
  type: 'payment_initiation',
  instructedAmount: { currency: 'EUR', amount: '123.50' },
  creditorName: 'Merchant A',
  creditorAccount: { iban: 'DE02100100109307118603' },
}];

let folder;
let certificates;
let ports;
let issuer;
let gateway;
let nginx;
let phone;

/** A call of the channel, by the AS's certificate and for a person at the bank. */
async function channel(method, path, body) {
  const answer = await call(ports.as, { authority: certificates.authority, client: certificates.as }, {
    method,
    path: `/channel/v1${path}`,
    headers: { 'content-type': 'application/json', 'countersign-operator': 'desk-7' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: answer.body && JSON.parse(answer.body) };
}

const pins = () => ['--root', certificates.authority.files.certificate,
  '--pin', certificates.server.pin, '--pin', randomBytes(32).toString('base64')];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-journey-'));
  certificates = await makeCertificates(folder);
  ports = { phones: await freePort(), as: await freePort() };
  issuer = `https://localhost:${ports.phones}`;
  const secret = join(folder, 'proxy.secret');
  await writeFile(secret, SECRET, { mode: 0o600 });
  gateway = await startGateway({
    issuer,
    settings: {
      channel_secret_file: undefined,
      channel_credentials: [{ name: 'as', certificate_sha256: certificates.as.x5tS256 }],
      require_operator: true,
      proxies: { secret_file: secret },
    },
  });
  nginx = await startNginx({ folder, gateway: gateway.url, ...ports, certificates });
  phone = await startPhone({ issuer, vouching: gateway.keys.vouching, tls: pins() });
});

after(async () => {
  await phone?.end();
  await nginx?.end();
  await gateway?.end();
  await rm(folder, { recursive: true, force: true });
});

describe('through the proxy', () => {
  it('a phone is enrolled and approves a payment, and the log says who let it in', async () => {
    await enrol({ gateway: { channel }, phone, account: 'account-1', issuer });
    const asked = await channel('POST', '/consents', {
      account: 'account-1',
      client: { name: 'Merchant A', legal_name: 'Merchant A Ltd' },
      authorization_details: PAYMENT,
      expires_in: 300,
    });
    const [{ id: request }] = await phone.must('pending');
    const { reading } = await phone.must('open', { request });

    const { delivery } = await phone.must('approve', { request, selection: [], number: null });

    const outcome = await channel('GET', `/consents/${asked.body.consent}?wait=5`);
    const log = await channel('GET', '/audit');
    const confirmed = log.body.entries.find(({ event }) => event === 'device_confirmed');
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    assert.equal(reading, 'shown');
    assert.equal(delivery, 'recorded');
    assert.equal(outcome.body.state, 'approved');
    assert.deepEqual([confirmed.credential, confirmed.operator], ['as', 'desk-7']);
  });

  it('a phone with other pins does not speak to it', async () => {
    const tls = ['--root', certificates.authority.files.certificate,
      '--pin', certificates.as.pin, '--pin', randomBytes(32).toString('base64')];
    const other = await startPhone({ issuer, vouching: gateway.keys.vouching, tls });
    const offer = await channel('POST', '/offers', { account: 'account-2', label: 'DE** 1603' });

    const link = `${issuer}/enrol?offer_uri=${encodeURIComponent(offer.body.offer_uri)}`;
    const answer = await other.does('enrol', { link });

    await other.end();
    assert.equal(answer.ok, undefined);
  });

  it('whoever reaches the gateway itself is no proxy, whatever they write', async () => {
    const cert = `:${certificates.as.der.toString('base64')}:`;
    const path = `${gateway.url}/channel/v1/audit`;

    const named = await fetch(path, { headers: { 'client-cert': cert } });
    const guessed = await fetch(path, { headers: { 'client-cert': cert, 'countersign-proxy': 'guessed' } });

    assert.deepEqual([named.status, guessed.status], [400, 400]);
  });

  it('whether the gateway is ready is nobody\'s business outside', async () => {
    const phones = { authority: certificates.authority };

    const outside = await call(ports.phones, phones, { path: '/ready' });
    const as = await call(ports.as, { ...phones, client: certificates.as }, { path: '/ready' });
    const inside = await fetch(`${gateway.url}/ready`);

    assert.deepEqual([outside.status, as.status, inside.status], [404, 404, 204]);
  });

  it('rubbish from the phone\'s own address does not stop the phone', async () => {
    const phones = { authority: certificates.authority };
    const statuses = new Set();
    for (let tries = 0; tries < 100; tries += 1) {
      const form = 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c';
      const headers = { 'content-type': 'application/x-www-form-urlencoded', dpop: 'a.b.c' };
      const answer = await call(ports.phones, phones, { method: 'POST', path: '/ad/token', headers, body: form });
      statuses.add(answer.status);
    }

    const listed = await phone.must('pending');

    assert.ok(statuses.has(429), [...statuses].join());
    assert.deepEqual(listed, []);
  });
});
