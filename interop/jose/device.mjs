// An authentication device in JavaScript, from docs/protocol.md alone: `jose` signs, `fetch` calls.
//
// It shows nothing to anybody and keeps its keys in memory. It is here to find out whether the
// document says all that the other side of the wire needs.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { displayHash } from './display.mjs';
import { sha256, verify } from './tokens.mjs';

const now = () => Math.floor(Date.now() / 1000);
const fresh = () => randomBytes(16).toString('base64url');

const CAPABILITIES = {
  core_version: '0.1.0',
  protocol_versions: ['1'],
  authorization_details_types: ['payment_initiation', 'account_information'],
  templates: ['1'],
  locales: ['en'],
};

async function key() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const { kty, crv, x, y } = await exportJWK(publicKey);
  const jwk = { kty, crv, x, y };
  return { jwk, privateKey, thumbprint: await calculateJwkThumbprint(jwk) };
}

export class Device {
  #issuer;
  #vouching;
  #nonce;

  /** A device that trusts this vouching key, and has nothing else yet. */
  static async unenrolled(issuer, vouching) {
    const device = new Device();
    device.#issuer = issuer;
    device.#vouching = vouching;
    device.transport = await key();
    device.approval = await key();
    return device;
  }

  /** §2: what the AS offers, and the keys it signs with. */
  async discover() {
    this.endpoints = await fetch(`${this.#issuer}/.well-known/authentication-device`)
      .then((answer) => answer.json());
    const set = await fetch(this.endpoints.as_keys_endpoint).then((answer) => answer.text());
    this.asKeys = (await verify(set, 'jwk-set+jwt', [this.#vouching])).keys;
    return set;
  }

  /** §3: from an offer to a device that waits for its digits to be confirmed. */
  async register(offerToken) {
    const offer = await verify(offerToken, 'enrolment-offer+jwt', this.asKeys);
    const registration = await this.#token('device-registration+jwt', this.approval, {
      iss: this.approval.thumbprint,
      offer: offer.jti,
      nonce: offer.nonce,
      transport_jwk: this.transport.jwk,
      approval_jwk: this.approval.jwk,
      attestation: { format: 'none' },
      device: { model: 'jose', os: 'Node' },
      capabilities: CAPABILITIES,
      push: { provider: 'none', token: 'none' },
    }, 600);
    const answer = await this.#send(
      'POST', this.endpoints.device_registration_endpoint, 'device-registration+jwt', registration,
    );
    const body = await answer.json();
    if (answer.status !== 201) {
      return { answer, body };
    }
    const receipt = await verify(body.receipt, 'device-registration-receipt+jwt', this.asKeys);
    this.id = receipt.device_id;
    this.account = receipt.sub;
    this.accessToken = body.access_token;
    return { answer, body, offer, registration, receipt };
  }

  /** §3.4: the state, as the AS signed it. */
  async status() {
    const answer = await this.call('GET', this.endpoints.device_endpoint);
    return verify(await answer.text(), 'device-status+jwt', this.asKeys);
  }

