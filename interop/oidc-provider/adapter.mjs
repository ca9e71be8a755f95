// The authentication device channel of node-oidc-provider (`features.ciba`), over Countersign.
//
// CIBA leaves open how the authorization server (AS) reaches the customer's phone. This file is
// that missing leg for one AS: it hands each backchannel request to the gateway, learns the
// outcome, and reports it exactly once. It is meant to be read and copied.
//
//   client ──/backchannel──▶ AS ──trigger()──▶ gateway ──▶ phone
//   client ◀──tokens──────── AS ◀──settle()─── gateway ◀── phone
//
// node-oidc-provider leaves two guards to its embedder, and both live here:
//   * `backchannelResult` looks a request up whether or not it has expired;
//   * it has no memory of an earlier answer: a second call overwrites the first.

import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';
import { granted } from './granted.mjs';

/** The longest body that an outcome can have. A decision token alone may take 16 KiB. */
const LONGEST_OUTCOME = 64 * 1024;

/** How long one long poll waits, in seconds. The gateway allows up to 30. */
const LONG_POLL = 25;

/** How long to leave a gateway alone that could not answer, in milliseconds. */
const RETRY_AFTER = 1000;

/** How long after its end an outcome is still known to be a repetition, in seconds. */
const MEMORY = 3600;

export class CountersignChannel {
  #gateway;
  #secret;
  #accountsToChooseFrom;
  #provider;
  #reports;

  // Consent id → { authReqId, accounts, expiresAt, settled }. An AS of several nodes keeps this
  // in its database, where `#take` is one `UPDATE … SET settled = true WHERE NOT settled`.
  #consents = new Map();

  /**
   * @param options.gateway  the gateway's address
   * @param options.secret   the bearer secret of its channel API
   * @param options.accountsToChooseFrom  async (account, details) → the accounts that this
   *   customer may pick from, or undefined if no detail leaves that open
   */
  constructor({ gateway, secret, accountsToChooseFrom = async () => undefined }) {
    this.#gateway = gateway;
    this.#secret = secret;
    this.#accountsToChooseFrom = accountsToChooseFrom;
  }

  /**
   * Which reports the webhook believes: the gateway's issuer, the public request keys that
   * `countersign-gateway --make-keys` printed, and `outcome_uri` as it is configured there.
   */
  believe({ issuer, requestKeys, outcomeUri }) {
    const keys = createLocalJWKSet({ keys: requestKeys });
    const expected = {
      algorithms: ['ES256'], typ: 'consent-outcome+jwt', issuer, audience: outcomeUri,
      requiredClaims: ['exp', 'jti', 'consent', 'body_sha256'],
    };
    this.#reports = { keys, expected };
    return this;
  }

  /** The provider needs the channel to be built, and the channel the provider to report to. */
  reportTo(provider) {
    this.#provider = provider;
    return this;
  }

