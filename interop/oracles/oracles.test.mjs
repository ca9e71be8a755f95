// What this project formats and checks, put beside libraries that nobody here wrote. Each of the
// Python files asks the core thousands of things and compares; README.md explains the classes in
// which they may disagree. One that is not named here fails.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const python = process.env.COUNTERSIGN_PYTHON ?? 'python3';

const ORACLES = {
  'amounts.py': { about: 'amounts and numbers in six languages, against Babel', least: 11_000, explained: ['four digits in Spanish'] },
  'dates.py': { about: 'days and moments in six languages, against Babel', least: 11_000, explained: ['an hour that comes twice', 'in UTC, as it says', "joined by CLDR's atTime"] },
  'currencies.py': { about: 'codes and minor digits, against iso4217', least: 4_000, explained: [] },
  'ibans.py': { about: 'IBANs, against python-stdnum', least: 13_000, explained: ['check digits that nobody gives out'] },
};

describe('the core agrees with', () => {
  for (const [file, { about, least, explained }] of Object.entries(ORACLES)) {
    test(about, async () => {
      const { stdout } = await run(python, [file], { cwd: import.meta.dirname, timeout: 240_000 });
      const verdict = JSON.parse(stdout);
      assert.deepEqual(verdict.first, [], `${verdict.unexplained} disagreements are not explained`);
      assert.equal(verdict.unexplained, 0);
      assert.ok(verdict.agreed >= least, `only ${verdict.agreed} agree`);
      // Each class is still needed: one that no case is in any more is struck off here.
      assert.deepEqual(Object.keys(verdict.explained).sort(), explained);
    });
  }
});
