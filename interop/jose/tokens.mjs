// Every type of token, transcribed from docs/protocol.md, and its verification by `jose`. The two
// that no device sees are from gateway/README.md and docs/audit.md.
//
// This file was written from these documents alone. Where it and the code disagree, one is wrong.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import {
  array, assertShape, digest, exactly, id, integer, map, matching, nonce, object, oneOf, optional,
  string,
} from './shapes.mjs';

const KIB = 1024;
const DAY = 24 * 60 * 60;
const base64 = matching(/^[A-Za-z0-9+/]+={0,2}$/, 'base64');
const base64url = matching(/^[A-Za-z0-9_-]+$/, 'base64url');
const short = matching(/^.{1,64}$/u, 'of at most 64 characters');
const jwk = { kty: exactly('EC'), crv: exactly('P-256'), x: digest, y: digest };
const base = { iss: string, aud: string, iat: integer, jti: id };
const living = { ...base, exp: integer };
const push = object({ provider: exactly('fcm', 'apns', 'none'), token: optional(string) });
const capabilities = object({
  core_version: string,
  protocol_versions: array(string, { least: 1 }),
  authorization_details_types: array(string),
  own_types: optional(map(digest)),
  templates: array(string, { least: 1 }),
  locales: array(string, { least: 1 }),
});
const decision = {
  ...living,
  nonce,
  request: id,
  request_hash: digest,
};
const display = object({
  hash: digest, template: exactly('1'), locale: string, time_zone: string,
});

/** `typ` → whose key signs it, the longest life in seconds if one is given, and its claims. */
export const TYPES = {
  'jwk-set+jwt': {
    role: 'vouching',
    life: 366 * DAY,
    claims: {
      ...living,
      seq: integer,
      keys: array(object({
        ...jwk, kid: id, use: exactly('sig'), alg: exactly('ES256'),
      }), { least: 1, most: 16 }),
    },
  },
  'enrolment-offer+jwt': {
    role: 'request', life: 600, claims: { ...living, nonce, account: string },
  },
  'device-registration+jwt': {
    role: 'approval',
    life: 600,
    claims: {
      ...living,
      offer: id,
      nonce,
      transport_jwk: object(jwk),
      approval_jwk: object(jwk),
      attestation: oneOf('format', {
        none: object({ format: string }),
        'android-key': object({ format: string, x5c: array(base64, { least: 1 }) }),
        'apple-appattest': object({ format: string, object: base64url, key_id: base64url }),
      }),
      device: object({ model: short, os: short }),
      capabilities,
      push: optional(push),
    },
  },
  'device-registration-receipt+jwt': {
    role: 'request',
    claims: {
      ...base,
      offer: id,
      registration_hash: digest,
      device_id: id,
      sub: id,
      enrolment: id,
      account: string,
      state: exactly('pending'),
    },
  },
  'device-status+jwt': {
    role: 'request',
    life: 3600,
    claims: { ...living, state: exactly('pending', 'active', 'blocked', 'revoked') },
  },
  'device-assertion+jwt': { role: 'transport', life: 120, claims: { ...living, sub: id } },
  'dpop+jwt': {
    role: 'transport',
    claims: {
      jti: id, htm: string, htu: string, iat: integer, nonce: optional(string), ath: optional(digest),
    },
  },
  'consent-request+jwt': {
    role: 'request',
    life: 3600,
    claims: {
      ...living,
      sub: id,
      ver: exactly('1'),
      nonce,
      client: object({
        name: string,
        legal_name: string,
        on_behalf_of: optional(string),
        registration: optional(string),
      }),
      scope: optional(string),
      authorization_details: optional(array(() => {}, { least: 1, most: 20 })),
      binding_message: optional(string),
      context: optional(object({
        requested_at: optional(integer),
        device: optional(string),
        location: optional(string),
        ip_address: optional(string),
      })),
      number_entry: optional(object({ digits: exactly(2, 3, 4, 5, 6) })),
      accounts: optional(array(object({
        id, label: string, identification: string, currency: optional(string),
      }), { least: 1, most: 50 })),
      payee_verification: optional(array(object({
        detail: integer,
        result: exactly('match', 'close_match', 'no_match', 'not_available'),
        name_on_file: optional(string),
      }))),
    },
  },
  'consent-approval+jwt': {
    role: 'approval',
    claims: {
      ...decision,
      display,
      selection: optional(array(object({ detail: integer, accounts: array(id, { least: 1 }) }))),
      number: optional(matching(/^[0-9]{2,6}$/, 'a number of two to six digits')),
      amr: array(exactly('hwk', 'swk', 'user', 'fpt', 'face'), { least: 2 }),
      integrity: optional(object({ format: string, token: string })),
    },
  },
  'consent-denial+jwt': {
    role: 'transport',
    claims: {
      ...decision,
      display: optional(display),
      reason: exactly('not_me', 'wrong_details', 'changed_mind', 'cannot_display', 'unspecified'),
    },
  },
  'consent-receipt+jwt': {
    role: 'request',
    claims: {
      ...base, request: id, decision_jti: id, decision_hash: digest, outcome: exactly('recorded'),
    },
  },
  'consent-status+jwt': {
    role: 'request',
    life: 3600,
    claims: {
      ...living,
      request: id,
      status: exactly('pending', 'decided', 'withdrawn', 'expired', 'answered_elsewhere', 'failed'),
      receipt: optional(string),
    },
  },
  'device-push+jwt': { role: 'transport', life: 120, claims: { ...living, push } },
  'device-capabilities+jwt': { role: 'transport', life: 120, claims: { ...living, capabilities } },
  'device-report+jwt': {
    role: 'transport',
    life: 120,
    claims: { ...living, request: id, reason: exactly('not_me', 'failures') },
  },
  'device-keys+jwt': {
    role: 'request',
    life: 600,
    claims: { ...living, nonce, transport: digest, approval: digest },
  },
  'device-key-rotation+jwt': {
    role: 'device',
    life: 600,
    claims: {
      ...living,
      challenge: string,
      role: exactly('transport', 'approval'),
      jwk: object(jwk),
      proof: string,
      attestation: optional(object({ format: exactly('none') })),
    },
  },
  'device-key-proof+jwt': {
    role: 'device',
    life: 600,
    claims: {
      ...living, device: id, nonce, replaces: digest, role: exactly('transport', 'approval'),
    },
  },
  'device-key-receipt+jwt': {
    role: 'request',
    claims: {
      ...base,
      rotation_hash: digest,
      role: exactly('transport', 'approval'),
      key: digest,
      retired: digest,
    },
  },
  'consent-outcome+jwt': {
    role: 'request', life: 120, claims: { ...living, consent: id, body_sha256: digest },
  },
  'audit-head+jwt': { role: 'request', claims: { ...base, position: integer, link: digest } },
};

