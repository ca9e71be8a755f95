// A customer whose device is the one in JavaScript, and the bank's session beside it.

import assert from 'node:assert/strict';
import { Device } from './device.mjs';
import { confirmationDigits } from './tokens.mjs';

/** A device that is registered and waits for its digits to be confirmed. */
export async function registered(gateway, account) {
  const device = await Device.unenrolled(gateway.url, gateway.keys.vouching);
  await device.discover();
  const { body: offer } = await gateway.channel('POST', '/offers', { account, label: 'Ending 1234' });
  const { receipt, registration, body, offer: claims } = await device.register(offer.token);
  const digits = confirmationDigits({
    offer: claims.jti,
    nonce: claims.nonce,
    transport: device.transport.thumbprint,
    approval: device.approval.thumbprint,
  });
  const confirm = () => gateway.channel('POST', `/offers/${offer.offer}/confirmation`, { digits });
  return { device, offer, digits, confirm, receipt, registration, body };
}

/** An active device. */
export async function active(gateway, account) {
  const { device, confirm } = await registered(gateway, account);
  assert.equal((await confirm()).status, 200);
  return device;
}

/** A consent, and what the device fetched of it. */
export async function asked(gateway, device, account, consent) {
  const { status, body } = await gateway.channel('POST', '/consents', { ...consent, account });
  assert.equal(status, 201, JSON.stringify(body));
  const listed = await device.call('GET', device.endpoints.requests_endpoint)
    .then((answer) => answer.json());
  const request = listed.requests.at(-1).id;
  return { ...body, request, ...(await device.fetch(request)) };
}

/** What became of a consent, as the AS learns it. */
export function outcome(gateway, consent) {
  return gateway.channel('GET', `/consents/${consent}`).then(({ body }) => body);
}
