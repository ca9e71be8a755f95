// A journey of the core and the gateway with everything on it, written down on the way.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { startGateway } from '../common/gateway.mjs';
import { enrol } from '../common/enrol.mjs';
import { body, freePort, serve } from '../common/http.mjs';
import { startPhone } from '../common/phone.mjs';
import { record } from '../common/recorder.mjs';
import { ACCESS, DOUBTFUL, LOGIN, PAYMENT, PAYS, SHARES, UNKNOWN } from './asked.mjs';
import { audited, journal, keysIn, reported } from './journal.mjs';

const CONFLICT = { status: 409, type: 'urn:countersign:problem:conflict' };

/** Lives the journey and returns its journal. */
export async function live() {
  const port = await freePort();
  const wire = await record(`http://127.0.0.1:${port}`);
  const desk = await webhook();
  let gateway;
  let phone;
  try {
    gateway = await startGateway({
      port,
      issuer: wire.url,
      outcomeUri: desk.uri,
      // As a careless bank would: so that the phone's refusal can be seen.
      settings: { refuse_unshowable: false },
    });
    phone = await startPhone({ issuer: wire.url, vouching: gateway.keys.vouching });
    const { digits, enrolment } = await enrol({ gateway, phone, account: PAYMENT.account, issuer: wire.url });
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
    const access = await asks(ACCESS);
    await phone.must('approve', { request: access.request, selection: SHARES, number: null });
    const doubtful = await asks(DOUBTFUL);
    await phone.must('deny', { request: doubtful.request, reason: 'wrong_details' });

    const unknown = await asks(UNKNOWN);
    await phone.must('deny', { request: unknown.request, reason: 'cannot_display' });

    // An app that was ended begins with its keys and no access token.
    await phone.sleep();
    phone = await startPhone({
      issuer: wire.url, vouching: gateway.keys.vouching, folder: phone.folder,
    });
    const login = await asks(LOGIN);
    wire.interfere((method, path) => (path.endsWith('/decision') ? 'nothing' : undefined));
    await phone.does('approve', { request: login.request, selection: [], number: null });
    wire.interfere(() => undefined);
    const [resent] = await phone.must('resend');
    assert.equal(resent.delivery, 'recorded');

    // Turned away though it was recorded: the phone asks, and gets its receipt after all.
    const doubted = await asks(LOGIN);
    wire.interfere((method, path) => (path.endsWith('/decision') ? CONFLICT : undefined));
    const recovered = await phone.must('deny', { request: doubted.request, reason: 'changed_mind' });
    wire.interfere(() => undefined);
    assert.equal(recovered.delivery, 'recorded');

    // New keys, and what follows is by them.
    await phone.must('refresh', { enrolment });
    assert.equal((await phone.must('rotate_keys', { enrolment })).done, true);

    const withdrawn = await asks(LOGIN);
    await gateway.channel('DELETE', `/consents/${withdrawn.consent}`);
    const late = await phone.must('approve', { request: withdrawn.request, selection: [], number: null });
    assert.equal(late.delivery, 'withdrawn');

    await phone.must('refresh', { enrolment });
    await phone.must('change_push', { enrolment, provider: 'none', token: 'none' });
    await phone.must('change_capabilities', { enrolment });
    await phone.must('report', { enrolment, request: login.request });

    await desk.heard([payment, access, doubtful, unknown, login, doubted]);
    const log = await gateway.channel('GET', '/audit/export');

    const { exchanges } = wire;
    const bare = journal({ issuer: wire.url, digits, exchanges });
    const keys = keysIn(bare.exchanges, gateway.keys.vouching);
    const page = audited(`${wire.url}/channel/v1/audit/export`, JSON.stringify(log.body));
    return { ...bare, keys, channel: [...desk.reports, page] };
  } finally {
    await phone?.end();
    await gateway?.end();
    desk.close();
    wire.close();
  }
}

/** Where the AS hears outcomes: it keeps each report as it came. */
async function webhook() {
  const reports = [];
  const { server, url, close } = await serve(async (incoming, outgoing) => {
    const report = reported(url + incoming.url, incoming.headers, (await body(incoming)).toString());
    reports.push(report);
    outgoing.writeHead(204).end();
    server.emit('reported');
  });
  return {
    uri: `${url}/outcomes`,
    reports,
    close,
    /** Waits until the outcome of each of these consents has been reported. */
    async heard(consents) {
      const signal = AbortSignal.timeout(15_000);
      const told = ({ consent }) => reports.some((report) => JSON.parse(report.body).consent === consent);
      while (!consents.every(told)) {
        await once(server, 'reported', { signal });
      }
    },
  };
}
