// How a customer's phone becomes theirs: an offer, six digits on both sides, a confirmation.

import assert from 'node:assert/strict';

/** Enrols a phone for an account, by the one-time link, and returns its device id. */
export async function enrol({ gateway, phone, account, issuer = gateway.url }) {
  const { body: offer } = await gateway.channel('POST', '/offers', {
    account, label: 'Current account, ending 1234',
  });
  const link = `${issuer}/enrol?offer_uri=${encodeURIComponent(offer.offer_uri)}`;
  const shown = await phone.must('enrol', { link });
  const { body: state } = await gateway.channel('GET', `/offers/${offer.offer}`);
  assert.equal(state.state, 'registered');
  assert.equal(shown.digits, state.digits, 'the phone and the bank show other digits');
  const confirmed = await gateway.channel('POST', `/offers/${offer.offer}/confirmation`, {
    digits: shown.digits,
  });
  assert.equal(confirmed.status, 200);
  return { device: confirmed.body.device, offer, digits: shown.digits, enrolment: shown.enrolment };
}