  /**
   * `features.ciba.triggerAuthenticationDevice`. The provider has saved the request and waits for
   * this before it answers the client, so it must not wait for the person.
   */
  async trigger(ctx, request, account, client) {
    const details = parsed(request.params.authorization_details);
    const accounts = await this.#accountsToChooseFrom(account, details);

    const answer = await this.#ask('POST', '/channel/v1/consents', {
      account: account.accountId,
      // As the bank knows the client, never as the request describes it.
      client: { name: client.clientName, legal_name: client.legal_name },
      scope: request.scope,
      authorization_details: details,
      binding_message: request.params.binding_message,
      accounts: accounts?.map(({ id, label, identification, currency }) => (
        { id, label, identification, currency })),
      number_entry: client.number_entry,
      // The phone's deadline is the client's: nobody can approve what can no longer be redeemed.
      expires_in: request.remainingTTL,
    });
    if (answer.status !== 201) {
      await request.destroy();
      throw refusalToAsk(answer.status);
    }

    const { consent, number_to_enter: number } = answer.body;
    this.#remember(consent, { authReqId: request.jti, accounts, expiresAt: request.exp });
    if (number !== undefined) {
      // The client shows it, the person types it on the phone: docs/protocol.md §4.4.
      ctx.body.number_to_enter = number;
    }
    return consent;
  }

  /**
   * The webhook: a Node HTTP handler for the gateway's `outcome_uri`. The gateway repeats an
   * outcome until it gets a 2xx, so a repetition is answered like the first, and does nothing.
   */
  async receive(incoming, outgoing) {
    const reply = (status) => outgoing.writeHead(status, { 'content-length': 0 }).end();
    if (incoming.method !== 'POST') {
      return reply(405);
    }
    const body = await bounded(incoming, LONGEST_OUTCOME).catch(() => undefined);
    if (body === undefined || !(await this.#isGateway(incoming.headers.authorization, body))) {
      return reply(401);
    }
    const record = await Promise.resolve(body).then(parsed).catch(() => undefined);
    if (typeof record?.consent !== 'string' || typeof record.state !== 'string') {
      return reply(400);
    }
    try {
      // An outcome can overtake the answer to `trigger`. 404 asks for it again a little later.
      return reply((await this.settle(record)) === 'unknown' ? 404 : 204);
    } catch {
      return reply(503);
    }
  }

  /** The fall-back where no webhook can reach the AS: asks until the consent has an outcome. */
  async follow(consent, { signal } = {}) {
    const path = `/channel/v1/consents/${consent}?wait=${LONG_POLL}`;
    while (!signal?.aborted && this.#consents.get(consent)?.settled === false) {
      const { status, body } = await this.#ask('GET', path, undefined, signal);
      if (status === 200) {
        await this.settle(body);
      } else if (status === 404) {
        return;
      } else {
        await pause(RETRY_AFTER, undefined, { signal }).catch(() => {});
      }
    }
  }

  /**
   * Reports an outcome to the provider, the first time it is heard of and in time.
   *
   * Returns what became of it: `settled`, `pending` (no outcome yet), `unknown` (not ours),
   * `repeated` (had one already, the same or another) or `late`.
   */
  async settle(record) {
    if (record.state === 'pending') {
      return 'pending';
    }
    const known = this.#consents.get(record.consent);
    if (!known) {
      return 'unknown';
    }
    if (!this.#take(known)) {
      return 'repeated';
    }
    try {
      return await this.#report(known, record);
    } catch (error) {
      known.settled = false; // nothing was recorded: the gateway's repetition may try again
      throw error;
    }
  }

  #remember(consent, known) {
    const now = Date.now() / 1000;
    for (const [id, { expiresAt }] of this.#consents) {
      if (expiresAt + MEMORY < now) {
        this.#consents.delete(id);
      }
    }
    this.#consents.set(consent, { ...known, settled: false });
  }

  // Between the test and the mark nothing else can run: of two outcomes one comes first.
  #take(known) {
    if (known.settled) {
      return false;
    }
    known.settled = true;
    return true;
  }

  async #report(known, record) {
    const request = await this.#find(known);
    if (!request || request.isExpired || answered(request)) {
      return 'late';
    }
    const [result, context] = record.state === 'approved'
      ? await this.#grant(request, known, record)
      : [refusalOf(record.state), undefined];
    try {
      await this.#provider.backchannelResult(request, result, context);
    } catch (error) {
      // It is saved before the client is pinged. A client that cannot be pinged can still poll.
      if (!answered(await this.#find(known))) {
        throw error;
      }
    }
    return 'settled';
  }

  async #grant(request, known, record) {
    const grant = new this.#provider.Grant({
      accountId: request.accountId, clientId: request.clientId,
    });
    grant.addOIDCScope(request.scope);
    if (request.resource) {
      grant.addResourceScope(request.resource, request.scope);
    }
    await grant.save();
    const details = parsed(request.params.authorization_details);
    return [grant, {
      acr: 'urn:countersign:consent',
      amr: record.amr,
      authTime: record.decided_at,
      // What the person chose, not what the client asked for: RFC 9396 §7.1.
      rar: details && granted(details, record.selection, known.accounts),
    }];
  }

  #find(known) {
    // Expired ones too, so that lateness is a decision of ours and not a missing row.
    return this.#provider.BackchannelAuthenticationRequest.find(
      known.authReqId, { ignoreExpiration: true },
    );
  }

  /** Whether the gateway signed this report: gateway/README.md, "The webhook". */
  async #isGateway(authorization = '', body) {
    const { keys, expected } = this.#reports;
    try {
      const { payload } = await jwtVerify(authorization.replace(/^Bearer /, ''), keys, expected);
      return payload.body_sha256 === createHash('sha256').update(body).digest('base64url');
    } catch {
      return false;
    }
  }

  /** A call of the channel API. A gateway that cannot be reached is one that is unavailable. */
  async #ask(method, path, body, signal) {
    const limit = AbortSignal.timeout((LONG_POLL + 10) * 1000);
    try {
      const answer = await fetch(new URL(path, this.#gateway), {
        method,
        redirect: 'error',
        headers: {
          authorization: `Bearer ${this.#secret}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 503 };
    }
  }
}

/** Whether this request has been reported on before, by whomever. */
function answered(request) {
  return Boolean(request?.grantId || request?.error);
}

/** What the client hears when nobody approved. Why the person declined is the bank's to know. */
function refusalOf(state) {
  return state === 'expired' ? new errors.ExpiredToken() : new errors.AccessDenied();
}

/** What the client hears when the gateway does not take a consent. */
function refusalToAsk(status) {
  switch (status) {
    case 422: // it holds something that the phone could not show in full, so nobody could approve
      return new errors.InvalidAuthorizationDetails();
    case 404: // nobody by this name, or with no phone that could answer
      return new errors.UnknownUserId();
    default:
      return new errors.TemporarilyUnavailable();
  }
}

function parsed(text) {
  return text === undefined ? undefined : JSON.parse(text);
}

async function bounded(incoming, limit) {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) {
    text += chunk;
    if (text.length > limit) {
      throw new RangeError('too long');
    }
  }
  return text;
}
