// What nginx does to a call before the gateway sees it. Behind it stands a server of this test
// that answers with what it was sent.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { body, freePort, serve } from '../common/http.mjs';
import { call, open, rest, silent } from './calls.mjs';
import { makeCertificates } from './certificates.mjs';
import { SECRET, startNginx } from './nginx.mjs';

const NOON = 'Mon, 01 Jan 2035 12:00:00 GMT';
const PHONE = '/ad/requests/abc.DEF_~-1/decision';

let folder;
let behind;
let nginx;
let ports;
let certificates;
let seen;

/** As a phone, or as whoever reaches that port. */
const phones = (what) => call(ports.phones, { authority: certificates.authority }, what);
/** As the AS, or as somebody with this certificate. */
const channel = (what, client = certificates.as) => (
  call(ports.as, { authority: certificates.authority, client }, what)
);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-proxy-'));
  certificates = await makeCertificates(folder);
  behind = await serve(async (incoming, outgoing) => {
    const sent = (await body(incoming)).length;
    seen = { path: incoming.url, headers: incoming.headers, raw: incoming.rawHeaders, sent };
    outgoing.writeHead(200, { date: NOON }).end('behind');
  });
  ports = { phones: await freePort(), as: await freePort() };
  nginx = await startNginx({ folder, gateway: behind.url, ...ports, certificates, deadline: 1 });
});

after(async () => {
  await nginx?.end();
  behind?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('paths', () => {
  it('a path arrives as it was sent', async () => {
    const answer = await phones({ path: PHONE });

    assert.equal(answer.status, 200);
    assert.equal(seen.path, PHONE);
  });

  it('escapes in an account of the channel arrive as they were sent', async () => {
    const path = '/channel/v1/accounts/a%2Fb%20c/devices?after=x&limit=2';

    const answer = await channel({ path });

    assert.equal(answer.status, 200);
    assert.equal(seen.path, path);
  });

  for (const path of [
    '/', '/openapi.json', '/channel/v1/audit', '/keycloak/v1/bank/authentication', '/ad', '/ad/',
    '//ad/requests', '/ad//requests', '/ad/requests/', '/ad/requests?x=1',
    '/ad/../channel/v1/audit', '/ad/requests/..', '/ad/requests/./x', '/ad/%2e%2e/channel/v1/audit',
    '/ad/..%2fchannel/v1/audit', '/ad/requests%2Fx', '/AD/requests', '/ad/requests;x',
    '/channel/v1/consents/..%2f..%2f..%2fad%2frequests', '/.well-known/authentication-device/',
    '/.well-known/../ad/requests', '/.well-known/openid-configuration',
    'http://localhost/channel/v1/audit', 'http://localhost/ad/../channel/v1/audit',
  ]) {
    it(`the internet does not reach ${path}`, async () => {
      seen = undefined;

      const answer = await phones({ path });

      assert.ok([400, 404].includes(answer.status), `${answer.status}`);
      assert.equal(seen, undefined);
    });
  }

  for (const path of ['/ad/requests', '/.well-known/authentication-device', '/channel/v2/x', '/']) {
    it(`the AS's own entrance does not lead to ${path}`, async () => {
      seen = undefined;

      const answer = await channel({ path });

      assert.equal(answer.status, 404);
      assert.equal(seen, undefined);
    });
  }
});

describe('who calls', () => {
  it('the address of the caller is told, and what the caller wrote of it is not', async () => {
    await phones({
      path: PHONE,
      headers: {
        forwarded: ['for=203.0.113.9', 'for="[2001:db8::1]";proto=http'],
        'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9',
        'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'countersign-proxy': 'guessed',
      },
    });

    assert.equal(seen.headers.forwarded, 'for=127.0.0.1;proto=https');
    assert.equal(seen.headers['countersign-proxy'], SECRET);
    assert.deepEqual(Object.keys(seen.headers).filter((name) => /^x-/.test(name)), []);
  });

  it('a certificate that a caller merely writes down is taken away', async () => {
    await phones({
      path: PHONE,
      headers: { 'client-cert': `:${certificates.as.der.toString('base64')}:`, 'client-cert-chain': ':AA==:' },
    });

    assert.equal(seen.headers['client-cert'], undefined);
    assert.equal(seen.headers['client-cert-chain'], undefined);
  });

  it('the certificate of the AS is handed on as RFC 9440 writes it', async () => {
    const answer = await channel({ path: '/channel/v1/audit' });

    assert.equal(answer.status, 200);
    assert.equal(seen.headers['client-cert'], `:${certificates.as.der.toString('base64')}:`);
  });

  it('without its certificate, or with that of another, nobody reaches the channel', async () => {
    seen = undefined;

    const none = await channel({ path: '/channel/v1/audit' }, null);
    const other = await channel({ path: '/channel/v1/audit' }, certificates.stranger);

    assert.deepEqual([none.status, other.status], [400, 400]);
    assert.equal(seen, undefined);
  });
});

describe('what is answered', () => {
  it('the time is the gateway\'s', async () => {
    const answer = await phones({ path: PHONE });

    assert.equal(answer.headers.date, NOON);
  });

  it('what nginx refuses it refuses in the words of the protocol', async () => {
    const unknown = await phones({ path: '/' });
    const large = await phones({ method: 'POST', path: PHONE, body: 'x'.repeat(24 * 1024 + 1) });
    const header = await phones({ path: PHONE, headers: { authorization: 'x'.repeat(9000) } });

    for (const [answer, name, status] of [
      [unknown, 'unknown', 404], [large, 'too-large', 413], [header, 'malformed', 400],
    ]) {
      assert.equal(answer.status, status);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
      assert.equal(answer.body, `{"type":"urn:countersign:problem:${name}","status":${status}}`);
    }
  });

  it('the longest token of a phone and the longest consent of the AS get through whole', async () => {
    const token = await phones({ method: 'POST', path: PHONE, body: 'x'.repeat(16 * 1024 + 1) });
    const sentByPhone = seen.sent;
    const consent = await channel({ method: 'POST', path: '/channel/v1/consents', body: 'x'.repeat(64 * 1024 + 1) });

    assert.deepEqual([token.status, sentByPhone], [200, 16 * 1024 + 1]);
    assert.deepEqual([consent.status, seen.sent], [200, 64 * 1024 + 1]);
  });

  it('a gateway that is away is "try later"', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'countersign-proxy-'));
    const port = await freePort();
    const alone = await startNginx({
      folder: elsewhere, gateway: `http://127.0.0.1:${await freePort()}`, phones: port,
      as: await freePort(), certificates,
    });

    const answer = await call(port, { authority: certificates.authority }, { path: PHONE });

    await alone.end();
    await rm(elsewhere, { recursive: true, force: true });
    assert.equal(answer.status, 503);
    assert.equal(answer.headers['retry-after'], '5');
    assert.equal(answer.body, '{"type":"urn:countersign:problem:try-later","status":503}');
  });
});

