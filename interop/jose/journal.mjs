// What passed between a phone and its gateway, reduced to the tokens, and what must hold of them.
//
// A journal is `{ issuer, digits, keys: { vouching, request, transport, approval }, exchanges, channel }`;
// an exchange is `{ method, url, status, accessToken?, sent: [token], received: [token] }`. `channel`
// is between the gateway and its AS: there an exchange has the `body` too that its token is about.
// It comes from a live recording or from `interop/vectors/tokens.json`; the checks are the same.

import assert from 'node:assert/strict';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import { displayHash } from './display.mjs';
import { confirmationDigits, sha256, TYPES, verify } from './tokens.mjs';

const COMPACT = /[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])/g;

/** The journal of a recording (`common/recorder.mjs`). */
export function journal({ issuer, digits, keys, exchanges }) {
  return {
    issuer,
    digits,
    keys,
    exchanges: exchanges.map(({ method, path, status, sent, received }) => ({
      method,
      url: issuer + path,
      status,
      ...accessToken(sent.headers.authorization),
      sent: [...tokens(sent.headers.dpop), ...tokens(sent.body)],
      received: tokens(received.body),
    })),
  };
}

/** A report as the AS got it (gateway/README.md, "The webhook"). */
export function reported(uri, headers, body) {
  return { method: 'POST', url: uri, status: 204, sent: tokens(headers.authorization), received: [], body };
}

/** A page of the audit log as the AS got it (docs/audit.md). */
export function audited(url, body) {
  return { method: 'GET', url, status: 200, sent: [], received: tokens(body), body };
}

/** Every token of a type, with the exchange it was in. A proof of a new key is in its rotation. */
export function of(typ, { exchanges, channel = [] }) {
  return [...exchanges, ...channel].flatMap((exchange) => [...exchange.sent, ...exchange.received]
    .flatMap((token) => (typOf(token) === 'device-key-rotation+jwt'
      ? [token, decodeJwt(token).proof] : [token]))
    .filter((token) => decodeProtectedHeader(token).typ === typ)
    .map((token) => ({ token, exchange })));
}

/** Verifies every token of a type: form, key, signature, claims and life (docs/protocol.md §1.1). */
export async function verifyAll(typ, book) {
  for (const { token } of of(typ, book)) {
    const { iat } = decodeJwt(token);
    await verify(token, typ, book.keys[TYPES[typ].role], iat);
  }
}

/** The keys that a journal shows: those of the AS from its set, the device's from its registration. */
export function keysIn(exchanges, vouching) {
  const claims = (typ) => of(typ, { exchanges }).map(({ token }) => decodeJwt(token));
  const [{ transport_jwk: transport, approval_jwk: approval }] = claims('device-registration+jwt');
  const rotations = claims('device-key-rotation+jwt');
  const ever = (role, first) => [
    first, ...rotations.filter((rotation) => rotation.role === role).map(({ jwk }) => jwk),
  ];
  const keys = { transport: ever('transport', transport), approval: ever('approval', approval) };
  return {
    vouching: [vouching],
    request: claims('jwk-set+jwt').at(-1).keys,
    ...keys,
    device: [...keys.transport, ...keys.approval],
  };
}

