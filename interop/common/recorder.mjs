// A loopback proxy that writes down what passes: the wire between a phone and its gateway.

import { request } from 'node:http';
import { once } from 'node:events';
import { body, serve } from './http.mjs';

/**
 * Starts a proxy in front of `target` and returns `{ url, exchanges, loseAnswersTo, close }`.
 * An exchange is `{ method, path, sent: { headers, body }, status, received: { headers, body } }`.
 */
export async function record(target) {
  const exchanges = [];
  let lost = () => false;
  const { url, close } = await serve(async (incoming, outgoing) => {
    const sent = { headers: incoming.headers, body: (await body(incoming)).toString() };
    const { method, url: path } = incoming;
    const answer = await forward(target, method, path, sent).catch(() => undefined);
    if (answer === undefined) {
      incoming.socket.destroy();
      return;
    }
    exchanges.push({ method, path, sent, ...answer });
    if (lost(method, path)) {
      incoming.socket.destroy(); // it arrived, and nobody will ever hear so
    } else {
      outgoing.writeHead(answer.status, answer.received.headers).end(answer.received.body);
    }
  });
  return {
    url,
    exchanges,
    /** From now on answers for which this is true do not get through. */
    loseAnswersTo(which) { lost = which; },
    close,
  };
}

async function forward(target, method, path, sent) {
  const call = request(new URL(path, target), { method, headers: sent.headers });
  call.end(sent.body);
  const [answer] = await once(call, 'response');
  return {
    status: answer.statusCode,
    received: { headers: answer.headers, body: (await body(answer)).toString() },
  };
}