describe('TLS', () => {
  for (const version of ['TLSv1', 'TLSv1.1']) {
    it(`${version} is refused`, async () => {
      const tls = { authority: certificates.authority, minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' };

      await assert.rejects(open(ports.phones, tls));
    });
  }

  for (const [version, ciphers] of [
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256'],
    ['TLSv1.3', 'TLS_AES_256_GCM_SHA384'],
  ]) {
    it(`${ciphers} is spoken`, async () => {
      const socket = await open(ports.phones, {
        authority: certificates.authority, minVersion: version, maxVersion: version, ciphers,
      });

      assert.equal(socket.getCipher().standardName, ciphers.startsWith('TLS') ? ciphers
        : `TLS_${ciphers.replace('ECDHE-ECDSA-', 'ECDHE_ECDSA_WITH_').replace('AES', 'AES_').replaceAll('-', '_')}`);
      socket.destroy();
    });
  }

  for (const ciphers of ['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-ECDSA-AES128-SHA256', 'TLS_CHACHA20_POLY1305_SHA256']) {
    it(`${ciphers} is not`, async () => {
      const version = ciphers.startsWith('TLS') ? 'TLSv1.3' : 'TLSv1.2';
      const tls = { authority: certificates.authority, minVersion: version, maxVersion: version, ciphers };

      await assert.rejects(open(ports.phones, tls));
    });
  }
});

// nginx was started with deadlines of a second. That they come is tested, not when.
describe('deadlines', { timeout: 60_000 }, () => {
  it('a connection that says nothing is closed', async () => {
    const socket = await silent(ports.phones);

    assert.equal(await rest(socket), '');
  });

  it('a header that never ends is given up', async () => {
    seen = undefined;
    const socket = await open(ports.phones, { authority: certificates.authority });
    socket.write(`GET ${PHONE} HTTP/1.1\r\nhost: local`);

    await rest(socket);

    assert.equal(seen, undefined);
  });

  it('a body that never comes does not keep the gateway waiting', async () => {
    seen = undefined;
    const socket = await open(ports.phones, { authority: certificates.authority });
    socket.write(`POST ${PHONE} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nhalf`);

    await rest(socket);

    assert.equal(seen, undefined);
  });
});