/** The longest token of a type, in bytes (§1.1). */
function longest(typ) {
  return ['consent-request+jwt', 'jwk-set+jwt'].includes(typ) ? 64 * KIB : 16 * KIB;
}

/**
 * Verifies a token of this type with one of these public JWKs, as §1.1 tells the receiver to, and
 * returns its claims. `now` is the receiver's time in seconds.
 */
export async function verify(token, typ, keys, now = Math.floor(Date.now() / 1000)) {
  const type = TYPES[typ];
  assert.ok(token.length <= longest(typ), `${typ} is ${token.length} bytes long`);
  const header = decodeProtectedHeader(token);
  const key = typ === 'dpop+jwt' ? header.jwk : await named(header.kid, keys, typ);
  const { payload } = await compactVerify(token, await importJWK(key, 'ES256'), {
    algorithms: ['ES256'],
  });

  assert.equal(header.typ, typ);
  const third = typ === 'dpop+jwt' ? 'jwk' : 'kid';
  assert.deepEqual(Object.keys(header).sort(), ['alg', third, 'typ'].sort());
  if (third === 'jwk') {
    assertShape(header.jwk, object(jwk), 'dpop+jwt header/jwk');
  }
  const claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  assertShape(claims, object(type.claims), typ);
  if (claims.exp !== undefined) {
    assert.ok(claims.exp > claims.iat, `${typ} never lived`);
    assert.ok(claims.exp - claims.iat <= (type.life ?? Infinity), `${typ} lives too long`);
    assert.ok(claims.iat - 60 <= now && now < claims.exp, `${typ} is not of this time`);
  }
  return claims;
}

async function named(kid, keys, typ) {
  for (const key of keys) {
    // The AS names its keys as it likes, a device's key is named by its thumbprint.
    if ((key.kid ?? await calculateJwkThumbprint(key)) === kid) {
      return key;
    }
  }
  return assert.fail(`${typ} is by a key that is not known for it`);
}

/** base64url SHA-256, the form of every hash in the document. */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('base64url');
}

/** The six digits of §3.4. */
export function confirmationDigits({ offer, nonce: challenge, transport, approval }) {
  const parts = ['countersign-confirmation-1', offer, challenge, transport, approval];
  const first = createHash('sha256').update(parts.join('\0')).digest().readBigUInt64BE(0);
  return String(first % 1_000_000n).padStart(6, '0');
}
