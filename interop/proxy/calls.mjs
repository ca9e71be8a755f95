// Calls as they are written: paths that no client library would send, headers that lie.

import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';

/** Opens a TLS connection to a loopback port, trusting the test's authority alone. */
export async function open(port, { authority, client, ...tls }) {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: authority.cert,
    ALPNProtocols: ['http/1.1'],
    ...(client && { cert: client.cert, key: client.key }),
    ...tls,
  });
  await once(socket, 'secureConnect');
  return socket;
}

/** One call, byte for byte; gives `{ status, headers, body }`, header names in small letters. */
export async function call(port, tls, { method = 'GET', path, headers = {}, body = '' }) {
  const socket = await open(port, tls);
  const lines = Object.entries({ host: 'localhost', connection: 'close', ...headers })
    .flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
  const length = body ? [`content-length: ${Buffer.byteLength(body)}`] : [];
  socket.write(`${method} ${path} HTTP/1.1\r\n${[...lines, ...length].join('\r\n')}\r\n\r\n${body}`);
  const text = await rest(socket);
  const [head, ...after] = text.split('\r\n\r\n');
  const [first, ...fields] = head.split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(fields.map((field) => {
      const [name, ...value] = field.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    })),
    body: after.join('\r\n\r\n'),
  };
}

/** All that still comes, until the other side closes. */
export async function rest(socket) {
  let text = '';
  socket.setEncoding('utf8').on('data', (more) => { text += more; });
  await new Promise((resolve) => { socket.once('close', resolve).once('error', resolve); });
  return text;
}

/** A connection that says nothing, not even of TLS. */
export async function silent(port) {
  const socket = connectPlain(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}