  /** §3.5: a new access token. */
  async renew() {
    const assertion = await this.#token('device-assertion+jwt', this.transport, {
      iss: this.id, sub: this.id,
    }, 120);
    this.accessToken = undefined;
    const answer = await this.#send(
      'POST', this.endpoints.token_endpoint, undefined,
      new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    );
    const body = await answer.json();
    this.accessToken = body.access_token;
    return { answer, body, assertion };
  }

  /** §4: a consent request as received, and its claims. */
  async fetch(request) {
    const answer = await this.call('GET', `${this.endpoints.requests_endpoint}/${request}`);
    const token = await answer.text();
    return { token, claims: await verify(token, 'consent-request+jwt', this.asKeys) };
  }

  /** §5.1: an approval of a request as fetched. `changes` are claims that a test wants otherwise. */
  approve({ token, claims }, { selection, number, changes } = {}) {
    return this.#token('consent-approval+jwt', this.approval, {
      ...this.#decision(token, claims),
      display: this.#display(claims, selection),
      ...(selection && { selection }),
      ...(number && { number }),
      amr: ['swk', 'user'],
      ...changes,
    });
  }

  /** §5.1: a denial. The transport key signs it, though the approval key may (§1.1). */
  deny({ token, claims }, reason = 'changed_mind', by = this.transport) {
    return this.#token('consent-denial+jwt', by, {
      ...this.#decision(token, claims), display: this.#display(claims), reason,
    });
  }

  /** §5.1: sends a decision; the same bytes may be sent again. */
  decide(request, typ, decision) {
    return this.#send('POST', `${this.endpoints.requests_endpoint}/${request}/decision`, typ, decision);
  }

  /** §5.4: what became of a request. */
  async statusOf(request) {
    const answer = await this.call('GET', `${this.endpoints.requests_endpoint}/${request}/status`);
    return verify(await answer.text(), 'consent-status+jwt', this.asKeys);
  }

  /** §6: a change, signed by the transport key. */
  async change(method, path, typ, claims) {
    const body = await this.#token(typ, this.transport, { iss: this.id, ...claims }, 120);
    return this.#send(method, `${this.endpoints.device_endpoint}${path}`, typ, body);
  }

  /** §6.1: replaces a key. What comes back can be sent again. */
  async rotate(role) {
    const url = `${this.endpoints.device_endpoint}/keys`;
    const challenge = await this.call('GET', url).then((answer) => answer.text());
    const keys = await verify(challenge, 'device-keys+jwt', this.asKeys);
    const [old, next] = [this[role], await key()];
    assert.equal(keys[role], old.thumbprint);
    const proof = await this.#token('device-key-proof+jwt', next, {
      iss: next.thumbprint, device: this.id, nonce: keys.nonce, replaces: old.thumbprint, role,
    }, 300);
    const rotation = await this.#token('device-key-rotation+jwt', old, {
      iss: this.id,
      challenge,
      role,
      jwk: next.jwk,
      proof,
      ...(role === 'approval' && { attestation: { format: 'none' } }),
    }, 300);
    const send = () => this.#send('POST', url, 'device-key-rotation+jwt', rotation);
    const answer = await send();
    const receipt = await answer.text();
    if (answer.status === 200) {
      this[role] = next;
    }
    return { answer, receipt, rotation, send, old, next };
  }

  changePush(push) {
    return this.change('PUT', '/push', 'device-push+jwt', { push });
  }

  changeCapabilities() {
    return this.change('PUT', '/capabilities', 'device-capabilities+jwt', { capabilities: CAPABILITIES });
  }

  report(request) {
    return this.change('POST', '/report', 'device-report+jwt', { request, reason: 'not_me' });
  }

  /** A call without a body. */
  call(method, url) {
    return this.#send(method, url);
  }

  #decision(token, claims) {
    return {
      iss: this.id,
      exp: claims.exp,
      nonce: claims.nonce,
      request: claims.jti,
      request_hash: sha256(token),
    };
  }

  #display(claims, selection) {
    return {
      hash: displayHash(claims, selection), template: '1', locale: 'en', time_zone: 'UTC',
    };
  }

  #token(typ, { privateKey, thumbprint }, claims, life) {
    const iat = now();
    return new SignJWT({
      aud: this.#issuer, iat, jti: fresh(), ...(life && { exp: iat + life }), ...claims,
    }).setProtectedHeader({ alg: 'ES256', typ, kid: thumbprint }).sign(privateKey);
  }

  /** §1.4: a call with a proof; repeated once when the AS gives a nonce. */
  async #send(method, url, typ, body) {
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(url, {
        method,
        redirect: 'error',
        headers: {
          DPoP: await this.proof(method, url),
          ...(this.accessToken && { authorization: `DPoP ${this.accessToken}` }),
          ...(typ && { 'content-type': `application/${typ}` }),
        },
        body,
      });
      this.#nonce = answer.headers.get('dpop-nonce') ?? this.#nonce;
      if (tries > 0 || !(await asksForNonce(answer.clone()))) {
        return answer;
      }
    }
  }

  /** §1.4: a proof of possession of the transport key. */
  proof(method, url, changes) {
    return new SignJWT({
      jti: fresh(),
      htm: method,
      htu: String(url).replace(/[?#].*$/, ''),
      iat: now(),
      ...(this.#nonce && { nonce: this.#nonce }),
      ...(this.accessToken && { ath: sha256(this.accessToken) }),
      ...changes,
    }).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.transport.jwk })
      .sign(this.transport.privateKey);
  }
}

async function asksForNonce(answer) {
  return answer.headers.get('www-authenticate')?.includes('use_dpop_nonce')
    || (answer.status === 400 && (await answer.text()).includes('use_dpop_nonce'));
}

/** The claims of a token that was verified elsewhere. */
export const claimsOf = decodeJwt;
