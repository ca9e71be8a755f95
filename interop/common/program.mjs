// The programs of this repository, each started as a process of its own and ended by its id.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { join } from 'node:path';

function programs() {
  const folder = process.env.COUNTERSIGN_BIN_DIR;
  if (!folder) {
    throw new Error('COUNTERSIGN_BIN_DIR is not set: run the part with `cargo xtask interop`');
  }
  return folder;
}

/** Starts one of the programs. Its words on stderr are kept, to be shown if it fails. */
export function start(name, args) {
  const child = spawn(join(programs(), name), args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = [];
  child.stderr.setEncoding('utf8').on('data', (text) => said.push(text));
  const ended = once(child, 'exit');
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    ended.then(([code]) => reject(new Error(`${name} ended with ${code}: ${said.join('')}`)), reject);
  });
  failed.catch(() => {}); // whoever waits for the program hears of it; ending it is not an error
  return {
    lines: createInterface({ input: child.stdout }),
    say: (line) => child.stdin.write(`${line}\n`),
    failed,
    async end() {
      child.kill();
      await ended.catch(() => {});
    },
  };
}
