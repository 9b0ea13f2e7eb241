import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { build } from 'esbuild';

/** Rules that do not return, in a process with enough messages that one thread watches all of them. */
const root = path.resolve(__dirname, '../..');
const folder = path.join(root, 'build', 'tests');
const program = path.join(folder, `endless-rules-${process.pid}.js`);
beforeAll(async () => {
  await build({
    entryPoints: [path.join(__dirname, 'support', 'endless-rules.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
});
afterAll(() => {
  fs.rmSync(program, { force: true });
});

it.each([
  ['endless-apply', 'apply', 1],
  ['endless-view', 'view', 2],
])('ends the match within the limit, and names the rules (%s)', async (breakage, name, sequence) => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, breakage], { timeout: 60_000 });
  expect(JSON.parse(stdout)).toEqual({
    status: 'abandoned',
    reason: 'rules-failed',
    newest: expect.objectContaining({ kind: 'end', sequence, reason: 'rules-failed' }),
    errors: [
      expect.stringMatching(
        new RegExp(
          `rules\\.${name} failed, and what it was asked for is lost: .*\\n?.*did not return within 1 s`,
        ),
      ),
    ],
  });
});
