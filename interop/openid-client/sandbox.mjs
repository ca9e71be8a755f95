// The sandbox as these tests see it: an authorization server, and a phone that can be told what
// to do. Nothing here knows how the sandbox is made.

import * as client from 'openid-client';
import { exportJWK, generateKeyPair } from 'jose';

const SECRET = 'a test value of no worth, 32 long';

/** A sandbox at an address. */
export class Sandbox {
  #registered = 0;

  constructor(url) {
    this.url = new URL(url);
  }

  post(path, body) {
    return fetch(new URL(path, this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Posts to the test API; anything but success is a failed test. */
  async tell(path, body = {}) {
    const answer = await this.post(path, body);
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer.status === 204 ? undefined : answer.json();
  }

  /** Waits until the state answers `wanted` with something, and returns that. */
  async until(wanted) {
    for (let tries = 0; tries < 200; tries += 1) {
      const state = await fetch(new URL('/sandbox/state', this.url)).then((answer) => answer.json());
      const found = wanted(state);
      if (found) {
        return found;
      }
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    throw new Error('the sandbox did not get there');
  }

  /** What the phone does with what comes: `approve`, `deny`, or `ignore` until it is opened. */
  phoneWill(answer) {
    return this.tell('/sandbox/auto', { answer, delay_ms: 0 });
  }

  /** Opens the newest request on the phone and returns what is on its screen. */
  async opened() {
    await this.until(({ phone }) => phone.pending.length > 0);
    await this.tell('/sandbox/phone/open');
    return this.until(({ phone }) => phone.screen?.state === 'ready' && phone.screen.view);
  }

  /** Approves what is on the screen, with a finger that fits. */
  async approved(selection = [], number = null) {
    await this.tell('/sandbox/phone/prepare', { selection, number });
    await this.tell('/sandbox/phone/finger', { result: 'succeed' });
    await this.until(({ phone }) => phone.screen?.state === 'approved');
  }

  /** A client with a secret. */
  withSecret(registration = {}) {
    return this.#register({ client_secret: SECRET, ...registration }, client.ClientSecretBasic(SECRET));
  }

  /** A client with a key, which is returned beside it. */
  async withKey(registration = {}, alg = 'ES256') {
    const { publicKey, privateKey } = await generateKeyPair(alg);
    const jwk = { ...(await exportJWK(publicKey)), kid: 'shop-1', alg, use: 'sig' };
    const config = await this.#register(
      { jwks: { keys: [jwk] }, ...registration },
      client.PrivateKeyJwt({ key: privateKey, kid: 'shop-1' }),
    );
    return { config, privateKey };
  }

  async #register(registration, authentication) {
    this.#registered += 1;
    const id = `interop-${process.pid}-${this.#registered}`;
    await this.tell('/sandbox/clients', { client_id: id, delivery_mode: 'poll', ...registration });
    return this.configuration(id, authentication);
  }

  /** The server as the library discovers it, for a client that may or may not be registered. */
  async configuration(id, authentication) {
    const found = await client.discovery(
      this.url, id, { id_token_signed_response_alg: 'ES256' }, authentication,
      { execute: [client.allowInsecureRequests] }, // loopback
    );
    // Otherwise the library trusts TLS for the ID token; there is none here.
    client.enableNonRepudiationChecks(found);
    return found;
  }
}

/** The one that was started for this part. */
export const sandbox = new Sandbox(address());

function address() {
  const given = process.env.COUNTERSIGN_SANDBOX_URL;
  if (!given) {
    throw new Error('COUNTERSIGN_SANDBOX_URL is not set: run `cargo xtask interop openid-client`');
  }
  return given;
}
