// docs/protocol.md §7, once by this page of JavaScript and once by the gateway: an approval is
// recorded only if both come to the same rows.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import canonicalize from 'canonicalize';
import { startGateway } from '../common/gateway.mjs';
import { LOGIN, PAYMENT, ROOMY } from './asked.mjs';
import { active, asked, outcome } from './customer.mjs';
import { displayHash, rows } from './display.mjs';

const CLAIMS = { ...PAYMENT, iat: 1_795_000_000, exp: 1_795_000_120, number_entry: { digits: 2 } };

describe('rows', () => {
  test('are written as the document writes them', () => {
    const found = rows(CLAIMS).map(canonicalize);

    assert.ok(found.includes('{"field":"/instructedAmount/amount","prominence":1,"section":"authorization_details/0","value":"123.50","warnings":[]}'));
    assert.ok(found.includes('{"field":"/result","prominence":1,"section":"payee_verification/0","value":"close_match","warnings":["payee_close_match"]}'));
  });

  test('stand in the order of the document, the selection last', () => {
    const sections = rows(CLAIMS, [{ detail: 0, accounts: ['acc-2'] }]).map(({ section }) => section);

    assert.deepEqual([...new Set(sections)], [
      'client', 'authorization_details/0', 'payee_verification/0', 'binding_message',
      'accounts/0', 'accounts/1', 'number_entry', 'context', 'request', 'selection/0',
    ]);
  });

  test('a leaf that has none makes the request one that cannot be shown', () => {
    const client = { ...CLAIMS.client, slogan: 'Cheap' };

    assert.throws(() => rows({ ...CLAIMS, client }), /no row for client\/slogan/);
  });

  test('any change of what is shown changes the hash', () => {
    const [detail] = CLAIMS.authorization_details;
    const variants = [
      CLAIMS,
      { ...CLAIMS, exp: CLAIMS.exp + 1 },
      { ...CLAIMS, binding_message: 'S24R-8' },
      { ...CLAIMS, authorization_details: [{ ...detail, creditorName: 'Merchant B' }] },
      { ...CLAIMS, authorization_details: [detail, detail] },
    ];

    assert.equal(new Set(variants.map((claims) => displayHash(claims))).size, variants.length);
  });
});

describe('the gateway comes to the same rows', () => {
  let gateway;
  let device;

  before(async () => {
    gateway = await startGateway({ settings: { limits: ROOMY } });
    device = await active(gateway, 'customer-1');
  });
  after(() => gateway?.end());

  async function agreed(consent) {
    const question = await asked(gateway, device, 'customer-1', consent);
    const approval = await device.approve(question);
    const answer = await device.decide(question.request, 'consent-approval+jwt', approval);
    assert.equal(answer.status, 200);
    assert.equal((await outcome(gateway, question.consent)).state, 'approved');
    return rows(question.claims);
  }

  // Whether the words mix scripts as no writing system does.
  const WORDS = {
    'Müller & Söhne, 12.50 €': false,
    'Ελληνική Εταιρεία': false,
    'Яндекс 24': false,
    'شركة الاتصالات': false,
    'हिन्दी क्\u200dष': false,
    '中国 Bank': false,
    'Toyota 株式会社トヨタ': false,
    '삼성 SDS': false,
    '1234 👍🏿 品川 Lorem ipsum': false,
    'e\u0301te\u0301': false,
    'pаypal with a Cyrillic а': true,
    'Αpple with a Greek Α': true,
    'Bank בנק': true,
    'トヨタ 현대': true,
  };
  for (const [words, mixed] of Object.entries(WORDS)) {
    test(`of “${words}”`, async () => {
      const found = await agreed({ ...LOGIN, binding_message: words });

      const { warnings } = found.find(({ section }) => section === 'binding_message');
      assert.deepEqual(warnings, mixed ? ['mixed_script'] : []);
    });
  }

  test('of account numbers, right and wrong', async () => {
    const right = [
      'DE02120300000000202051', 'FR7630006000011234567890189', 'NL91ABNA0417164300',
      'GB29NWBK60161331926819', 'NO9386011117947', 'AT611904300234573201', 'BE68539007547034',
      'CH9300762011623852957', 'ES9121000418450200051332', 'IT60X0542811101000000123456',
    ];
    const wrong = [
      'DE02120300000000202052', 'DE0212030000000020205', 'NL91ABNA0417164301', 'XX02120300000000202051',
    ];
    const accounts = [...right, ...wrong].map((iban) => ({ iban }));

    const found = await agreed({
      ...LOGIN, authorization_details: [{ type: 'account_information', access: { accounts } }],
    });

    const marked = found.filter(({ warnings }) => warnings.includes('iban_check_failed'));
    assert.deepEqual(marked.map(({ value }) => value), wrong);
  });
});
