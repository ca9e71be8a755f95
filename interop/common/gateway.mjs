// The gateway program, with keys made for one test and an AS's access to its channel API.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './http.mjs';
import { start } from './program.mjs';

export const SECRET = 'the channel secret of a test';

/** Starts a gateway. `issuer` is the address that devices call, if it is not the gateway's own. */
export async function startGateway({ port, issuer, outcomeUri, settings = {} } = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'countersign-gateway-'));
  const listen = port ?? await freePort();
  const url = `http://127.0.0.1:${listen}`;
  const keys = {};
  const signers = {};
  for (const name of ['request', 'vouching']) {
    [keys[name], signers[name]] = await keyFile(dir, name);
  }
  await writeFile(join(dir, 'channel.secret'), SECRET, { mode: 0o600 });
  await writeFile(join(dir, 'seal.key'), randomBytes(32).toString('base64url'), { mode: 0o600 });
  const config = join(dir, 'gateway.json');
  await writeFile(config, JSON.stringify({
    listen: `127.0.0.1:${listen}`,
    issuer: issuer ?? url,
    bank_name: 'Desk Bank',
    database: 'gateway.sqlite',
    request_key: 'request.p8',
    vouching_key: 'vouching.p8',
    channel_secret_file: 'channel.secret',
    sealing_keys: ['seal.key'],
    ...(outcomeUri && { outcome_uri: outcomeUri }),
    ...settings,
  }));
  const program = start('countersign-gateway', ['--config', config]);
  await Promise.race([ready(url), program.failed]);

  /** A call of the channel API, as an AS makes it. */
  async function channel(method, path, body) {
    const answer = await fetch(new URL(`/channel/v1${path}`, url), {
      method,
      headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : undefined };
  }

  return {
    url,
    keys,
    /** The request key, for a test that signs what only the gateway can. */
    requestKey: signers.request,
    channel,
    async end() {
      await program.end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function keyFile(dir, name) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(
    join(dir, `${name}.p8`), privateKey.export({ format: 'der', type: 'pkcs8' }), { mode: 0o600 },
  );
  return [publicKey.export({ format: 'jwk' }), privateKey];
}

async function ready(url) {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`${url}/.well-known/authentication-device`).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the gateway does not answer');
}
