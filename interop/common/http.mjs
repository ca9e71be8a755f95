// Small servers on loopback ports for tests.

import { createServer } from 'node:http';
import { once } from 'node:events';

/** Starts a server on a port that is free, and returns it with its address. */
export async function serve(handler) {
  const server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A port that was free a moment ago, for a program that must be told its own address. */
export async function freePort() {
  const { server, close } = await serve();
  const { port } = server.address();
  close();
  return port;
}

export async function body(incoming) {
  return Buffer.concat(await incoming.toArray());
}
