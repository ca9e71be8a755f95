// Certificates for one test, made by OpenSSL: an authority, the proxy's, the AS's.

import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const P256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** Makes them in a folder, and returns where they are. */
export async function makeCertificates(folder) {
  const at = (name) => join(folder, name);
  const authority = await selfSigned(at('authority'), 'An authority of this test');
  const server = await signed(at('server'), 'localhost', authority, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const as = await signed(at('as'), 'the AS of this test', authority, 'extendedKeyUsage=clientAuth\n');
  const stranger = await selfSigned(at('stranger'), 'somebody else');
  return { authority, server, as, stranger };
}

async function selfSigned(path, name) {
  const files = { certificate: `${path}.pem`, key: `${path}.key` };
  await run('openssl', [
    'req', '-x509', ...P256, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.certificate,
  ]);
  return read(files);
}

async function signed(path, name, authority, extensions) {
  const files = { certificate: `${path}.pem`, key: `${path}.key` };
  await run('openssl', ['req', '-new', ...P256, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', `${path}.csr`]);
  await writeFile(`${path}.ext`, extensions);
  await run('openssl', [
    'x509', '-req', '-in', `${path}.csr`, '-days', '2', '-extfile', `${path}.ext`,
    '-CA', authority.files.certificate, '-CAkey', authority.files.key, '-CAcreateserial',
    '-out', files.certificate,
  ]);
  return read(files);
}

async function read(files) {
  const [cert, key] = await Promise.all([files.certificate, files.key].map((file) => readFile(file)));
  const x509 = new X509Certificate(cert);
  const spki = x509.publicKey.export({ format: 'der', type: 'spki' });
  return {
    files,
    cert,
    key,
    der: x509.raw,
    /** RFC 8705 §3.1. */
    x5tS256: createHash('sha256').update(x509.raw).digest('base64url'),
    /** What a phone pins (docs/protocol.md §1.2). */
    pin: createHash('sha256').update(spki).digest('base64'),
  };
}
