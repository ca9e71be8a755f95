// A loopback proxy that writes down what passes: the wire between a phone and its gateway.

import { request } from 'node:http';
import { once } from 'node:events';
import { body, serve } from './http.mjs';

/**
 * Starts a proxy in front of `target` and returns `{ url, exchanges, interfere, close }`.
 * An exchange is `{ method, path, sent: { headers, body }, status, received: { headers, body } }`.
 */
export async function record(target) {
  const exchanges = [];
  let interference = () => undefined;
  const { url, close } = await serve(async (incoming, outgoing) => {
    const sent = { headers: incoming.headers, body: (await body(incoming)).toString() };
    const { method, url: path } = incoming;
    const answer = await forward(target, method, path, sent).catch(() => undefined);
    if (answer === undefined) {
      incoming.socket.destroy();
      return;
    }
    exchanges.push({ method, path, sent, ...answer });
    const instead = interference(method, path);
    if (instead === undefined) {
      outgoing.writeHead(answer.status, answer.received.headers).end(answer.received.body);
    } else if (instead === 'nothing') {
      incoming.socket.destroy(); // it arrived, and nobody will ever hear so
    } else {
      const { status, type } = instead;
      outgoing.writeHead(status, { 'content-type': 'application/problem+json', date: answer.received.headers.date })
        .end(JSON.stringify({ type, status }));
    }
  });
  return {
    url,
    exchanges,
    /**
     * From now on what got through is answered with what `how(method, path)` returns: `nothing`,
     * a problem `{ status, type }`, or what the gateway said if that is undefined.
     */
    interfere(how) { interference = how; },
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
