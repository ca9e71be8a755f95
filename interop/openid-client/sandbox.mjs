// The sandbox as these tests see it: an authorization server, and a phone that can be told what
// to do. Nothing here knows how the sandbox is made.

import { createServer } from 'node:http';
import { once } from 'node:events';
import * as client from 'openid-client';
import { generateKeyPair, exportJWK } from 'jose';

export const SANDBOX = address();

function address() {
  const given = process.env.COUNTERSIGN_SANDBOX_URL;
  if (!given) {
    throw new Error('COUNTERSIGN_SANDBOX_URL is not set: run `cargo xtask interop openid-client`');
  }
  return new URL(given);
}

/** Posts to the sandbox's test API; anything but success is a failed test. */
export async function tell(path, body = {}) {
  const answer = await post(path, body);
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
  return answer.status === 204 ? undefined : answer.json();
}

export function post(path, body) {
  return fetch(new URL(path, SANDBOX), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Waits until the sandbox's state answers `wanted` with something, and returns that. */
export async function until(wanted) {
  for (let tries = 0; tries < 200; tries += 1) {
    const state = await fetch(new URL('/sandbox/state', SANDBOX)).then((answer) => answer.json());
    const found = wanted(state);
    if (found) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the sandbox did not get there');
}

/** What the phone does with everything that comes: `approve`, `deny` or `ignore`. */
export function phoneWill(answer) {
  return tell('/sandbox/auto', { answer, delay_ms: 0 });
}

let registered = 0;

/** Registers a client and discovers the server with it, by a library nobody here wrote. */
export async function register(registration, authentication) {
  registered += 1;
  const id = `interop-${process.pid}-${registered}`;
  await tell('/sandbox/clients', { client_id: id, delivery_mode: 'poll', ...registration });
  return configuration(id, authentication);
}

export async function configuration(id, authentication) {
  const found = await client.discovery(
    SANDBOX, id, { id_token_signed_response_alg: 'ES256' }, authentication,
    { execute: [client.allowInsecureRequests] }, // loopback
  );
  // Otherwise the library trusts TLS for the ID token; there is none here.
  client.enableNonRepudiationChecks(found);
  return found;
}

/** A client with a secret. */
export function withSecret(registration = {}) {
  const secret = 'a test value of no worth, 32 long';
  return register({ client_secret: secret, ...registration }, client.ClientSecretBasic(secret));
}

/** A client with a key, which is returned beside it. */
export async function withKey(registration = {}) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'shop-1', alg: 'ES256', use: 'sig' };
  const config = await register(
    { jwks: { keys: [jwk] }, ...registration },
    client.PrivateKeyJwt({ key: privateKey, kid: 'shop-1' }),
  );
  return { config, privateKey };
}

/** A notification endpoint: the client's own, on a loopback port. */
export async function notificationEndpoint() {
  const server = createServer();
  const pings = [];
  server.on('request', async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    const { method, headers } = incoming;
    pings.push({ method, authorization: headers.authorization, type: headers['content-type'], body });
    outgoing.writeHead(204).end();
    server.emit('ping');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/ping`,
    pings,
    async first() {
      if (pings.length === 0) {
        await once(server, 'ping', { signal: AbortSignal.timeout(10_000) });
      }
      return pings[0];
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
