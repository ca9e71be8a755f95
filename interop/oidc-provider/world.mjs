// What the tests stand on: a server, a gateway, an enrolled phone and a shop's ping endpoint.

import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { SignJWT, calculateJwkThumbprint } from 'jose';
import * as client from 'openid-client';
import { enrol } from '../common/enrol.mjs';
import { SECRET, startGateway } from '../common/gateway.mjs';
import { body, freePort, serve } from '../common/http.mjs';
import { startPhone } from '../common/phone.mjs';
import { CountersignChannel } from './adapter.mjs';
import { CLIENT_SECRET, accountsToChooseFrom, start } from './provider.mjs';

const CIBA = 'urn:openid:params:grant-type:ciba';

/** The adapter as it is; these tests also want to know the consents it asked for. */
class Watched extends CountersignChannel {
  consents = [];

  async trigger(...args) {
    this.consents.push(await super.trigger(...args));
  }
}

/** Starts everything, with one phone of this customer. */
export async function build(customer) {
  const port = await freePort();
  const channel = new Watched({
    gateway: `http://127.0.0.1:${port}`, secret: SECRET, accountsToChooseFrom,
  });
  const pings = await inbox();
  const server = await start({
    channel, outcomePath: '/countersign/outcome', pingTo: pings.url,
  });
  const webhook = await inbox((text, headers) => deliver(server.outcomeUri, text, headers));
  const gateway = await startGateway({ port, outcomeUri: webhook.url });
  const requestKey = await thumbprinted(gateway.keys.request);
  channel.believe({ issuer: gateway.url, requestKeys: [requestKey], outcomeUri: webhook.url });
  const phone = await startPhone({ issuer: gateway.url, vouching: gateway.keys.vouching });
  await enrol({ gateway, phone, account: customer });

  const consent = () => channel.consents.at(-1);
  let request;
  const opens = async () => {
    request = (await phone.must('pending')).at(-1).id;
    const { reading, view } = await phone.must('open', { request });
    assert.equal(reading, 'shown');
    return { view };
  };
  const answers = async (what, details) => {
    await opens();
    const { delivery } = await phone.must(what, { request, ...details });
    assert.equal(delivery, 'recorded');
  };

  return {
    channel,
    /** The gateway's id of the consent asked for last. */
    consent,
    shop: (id) => discover(server.issuer, id),
    asks: client.initiateBackchannelAuthentication,
    pending: () => phone.must('pending'),
    phoneOpens: opens,
    phoneApproves: ({ selection = [], number = null } = {}) => answers('approve', { selection, number }),
    phoneDenies: () => answers('deny', { reason: 'changed_mind' }),
    /** What the phone says to an answer that it may refuse: about the request opened last. */
    phoneTries: (what, details) => phone.does(what, { request, ...details }),
    /** The outcome of the last consent, once the gateway has told the server. */
    outcome: () => webhook.first((record) => record.consent === consent()),
    /** The next ping. */
    ping: async () => {
      const found = await pings.first(() => true);
      pings.received.length = 0;
      return found;
    },
    cutWebhook(cut) { webhook.deaf = cut; },
    cutPings(cut) { pings.deaf = cut; },
    /**
     * Calls the server's webhook as the gateway does, or as somebody who changes what is signed,
     * sends another body than the signed one, or has another key.
     */
    async deliver(record, { claims = {}, sent = (text) => text, key = gateway.requestKey } = {}) {
      const text = JSON.stringify({ consent: consent(), ...record });
      const report = new SignJWT({
        consent: consent(),
        body_sha256: createHash('sha256').update(text).digest('base64url'),
        jti: randomUUID(),
        ...claims,
      }).setProtectedHeader({ alg: 'ES256', typ: 'consent-outcome+jwt', kid: requestKey.kid })
        .setIssuer(claims.iss ?? gateway.url).setAudience(claims.aud ?? webhook.url)
        .setIssuedAt().setExpirationTime(claims.exp ?? '2m');
      const token = await report.sign(key);
      return deliver(server.outcomeUri, sent(text), { authorization: `Bearer ${token}` });
    },
    /** What the server has on record for a request. */
    async kept({ auth_req_id: id }) {
      const found = await server.provider.BackchannelAuthenticationRequest.find(
        id, { ignoreExpiration: true },
      );
      return { granted: Boolean(found.grantId), refused: Boolean(found.error) };
    },
    expired: ({ expires_in: seconds }) => new Promise((resolve) => {
      setTimeout(resolve, (seconds + 1) * 1000);
    }),
    async end() {
      await phone.end();
      await gateway.end();
      [webhook, pings, server].forEach((part) => part.close());
    },
  };
}

/** The library's own patience, with a shorter interval: this server names none. */
export function wait(shop, answer) {
  return client.pollBackchannelAuthenticationGrant(shop, { ...answer, interval: 1 });
}

/** One request for tokens. */
export function redeem(shop, { auth_req_id: id }) {
  return client.genericGrantRequest(shop, CIBA, { auth_req_id: id });
}

/** That the server refuses with this code of OAuth or CIBA. */
export function refuses(call, error) {
  return assert.rejects(call, (thrown) => {
    assert.equal(thrown.error, error, thrown.stack);
    return true;
  });
}

async function discover(issuer, id) {
  const config = await client.discovery(
    new URL(issuer), id, { id_token_signed_response_alg: 'ES256' },
    client.ClientSecretBasic(CLIENT_SECRET),
    { execute: [client.allowInsecureRequests] }, // loopback
  );
  client.enableNonRepudiationChecks(config);
  return config;
}

async function thumbprinted(jwk) {
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

async function deliver(uri, text, { authorization }) {
  const answer = await fetch(uri, { method: 'POST', headers: { authorization }, body: text });
  return answer.status;
}

/** An endpoint that keeps what it gets, and passes it on where somebody is named to. */
async function inbox(passOn = async () => 204) {
  const received = [];
  const box = { received, deaf: false };
  const { server, url, close } = await serve(async (incoming, outgoing) => {
    const text = (await body(incoming)).toString();
    const status = box.deaf ? 503 : await passOn(text, incoming.headers);
    outgoing.writeHead(status).end();
    if (status === 204) {
      const content = JSON.parse(text);
      received.push({ ...content, body: content, authorization: incoming.headers.authorization });
      server.emit('kept');
    }
  });
  return Object.assign(box, {
    url,
    close,
    async first(wanted) {
      const signal = AbortSignal.timeout(15_000);
      for (;;) {
        const found = received.find(wanted);
        if (found) {
          return found;
        }
        await once(server, 'kept', { signal });
      }
    },
  });
}
