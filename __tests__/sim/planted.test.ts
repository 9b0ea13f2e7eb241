import { expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { plantedBugs } from '../../sim/planted/bugs';
import { buildWithBug } from '../../sim/planted/build';

jest.setTimeout(600_000);
const root = path.resolve(__dirname, '../..');

/**
 * A handful of those that few seeds find, another one in each run of CI. `npm run sim -- --planted NAME`
 * tries any.
 */
const quick = plantedBugs.filter(({ within }) => within <= 40);
const turn = Number(process.env['GITHUB_RUN_NUMBER'] ?? 0);
const handful = Array.from({ length: 3 }, (_, index) => quick[(turn * 3 + index) % quick.length]).filter(
  (bug) => bug !== undefined,
);

test.each(handful.map((bug) => [bug.name, bug] as const))('%s is found', async (_name, bug) => {
  const bundle = await buildWithBug(root, 'sim/main.ts', bug);
  try {
    const { status, stdout } = spawnSync(
      process.execPath,
      [bundle, '--seeds', String(bug.within), '--json'],
      {
        encoding: 'utf8',
      },
    );
    expect(JSON.parse(stdout)).toMatchObject({ found: { violation: { oracle: bug.oracle } } });
    expect(status).toBe(1);
  } finally {
    fs.rmSync(bundle, { force: true });
  }
});

test.each(plantedBugs.map((bug) => [bug.name, bug] as const))(
  '%s has its place in the code',
  (_name, bug) => {
    const source = fs.readFileSync(path.join(root, bug.file), 'utf8');
    expect(source.split(bug.find)).toHaveLength(2);
    if (bug.also !== undefined) expect(source.split(bug.also.find)).toHaveLength(2);
  },
);

test('the docs have every planted bug, and how many seeds find it', () => {
  const docs = fs.readFileSync(path.join(root, 'docs', 'simulator-of-everything.md'), 'utf8');
  const rows = [...docs.matchAll(/^\| `([a-z-]+)` +\| ([^|]+?) +\| +([\d,]+) \|$/gm)];
  const told = rows.map(([, name, oracle, seeds]) => [name, oracle, Number(seeds?.replace(',', ''))]);
  expect(told).toEqual(plantedBugs.map(({ name, oracle, within }) => [name, oracle, within]));
});
