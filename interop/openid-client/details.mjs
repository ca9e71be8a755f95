// What is asked: authorization details, binding messages and numbers to type.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { ACCESS, CUSTOMER, LOGIN, PAYMENT, ask, refuses, wait } from './client.mjs';
import { sandbox } from './sandbox.mjs';

describe('rich authorization requests', () => {
  const details = (...list) => ({
    scope: 'openid', login_hint: CUSTOMER, authorization_details: JSON.stringify(list),
  });

  test('a payment comes back as it was granted', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('approve');

    const tokens = await wait(config, await ask(config, details(PAYMENT)));

    const [granted] = tokens.authorization_details;
    assert.deepEqual({ ...granted, debtorAccount: undefined }, { ...PAYMENT, debtorAccount: undefined });
    assert.ok(tokens.claims().sub);
  });

  test('accounts that the person chose are filled in', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('ignore');
    const answer = await ask(config, details(ACCESS));

    const { choices: [choice] } = await sandbox.opened();
    const accounts = choice.accounts.slice(0, 2);
    await sandbox.approved([{ detail: choice.detail, accounts: accounts.map(({ id }) => id) }]);
    const tokens = await wait(config, answer);

    const [{ access, ...rest }] = tokens.authorization_details;
    assert.deepEqual(rest, { type: ACCESS.type, recurringIndicator: true, validUntil: '9999-12-31' });
    for (const kind of ['accounts', 'balances']) {
      assert.equal(access[kind].length, 2, kind);
      access[kind].forEach(({ iban }, index) => {
        assert.equal(iban.slice(-4), accounts[index].identification.slice(-4));
      });
    }
  });

  test('what the phone could not show in full is refused at once', async () => {
    const config = await sandbox.withSecret();

    for (const wrong of [
      { type: 'unknown_type' },
      { ...PAYMENT, executionDate: '2027-01-01' },
      { ...PAYMENT, instructedAmount: { amount: 123.5, currency: 'EUR' } },
      { ...PAYMENT, instructedAmount: { amount: '123.505', currency: 'EUR' } },
      { ...PAYMENT, creditorName: undefined },
    ]) {
      await refuses(ask(config, details(wrong)), 'invalid_authorization_details');
    }
  });
});

describe('what the person must compare or type', () => {
  test('a binding message that cannot be shown is refused', async () => {
    const config = await sandbox.withSecret();

    await refuses(
      ask(config, { ...LOGIN, binding_message: 'pay \u202e123' }), 'invalid_binding_message',
    );
  });

  test('a number is given to the client, and must be typed on the phone', async () => {
    const config = await sandbox.withSecret();
    await sandbox.phoneWill('ignore');
    const answer = await ask(config, { ...LOGIN, number_entry: '2' });

    const { number_digits: digits } = await sandbox.opened();
    await sandbox.approved([], answer.number_to_enter);
    const tokens = await wait(config, answer);

    assert.equal(digits, 2);
    assert.match(answer.number_to_enter, /^[0-9]{2}$/);
    assert.ok(tokens.claims().sub);
  });
});
