// An authorization server of two customers and two clients, on a loopback port.
//
// Everything here is node-oidc-provider's own configuration but the one line that names the
// channel. What is particular to running without TLS or a database is marked as such.

import Provider, { errors } from 'oidc-provider';
import { generateKeyPair, exportJWK } from 'jose';
import { serve } from '../common/http.mjs';
import { leavesAccountsOpen } from './granted.mjs';

const BANK_API = 'urn:desk-bank:api';
const CIBA = 'urn:openid:params:grant-type:ciba';

export const CLIENT_SECRET = 'a test value of no worth, 32 long';

/** The test customers, by the login hint that names them. */
export const CUSTOMERS = {
  'customer-1': [
    {
      id: 'acc-1', label: 'Current account', identification: 'DE02 •••• 0000 1234',
      iban: 'DE02120300000000202051', currency: 'EUR',
    },
    {
      id: 'acc-2', label: 'Savings', identification: 'DE02 •••• 0000 5678',
      iban: 'DE02500105170137075030', currency: 'EUR',
    },
  ],
};

/** Which accounts a customer may choose from: none, unless a detail leaves it open. */
export async function accountsToChooseFrom(account, details = []) {
  return details.some(leavesAccountsOpen) ? CUSTOMERS[account.accountId] : undefined;
}

/** The two clients: the same shop, once polling and once pinged. */
export function clients() {
  const shop = {
    client_secret: CLIENT_SECRET,
    client_name: 'Desk Shop',
    legal_name: 'Desk Shop Ltd',
    grant_types: [CIBA],
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: 'ES256',
    authorization_details_types: ['payment_initiation', 'account_information'],
  };
  return [
    { ...shop, client_id: 'shop-poll', backchannel_token_delivery_mode: 'poll' },
    { ...shop, client_id: 'shop-number', backchannel_token_delivery_mode: 'poll', number_entry: 2 },
    {
      ...shop,
      client_id: 'shop-ping',
      backchannel_token_delivery_mode: 'ping',
      backchannel_client_notification_endpoint: 'https://shop.example/ping',
    },
  ];
}

/**
 * Starts the server. `channel` is the one line of difference; `outcomePath` is where the gateway
 * delivers outcomes; `pingTo` stands for the address of https://shop.example.
 */
export async function start({ channel, outcomePath, pingTo }) {
  const { server, url: issuer, close } = await serve();

  const provider = new Provider(issuer, {
    clients: clients(),
    extraClientMetadata: { properties: ['legal_name', 'number_entry'] },
    jwks: { keys: [await signingKey()] },
    scopes: ['openid', 'payments', 'accounts'],
    acrValues: ['urn:countersign:consent'],
    // With `openid` go how and when the person answered: the channel reports them.
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    findAccount: (ctx, id) => Object.hasOwn(CUSTOMERS, id) && { accountId: id, claims: () => ({ sub: id }) },
    features: {
      devInteractions: { enabled: false },
      ciba: {
        enabled: true,
        deliveryModes: ['poll', 'ping'],
        processLoginHint: (ctx, hint) => (Object.hasOwn(CUSTOMERS, hint) ? hint : undefined),
        processLoginHintToken() { throw new errors.InvalidRequest('login_hint_token is not used here'); },
        verifyUserCode() {},
        validateRequestContext() {},
        triggerAuthenticationDevice: (...args) => channel.trigger(...args),
      },
      resourceIndicators: {
        enabled: true,
        // This provider ties authorization details to a resource server, named or by default.
        defaultResource: (ctx) => (ctx.oidc.params.authorization_details ? BANK_API : undefined),
        getResourceServerInfo: () => ({ scope: 'payments accounts', accessTokenFormat: 'opaque' }),
        useGrantedResource: () => true,
      },
      richAuthorizationRequests: {
        enabled: true,
        types: {
          // The gateway refuses what the phone could not show in full, so one reader is enough.
          payment_initiation: { validate() {} },
          account_information: { validate() {} },
        },
        authorizationDetailsForGrantSource: () => undefined,
        // As granted, with the person's choice: what the channel gave to `backchannelResult`.
        authorizationDetailsForAccessToken: (ctx, token, source) => source.rar,
        authorizationDetailsForIntrospection: (ctx, token) => token.rar,
      },
    },
    ttl: {
      BackchannelAuthenticationRequest: (ctx) => Math.min(600, Number(ctx.oidc.params.requested_expiry ?? 120)),
      AccessToken: 300,
      IdToken: 300,
      Grant: 600,
    },
    // The provider insists on https for pings and refuses loopback addresses. Here both are
    // wanted, so its only outgoing call is led to the test's own endpoint.
    fetch: (url, { dispatcher, ...options }) => fetch(pingTo ?? url, options),
  });
  channel.reportTo(provider);
  const answer = provider.callback();
  server.on('request', (incoming, outgoing) => (
    incoming.url === outcomePath ? channel.receive(incoming, outgoing) : answer(incoming, outgoing)));

  return { issuer, provider, outcomeUri: `${issuer}${outcomePath}`, close };
}

async function signingKey() {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'as-1' };
}
