// A phone, a gateway and an AS, each on its side of nginx: everything over TLS, the AS known by its
// certificate alone.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
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
/** More calls than an address has that proves nothing (docs/threat-model.md). */
const MANY = 100;

let folder;
let certificates;
let ports;
let issuer;
let gateway;
let nginx;
let phone;

/** A call at the AS's entrance, with somebody's certificate. */
const entrance = (client, what) => (
  call(ports.as, { authority: certificates.authority, client }, what)
);

/** A call of the channel, by the AS's certificate and for a person at the bank. */
async function channel(method, path, body) {
  const answer = await entrance(certificates.as, {
    method,
    path: `/channel/v1${path}`,
    headers: { 'content-type': 'application/json', 'countersign-operator': 'desk-7' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: answer.body && JSON.parse(answer.body) };
}

/** Two pins and the authority: the server's own, unless a test wants others. */
function tls({ root = certificates.authority, pin = certificates.server.pin } = {}) {
  const next = randomBytes(32).toString('base64');
  return ['--root', root.files.certificate, '--pin', pin, '--pin', next];
}

const startsPhone = (trusting) => startPhone({
  issuer, vouching: gateway.keys.vouching, tls: tls(trusting),
});

/** A call that proves nothing, from an address of this machine; gives its status. */
async function rubbish(localAddress, headers) {
  const { status } = await call(ports.phones, { authority: certificates.authority, localAddress }, {
    method: 'POST',
    path: '/ad/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', dpop: 'a.b.c', ...headers },
    body: 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c',
  });
  return status;
}

/** Calls from an address, naming itself another each time, until it may call no more. */
async function exhaust(localAddress) {
  for (let tries = 0; tries < MANY; tries += 1) {
    if (await rubbish(localAddress, { forwarded: `for=192.0.2.${tries}` }) === 429) {
      return;
    }
  }
  assert.fail(`${localAddress} is not counted`);
}

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
  phone = await startsPhone();
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
    const [ended] = await phone.must('history');
    const receipt = JSON.parse(Buffer.from(ended.receipt.split('.')[1], 'base64url'));
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    assert.equal(reading, 'shown');
    assert.equal(delivery, 'recorded');
    assert.equal(outcome.body.state, 'approved');
    assert.equal(outcome.body.decision, ended.decision);
    assert.equal(receipt.iss, issuer);
    assert.equal(receipt.decision_hash, createHash('sha256').update(ended.decision).digest('base64url'));
    assert.deepEqual([confirmed.credential, confirmed.operator], ['as', 'desk-7']);
  });

  it('a phone with other pins, or of another authority, says nothing to it', async () => {
    const { body: offer } = await channel('POST', '/offers', { account: 'account-2', label: 'DE** 1603' });
    const link = `${issuer}/enrol?offer_uri=${encodeURIComponent(offer.offer_uri)}`;
    const state = async () => (await channel('GET', `/offers/${offer.offer}`)).body.state;
    const enrols = async (trusting) => {
      const other = await startsPhone(trusting);
      const answer = await other.does('enrol', { link });
      await other.end();
      return answer;
    };

    const mispinned = await enrols({ pin: certificates.as.pin });
    const elsewhere = await enrols({ root: certificates.stranger });
    const untouched = await state();
    const right = await enrols();

    assert.deepEqual([mispinned.ok, elsewhere.ok], [undefined, undefined]);
    assert.equal(untouched, 'open');
    assert.equal(right.error, undefined);
    assert.equal(await state(), 'registered');
  });

  it('another certificate of the same authority is let in by nginx and by the gateway not', async () => {
    const asked = { path: '/channel/v1/audit' };

    const as = await entrance(certificates.as, asked);
    const other = await entrance(certificates.server, asked);

    assert.deepEqual([as.status, other.status], [200, 401]);
  });

  it('whoever reaches the gateway itself is no proxy, whatever they write', async () => {
    const cert = `:${certificates.as.der.toString('base64')}:`;
    const directly = (headers) => fetch(`${gateway.url}/channel/v1/audit`, { headers });
    const claims = [
      { 'client-cert': cert },
      { 'client-cert': cert, 'countersign-proxy': 'guessed' },
      { forwarded: 'for=192.0.2.1' },
      { 'countersign-proxy': 'guessed' },
    ];

    const answers = await Promise.all([...claims, {}].map(directly));

    assert.deepEqual(answers.map(({ status }) => status), [400, 400, 400, 400, 401]);
  });

  it('whether the gateway is ready is nobody\'s business outside', async () => {
    const outside = await call(ports.phones, { authority: certificates.authority }, { path: '/ready' });
    const as = await entrance(certificates.as, { path: '/ready' });
    const inside = await fetch(`${gateway.url}/ready`);

    assert.deepEqual([outside.status, as.status, inside.status], [404, 404, 204]);
  });
});

// Every address 127.0.0.0/8 is this machine's, and nginx sees from which of them a call comes.
describe('who calls too often', () => {
  it('is counted by the address that nginx saw, and by no other that is written', async () => {
    await exhaust('127.0.0.2');

    const other = await rubbish('127.0.0.3', { forwarded: 'for=127.0.0.2' });

    assert.equal(other, 400);
  });

  it('does not stop a phone at the same address, nor the AS', async () => {
    await exhaust('127.0.0.1');

    const listed = await phone.must('pending');
    const audit = await channel('GET', '/audit');

    assert.deepEqual(listed, []);
    assert.equal(audit.status, 200);
  });
});
