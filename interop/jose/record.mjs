// Writes interop/vectors/tokens.json anew: `COUNTERSIGN_BIN_DIR=target/debug node record.mjs`.
//
// The keys in it are public ones, of a gateway and a phone that lived for a few seconds.

import { writeFile } from 'node:fs/promises';
import { live } from './live.mjs';

const book = await live();
const _source = 'Recorded between this repository’s core and gateway by interop/jose/record.mjs';
const exchanges = book.exchanges.filter(({ sent, received }) => sent.length + received.length > 0);

await writeFile(
  new URL('../vectors/tokens.json', import.meta.url),
  `${JSON.stringify({ _source, ...book, exchanges }, null, 1)}\n`,
);
