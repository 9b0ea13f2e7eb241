import { expect, jest, test } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { runWorld } from '../../sim/run';

// For hangs: the machine may be busy with other tests.
jest.setTimeout(600_000);
const folder = path.resolve(__dirname, '../../sim/corpus');
const schema = z.strictObject({
  why: z.string(),
  seed: z.int(),
  only: z.array(z.string()),
  persons: z.int().optional(),
  rounds: z.int().optional(),
});

const cases = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, schema.parse(JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')))] as const);

test('there is a corpus', () => expect(cases.length).toBeGreaterThan(0));

test.each(cases)('%s holds', async (_name, { seed, only, persons, rounds }) => {
  const report = await runWorld({
    seed,
    only: new Set(only),
    ...(persons === undefined ? {} : { persons }),
    ...(rounds === undefined ? {} : { rounds }),
  });
  expect(report.violations).toEqual([]);
  // The faults that once broke it still occur.
  expect(report.faults.map(({ id }) => id)).toEqual(expect.arrayContaining(only));
});