// What binds one token to another, by the section of docs/protocol.md that says so.
export const RELATIONS = {
  '§1.4: a proof is for its call and its access token': ({ exchanges }) => {
    let seen = 0;
    for (const { method, url, accessToken: held, sent } of exchanges) {
      for (const proof of sent.filter((token) => typOf(token) === 'dpop+jwt').map(decodeJwt)) {
        assert.equal(proof.htm, method);
        assert.equal(proof.htu, url.replace(/[?#].*$/, ''));
        assert.equal(proof.ath, held && sha256(held));
        seen += 1;
      }
    }
    assert.ok(seen > 0, 'no proof was sent');
  },

  '§2.2: the key set is for the issuer and holds the keys that signed': (book) => {
    const [set] = claimsOf('jwk-set+jwt', book);
    assert.deepEqual([set.iss, set.aud], [book.issuer, book.issuer]);
  },

  '§3.2: the registration answers its offer with two keys, and is signed by the one': async (book) => {
    const [offer] = claimsOf('enrolment-offer+jwt', book);
    const [registration] = claimsOf('device-registration+jwt', book);
    assert.deepEqual([offer.iss, offer.aud], [book.issuer, book.issuer]);
    assert.deepEqual([registration.offer, registration.nonce], [offer.jti, offer.nonce]);
    const approval = await calculateJwkThumbprint(registration.approval_jwk);
    assert.equal(registration.iss, approval);
    assert.equal(registration.aud, book.issuer);
    assert.notEqual(await calculateJwkThumbprint(registration.transport_jwk), approval);
    const [{ exchange }] = of('device-registration+jwt', book);
    const [proof] = exchange.sent.filter((token) => typOf(token) === 'dpop+jwt');
    assert.deepEqual(decodeProtectedHeader(proof).jwk, registration.transport_jwk);
  },

  '§3.3: the registration receipt is for these bytes': (book) => {
    const [{ token: registration }] = of('device-registration+jwt', book);
    const [offer] = claimsOf('enrolment-offer+jwt', book);
    const [receipt] = claimsOf('device-registration-receipt+jwt', book);
    assert.equal(receipt.registration_hash, sha256(registration));
    assert.deepEqual(
      [receipt.iss, receipt.aud, receipt.offer, receipt.account],
      [book.issuer, decodeJwt(registration).iss, offer.jti, offer.account],
    );
  },

  '§3.4: the six digits follow from the offer and both keys': async (book) => {
    const [offer] = claimsOf('enrolment-offer+jwt', book);
    const digits = confirmationDigits({
      offer: offer.jti,
      nonce: offer.nonce,
      transport: await calculateJwkThumbprint(book.keys.transport[0]),
      approval: await calculateJwkThumbprint(book.keys.approval[0]),
    });
    assert.equal(digits, book.digits);
  },

  '§3.4, §3.5: status and assertion are about this device': (book) => {
    const [{ device_id: device }] = claimsOf('device-registration-receipt+jwt', book);
    for (const status of claimsOf('device-status+jwt', book)) {
      assert.deepEqual([status.iss, status.aud], [book.issuer, device]);
    }
    for (const assertion of claimsOf('device-assertion+jwt', book)) {
      assert.deepEqual([assertion.iss, assertion.sub, assertion.aud], [device, device, book.issuer]);
    }
  },

  '§4.2: a request is for this device and this account, under its own id': (book) => {
    const [receipt] = claimsOf('device-registration-receipt+jwt', book);
    for (const { token, exchange } of of('consent-request+jwt', book)) {
      const { iss, aud, sub, jti, scope, authorization_details: details } = decodeJwt(token);
      assert.deepEqual([iss, aud, sub], [book.issuer, receipt.device_id, receipt.sub]);
      assert.equal(exchange.url.split('/').at(-1), jti);
      assert.ok(scope !== undefined || details !== undefined);
    }
  },

  '§5.1, §7: a decision is about these bytes and about what was shown of them': (book) => {
    for (const { token, exchange } of decisionsIn(book)) {
      const decision = decodeJwt(token);
      const request = requestOf(decision, book);
      const claims = decodeJwt(request);
      assert.equal(decision.request_hash, sha256(request));
      assert.deepEqual(
        [decision.iss, decision.aud, decision.exp, decision.nonce],
        [claims.aud, book.issuer, claims.exp, claims.nonce],
      );
      assert.ok(decision.iat >= claims.iat && decision.iat < claims.exp);
      assert.equal(exchange.url.split('/').at(-2), claims.jti);
      if (decision.display === undefined) {
        assert.ok(['cannot_display', 'not_me'].includes(decision.reason), 'shown, and not said how');
      } else {
        assert.equal(decision.display.hash, displayHash(claims, decision.selection));
      }
      const typed = typOf(token) === 'consent-approval+jwt' ? claims.number_entry?.digits : undefined;
      assert.equal(decision.number?.length, typed);
    }
  },

  '§5.3: a receipt is for the bytes of the decision': (book) => {
    for (const receipt of claimsOf('consent-receipt+jwt', book)) {
      const decision = decisionsIn(book).find(({ token }) => sha256(token) === receipt.decision_hash);
      const { jti, request, iss } = decodeJwt(decision.token);
      assert.deepEqual(
        [receipt.iss, receipt.aud, receipt.decision_jti, receipt.request],
        [book.issuer, iss, jti, request],
      );
    }
  },

  '§6.1: a rotation holds its challenge and a proof by the new key, and its receipt names both': async (book) => {
    const [{ device_id: device }] = claimsOf('device-registration-receipt+jwt', book);
    const rotations = of('device-key-rotation+jwt', book);
    for (const { token } of rotations) {
      const rotation = decodeJwt(token);
      const [challenge, proof] = [decodeJwt(rotation.challenge), decodeJwt(rotation.proof)];
      const [receipt] = claimsOf('device-key-receipt+jwt', book)
        .filter((claims) => claims.rotation_hash === sha256(token));
      const [old, fresh] = [decodeProtectedHeader(token).kid, await calculateJwkThumbprint(rotation.jwk)];
      assert.ok(claimsOf('device-keys+jwt', book).some(({ jti }) => jti === challenge.jti));
      assert.deepEqual([rotation.iss, rotation.aud, challenge.aud], [device, book.issuer, device]);
      assert.equal(challenge[rotation.role], old);
      assert.equal(decodeProtectedHeader(rotation.proof).kid, fresh);
      assert.deepEqual(
        [proof.iss, proof.device, proof.nonce, proof.replaces, proof.role],
        [fresh, device, challenge.nonce, old, rotation.role],
      );
      assert.ok(rotation.exp <= challenge.exp && proof.exp <= challenge.exp);
      assert.equal(rotation.attestation !== undefined, rotation.role === 'approval');
      assert.deepEqual(
        [receipt.iss, receipt.aud, receipt.role, receipt.key, receipt.retired],
        [book.issuer, device, rotation.role, fresh, old],
      );
    }
    assert.deepEqual(rotations.map(({ token }) => decodeJwt(token).role), ['transport', 'approval']);
  },

  '§5.4: a status is about a request of this device, and holds the receipt of a decision': (book) => {
    const [{ device_id: device }] = claimsOf('device-registration-receipt+jwt', book);
    const receipts = [];
    for (const { token, exchange } of of('consent-status+jwt', book)) {
      const status = decodeJwt(token);
      assert.deepEqual([status.iss, status.aud], [book.issuer, device]);
      assert.equal(exchange.url.split('/').at(-2), status.request);
      if (status.receipt !== undefined) {
        assert.equal(status.status, 'decided');
        receipts.push([decodeJwt(status.receipt), status.request]);
        assert.equal(typOf(status.receipt), 'consent-receipt+jwt');
      }
    }
    assert.ok(receipts.length > 0, 'no status held a receipt');
    for (const [receipt, request] of receipts) {
      assert.equal(receipt.request, request);
      assert.ok(decisionsIn(book).some(({ token }) => sha256(token) === receipt.decision_hash));
    }
  },

  'gateway/README.md: a report is for where it was sent, and for its body': (book) => {
    const seen = new Set();
    for (const { token, exchange } of of('consent-outcome+jwt', book)) {
      const report = decodeJwt(token);
      const record = JSON.parse(exchange.body);
      assert.deepEqual(
        [report.iss, report.aud, report.consent, report.body_sha256],
        [book.issuer, exchange.url, record.consent, sha256(exchange.body)],
      );
      assert.ok(record.decision === undefined
        || decisionsIn(book).some(({ token: decision }) => decision === record.decision));
      seen.add(report.jti);
    }
    assert.equal(seen.size, of('consent-outcome+jwt', book).length, 'two reports have one id');
  },

  'docs/audit.md: the head signs the end of the chain that the entries make': (book) => {
    const [{ token, exchange }] = of('audit-head+jwt', book);
    const head = decodeJwt(token);
    const { issuer, before, last, entries } = JSON.parse(exchange.body);
    let end = before;
    for (const entry of entries) {
      assert.equal(entry.position, end.position + 1);
      assert.equal(entry.link, linkOf(end.link, entry));
      end = { position: entry.position, link: entry.link };
    }
    assert.deepEqual(before, { position: 0, link: 'A'.repeat(43) });
    assert.deepEqual(last, end);
    assert.deepEqual({ position: head.position, link: head.link }, end);
    assert.deepEqual([head.iss, head.aud, issuer], [book.issuer, book.issuer, book.issuer]);
    assert.ok(entries.length > 0, 'nothing was audited');
  },
};

/** The link of an entry of the audit log. */
function linkOf(before, { position, number, at, event, ...named }) {
  const names = ['offer', 'device', 'consent', 'request', 'check', 'credential', 'operator'];
  const parts = ['countersign-audit-1', before, position, number, at, event];
  return sha256([...parts, ...names.map((name) => named[name] ?? '')].join('\0'));
}

function decisionsIn(book) {
  const found = ['consent-approval+jwt', 'consent-denial+jwt'].flatMap((typ) => of(typ, book));
  assert.ok(found.length > 0, 'there is no decision');
  return found;
}

function requestOf({ request }, book) {
  return of('consent-request+jwt', book)
    .find(({ token }) => decodeJwt(token).jti === request).token;
}

function claimsOf(typ, book) {
  const found = of(typ, book).map(({ token }) => decodeJwt(token));
  assert.ok(found.length > 0, `there is no ${typ}`);
  return found;
}

function tokens(text = '') {
  return (text.match(COMPACT) ?? []).filter((token) => TYPES[typOf(token)]);
}

function typOf(token) {
  try {
    return decodeProtectedHeader(token).typ;
  } catch {
    return undefined; // dots and letters, and no token
  }
}

function accessToken(authorization) {
  return authorization?.startsWith('DPoP ') ? { accessToken: authorization.slice(5) } : {};
}
