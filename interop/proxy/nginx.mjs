// nginx as docs/proxy.md has it: the very file, with what is a site's own put in its place.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** By which the gateway knows its proxy. */
export const SECRET = 'the proxy of this test';

const CONFIGURATION = fileURLToPath(new URL('nginx/', import.meta.url));

/** Starts nginx in a folder, in front of `gateway`; ports and certificates are given. */
export async function startNginx({ folder, gateway, phones, as, certificates, deadline }) {
  await mkdir(join(folder, 'temp'));
  const secret = join(folder, 'secret.conf');
  await writeFile(secret, `proxy_set_header Countersign-Proxy "${SECRET}";\n`, { mode: 0o600 });
  const site = [
    ['user www-data; ', '# '],
    ['pid /run/nginx.pid;', `pid ${folder}/nginx.pid;`],
    ['/var/log/nginx/error.log', `${folder}/error.log`],
    ['worker_processes auto;', 'worker_processes 1; daemon off;'],
    ['js_path /etc/nginx/countersign;', `js_path ${CONFIGURATION}; ${temporary(folder)}`],
    ['include countersign/', `include ${CONFIGURATION}`],
    ['/etc/nginx/countersign-secret.conf', secret],
    ['server 127.0.0.1:8700;', `server ${new URL(gateway).host};`],
    ['listen 443 ssl backlog=4096;', `listen 127.0.0.1:${phones} ssl;`],
    ['listen 127.0.0.1:8443 ssl;', `listen 127.0.0.1:${as} ssl;`],
    ['server_name as.bank.example;', 'server_name localhost;'],
    ['/etc/countersign/tls/server.pem', certificates.server.files.certificate],
    ['/etc/countersign/tls/server.key', certificates.server.files.key],
    ['/etc/countersign/tls/as-ca.pem', certificates.authority.files.certificate],
    ...(deadline ? [['_timeout 10s;', `_timeout ${deadline}s;`]] : []),
  ];
  let text = await readFile(join(CONFIGURATION, 'nginx.conf'), 'utf8');
  for (const [there, here] of site) {
    if (!text.includes(there)) {
      throw new Error(`the configuration has no longer: ${there}`);
    }
    text = text.replaceAll(there, here);
  }
  const file = join(folder, 'nginx.conf');
  await writeFile(file, text);
  const child = spawn('nginx', ['-c', file, '-p', folder, '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  await listening(phones, ended);
  return {
    log: () => readFile(join(folder, 'error.log'), 'utf8'),
    async end() {
      child.kill('SIGQUIT');
      await ended;
    },
  };
}

/** So that it needs no folder of the system's. */
function temporary(folder) {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return kinds.map((kind) => `${kind}_temp_path ${folder}/temp/${kind};`).join(' ');
}

async function listening(port, ended) {
  const failed = ended.then(([code]) => { throw new Error(`nginx ended with ${code}`); });
  failed.catch(() => {});
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const there = await Promise.race([
      once(socket, 'connect').then(() => true, () => false), failed,
    ]);
    socket.destroy();
    if (there) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nginx does not listen');
}
