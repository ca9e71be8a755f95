// docs/protocol.md §4.2, §7.2 and §7.3 at their edges: what the document allows the gateway takes,
// what it does not allow the gateway refuses before any phone hears of it.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startGateway } from '../common/gateway.mjs';
import { ACCESS, DOUBTFUL, LOGIN, PAYMENT, ROOMY } from './asked.mjs';
import { active } from './customer.mjs';

const TAKEN = 201;
const NOT_SHOWABLE = 422;

let gateway;

before(async () => {
  gateway = await startGateway({ settings: { limits: { ...ROOMY, pending_per_account: 1000 } } });
  await active(gateway, 'customer-1');
});
after(() => gateway?.end());

async function statusOf(consent) {
  const { status } = await gateway.channel('POST', '/consents', consent);
  return status;
}

const [DETAIL] = PAYMENT.authorization_details;
const [PLAIN] = DOUBTFUL.authorization_details;
const paying = (changes) => ({ ...PAYMENT, authorization_details: [{ ...DETAIL, ...changes }] });
const sharing = (detail) => ({
  ...LOGIN, authorization_details: [{ type: 'account_information', ...detail }],
});
const worth = (amount, currency) => paying({ instructedAmount: { amount, currency } });
const x = (length) => 'x'.repeat(length);

describe('a text is as long as its field allows', () => {
  const FIELDS = {
    'client/name': [70, (text) => ({ ...LOGIN, client: { ...LOGIN.client, name: text } })],
    'client/legal_name': [70, (text) => ({ ...LOGIN, client: { ...LOGIN.client, legal_name: text } })],
    'client/on_behalf_of': [70, (text) => ({ ...LOGIN, client: { ...LOGIN.client, on_behalf_of: text } })],
    'client/registration': [200, (text) => ({ ...LOGIN, client: { ...LOGIN.client, registration: text } })],
    creditorName: [70, (text) => paying({ creditorName: text })],
    remittanceInformationUnstructured: [140, (text) => paying({ remittanceInformationUnstructured: text })],
    'payee_verification/name_on_file': [70, (text) => ({
      ...PAYMENT, payee_verification: [{ detail: 0, result: 'close_match', name_on_file: text }],
    })],
    binding_message: [500, (text) => ({ ...LOGIN, binding_message: text })],
    'context/device': [200, (text) => ({ ...LOGIN, context: { device: text } })],
    'context/location': [200, (text) => ({ ...LOGIN, context: { location: text } })],
    'accounts/label': [200, (text) => ({
      ...ACCESS, accounts: [{ id: 'a', label: text, identification: '•••• 1' }],
    })],
  };
  for (const [field, [length, consent]] of Object.entries(FIELDS)) {
    test(`${field}: ${length} characters and no more`, async () => {
      assert.equal(await statusOf(consent(x(length))), TAKEN);
      assert.equal(await statusOf(consent(x(length + 1))), NOT_SHOWABLE);
    });
  }
});

describe('what cannot be shown in full is refused', () => {
  const REFUSED = {
    'an unknown type': { ...LOGIN, authorization_details: [{ type: 'standing_order' }] },
    'a type in other letters': paying({ type: 'Payment_Initiation' }),
    'an unknown field': paying({ executionDate: '2027-01-01' }),
    'an unknown action': paying({ actions: ['refund'] }),
    'an unknown scope': { ...LOGIN, scope: 'openid everything' },
    'a payment without a payee': paying({ creditorName: undefined }),
    'account access to nothing': sharing({ recurringIndicator: true }),
    'an amount that is a number': worth(123.5, 'EUR'),
    'an amount of nothing': worth('0.00', 'EUR'),
    'an amount below nothing': worth('-1', 'EUR'),
    'an amount with a leading zero': worth('01.00', 'EUR'),
    'an amount with a comma': worth('1,00', 'EUR'),
    'an amount with an exponent': worth('1e3', 'EUR'),
    'more fraction digits than the currency has': worth('1.005', 'EUR'),
    'a fraction of a currency that has none': worth('1.5', 'JPY'),
    'a currency that is none': worth('1.00', 'XXX'),
    'a currency in small letters': worth('1.00', 'eur'),
    'fifteen digits': worth('123456789012345', 'EUR'),
    'an IBAN with spaces': paying({ creditorAccount: { iban: 'DE02 1001 0010 9307 1186 03' } }),
    'an IBAN in small letters': paying({ creditorAccount: { iban: 'de02100100109307118603' } }),
    'a date that is none': sharing({ actions: ['list_accounts'], validUntil: '2027-02-30' }),
    'a flag that is a text': sharing({ actions: ['list_accounts'], recurringIndicator: 'true' }),
    'accounts to choose for what leaves no choice': { ...DOUBTFUL, accounts: ACCESS.accounts },
    'a reversed text': { ...LOGIN, binding_message: 'pay \u202e123' },
    'an invisible text': { ...LOGIN, binding_message: 'pay\u200b123' },
    'a text of two lines': { ...LOGIN, binding_message: 'pay\n123' },
    'a text with a tag': { ...LOGIN, binding_message: 'pay\u{e0041}' },
    'a joiner between Latin letters': { ...LOGIN, binding_message: 'a\u200db' },
    'five marks on a letter': { ...LOGIN, binding_message: `e${'\u0301'.repeat(5)}` },
    'an empty text': { ...LOGIN, binding_message: '' },
  };
  for (const [name, consent] of Object.entries(REFUSED)) {
    test(name, async () => {
      assert.equal(await statusOf(consent), NOT_SHOWABLE);
    });
  }
});

describe('what the document allows is taken', () => {
  const ALLOWED = {
    'four fraction digits where there are four': worth('1.2345', 'CLF'),
    'three where there are three': worth('1.234', 'KWD'),
    'none where there are none': worth('5000', 'JPY'),
    'fourteen digits': worth('12345678901234', 'EUR'),
    'a date without an end': sharing({ actions: ['list_accounts'], validUntil: '9999-12-31' }),
    'an empty list of accounts, which the bank decides': sharing({ access: { accounts: [] } }),
    'an IBAN that fails its check, which is marked': DOUBTFUL,
    'twenty details': { ...LOGIN, authorization_details: Array(20).fill(PLAIN) },
    'four marks on a letter': { ...LOGIN, binding_message: `e${'\u0301'.repeat(4)}` },
    'every scope of the template': {
      ...LOGIN, scope: 'openid profile email address phone offline_access payments accounts',
    },
  };
  for (const [name, consent] of Object.entries(ALLOWED)) {
    test(name, async () => {
      assert.equal(await statusOf(consent), TAKEN);
    });
  }

  test('but not twenty-one details', async () => {
    const status = await statusOf({ ...LOGIN, authorization_details: Array(21).fill(PLAIN) });

    assert.notEqual(status, TAKEN);
  });
});
