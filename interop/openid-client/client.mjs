// The client: npm `openid-client`, what it asks for in these tests, and how it is refused.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as client from 'openid-client';
import { SignJWT } from 'jose';

export const CIBA = 'urn:openid:params:grant-type:ciba';
export const CUSTOMER = 'customer';
export const LOGIN = { scope: 'openid', login_hint: CUSTOMER, binding_message: 'S24R-7' };
export const PAYMENT = {
  type: 'payment_initiation',
  instructedAmount: { amount: '123.50', currency: 'EUR' },
  creditorName: 'Merchant A',
  creditorAccount: { iban: 'DE02100100109307118603' },
  remittanceInformationUnstructured: 'Ref Number Merchant',
};
export const ACCESS = {
  type: 'account_information',
  access: { accounts: [], balances: [] },
  recurringIndicator: true,
  validUntil: '9999-12-31',
};

export const now = () => Math.floor(Date.now() / 1000);

/** Asks, by the library. */
export const ask = (config, parameters) => (
  client.initiateBackchannelAuthentication(config, parameters));

/** Waits for tokens, with the library's own patience. */
export const wait = (config, answer) => client.pollBackchannelAuthenticationGrant(config, answer);

/** One request for tokens, without that patience. */
export const redeem = (config, { auth_req_id: id }) => (
  client.genericGrantRequest(config, CIBA, { auth_req_id: id }));

/** That the server refuses with this code of OAuth or CIBA, and with this status. */
export async function refuses(call, error, status = 400) {
  await assert.rejects(call, (thrown) => {
    assert.equal(thrown.error, error, thrown.stack);
    assert.equal(thrown.status, status);
    return true;
  });
}

/** From now on, the `error` of each answer to the library's posts: undefined for a success. */
export function listen(config) {
  const heard = [];
  config[client.customFetch] = async (url, options) => {
    const answer = await fetch(url, options);
    if (options.method === 'POST') {
      heard.push((await answer.clone().json()).error);
    }
    return answer;
  };
  return heard;
}

/** A client that signs its requests, and a function that signs with changes to the usual claims. */
export async function signing(sandbox, alg = 'ES256') {
  const { config, privateKey } = await sandbox.withKey({ request_signing_alg: alg }, alg);
  const { client_id: id } = config.clientMetadata();
  const sign = (changes, key = privateKey) => new SignJWT({
    ...LOGIN,
    iss: id,
    aud: config.serverMetadata().issuer,
    iat: now(),
    nbf: now(),
    exp: now() + 300,
    jti: randomUUID(),
    ...changes,
  }).setProtectedHeader({ alg, kid: 'shop-1' }).sign(key);
  return { config, sign };
}
