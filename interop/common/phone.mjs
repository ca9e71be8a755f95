// The project's own core as a phone: the `headless-phone` program, driven by lines of JSON.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from './program.mjs';

/**
 * Starts a phone that knows this bank, with keys in a new folder, or in that of an earlier one. `tls`
 * are its `--root`s and `--pin`s.
 */
export async function startPhone({ issuer, vouching, folder, tls = [] }) {
  const dir = folder ?? await mkdtemp(join(tmpdir(), 'countersign-phone-'));
  const jwk = join(dir, 'vouching.jwk');
  await writeFile(jwk, JSON.stringify(vouching));
  const program = start('headless-phone', [
    '--issuer', issuer, '--vouching-jwk', jwk, '--dir', dir, ...tls,
  ]);
  const answers = program.lines[Symbol.asyncIterator]();

  /** One command and its answer: what it found, or `{ error }`. */
  async function does(what, details = {}) {
    program.say(JSON.stringify({ do: what, ...details }));
    const { value } = await Promise.race([answers.next(), program.failed]);
    return JSON.parse(value);
  }

  return {
    folder: dir,
    does,
    /** One command that must succeed. */
    async must(what, details) {
      const answer = await does(what, details);
      if (!answer.ok) {
        throw new Error(`the phone could not ${what}: ${JSON.stringify(answer)}`);
      }
      return answer.ok;
    },
    /** Ends the program and leaves its folder, as when the system ends an app. */
    sleep: () => program.end(),
    async end() {
      await program.end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
