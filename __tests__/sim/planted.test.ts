import { expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { plantedBugs } from '../../sim/planted/bugs';
import { buildWithBug } from '../../sim/planted/build';
import { maxEvents } from '../../sim/shrink';

jest.setTimeout(600_000);
const root = path.resolve(__dirname, '../..');

/**
 * A few of the faults that are found by a small share of seeds, others in each run of CI. `npm run sim --
 * --planted NAME` tries any.
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

test('the docs list every planted bug as found in time and shrunk', () => {
  const docs = fs.readFileSync(path.join(root, 'docs', 'simulator-of-everything.md'), 'utf8');
  const rows = [...docs.matchAll(/^\| `([a-z-]+)` +\| ([^|]+?) +\| +(\d+) \| +(\d+) \| +(\d+) \|$/gm)];
  const documented = new Map(rows.map(([, name = '', ...figures]) => [name, figures]));
  expect([...documented.keys()].sort()).toEqual(plantedBugs.map(({ name }) => name).sort());
  for (const { name, oracle, within } of plantedBugs) {
    const [documentedOracle, seeds = '', faults, commands] = documented.get(name) ?? [];
    expect([name, documentedOracle]).toEqual([name, oracle]);
    expect(Number(seeds)).toBeLessThanOrEqual(within);
    const left = Number(faults) + Number(commands);
    expect([name, left <= maxEvents]).toEqual([name, true]);
  }
});
