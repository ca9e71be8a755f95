// A client's notification endpoint, on a loopback port.

import { once } from 'node:events';
import { body, serve } from '../common/http.mjs';

/** Opens one. It keeps what it gets in `pings`. */
export async function notificationEndpoint() {
  const pings = [];
  const { server, url, close } = await serve(async (incoming, outgoing) => {
    const { method, headers } = incoming;
    const text = (await body(incoming)).toString();
    pings.push({ method, authorization: headers.authorization, type: headers['content-type'], body: text });
    outgoing.writeHead(204).end();
    server.emit('ping');
  });
  return {
    url: `${url}/ping`,
    pings,
    async first() {
      if (pings.length === 0) {
        await once(server, 'ping', { signal: AbortSignal.timeout(10_000) });
      }
      return pings[0];
    },
    close,
  };
}
