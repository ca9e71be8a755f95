// What a phone exports, verified by somebody who has the bank's vouching key and docs/protocol.md.

import { before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { enrol } from '../common/enrol.mjs';
import { startGateway } from '../common/gateway.mjs';
import { startPhone } from '../common/phone.mjs';
import { LOGIN, PAYMENT, PAYS, ROOMY } from './asked.mjs';
import { verifyExport } from './export.mjs';

describe('an exported history', () => {
  let history;
  let vouching;

  before(async () => {
    const gateway = await startGateway({ settings: { limits: ROOMY } });
    const phone = await startPhone({ issuer: gateway.url, vouching: gateway.keys.vouching });
    try {
      const { enrolment } = await enrol({ gateway, phone, account: PAYMENT.account });
      const asks = async (consent) => {
        const { body } = await gateway.channel('POST', '/consents', consent);
        const request = (await phone.must('pending')).at(-1).id;
        await phone.must('open', { request });
        return { ...body, request };
      };
      const payment = await asks(PAYMENT);
      await phone.must('approve', {
        request: payment.request, selection: PAYS, number: payment.number_to_enter,
      });
      const login = await asks(LOGIN);
      await phone.must('deny', { request: login.request, reason: 'not_me' });
      const withdrawn = await asks(LOGIN);
      await gateway.channel('DELETE', `/consents/${withdrawn.consent}`);
      await phone.must('pending');
      assert.deepEqual(await phone.must('check_history', { enrolment }), { whole: true });
      history = await phone.must('export', { enrolment });
      vouching = gateway.keys.vouching;
    } finally {
      await phone.end();
      await gateway.end();
    }
  });

  test('verifies, and says what was asked and how it ended', async () => {
    const requests = await verifyExport(history, vouching);

    const outcomes = history.entries.map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ['approved', 'denied', 'withdrawn']);
    assert.equal(requests[0].authorization_details[0].instructedAmount.amount, '123.50');
  });

  const forgeries = {
    'an entry that is missing': ({ entries }) => entries.splice(1, 1),
    'an end that is missing': ({ entries }) => entries.pop(),
    'another outcome': ({ entries }) => { entries[2].outcome = 'expired'; },
    'another time': ({ entries }) => { entries[0].ended_at += 1; },
    'a denial in place of an approval': ({ entries }) => {
      Object.assign(entries[0], { decision: entries[1].decision, receipt: entries[1].receipt });
    },
    'a key set that the bank did not sign': (all) => { all.key_sets = [all.key_sets[0].slice(0, -8) + 'AAAAAAAA']; },
    'a key that is not the device’s': ({ device_keys: keys }) => { keys.splice(0, 2); },
  };
  for (const [name, forge] of Object.entries(forgeries)) {
    test(`${name} is noticed`, async () => {
      const forged = structuredClone(history);
      forge(forged);
      await assert.rejects(verifyExport(forged, vouching));
    });
  }
});
