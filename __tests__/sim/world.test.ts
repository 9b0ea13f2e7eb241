import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCampaign } from '../../sim/campaign';
import { buildWithBug } from '../../sim/planted/build';
import { runWorld } from '../../sim/run';
import { shrink } from '../../sim/shrink';

// For hangs: the machine may be busy with other tests.
jest.setTimeout(600_000);

/** As many as fit; TURNLIFT_SIM_SEEDS sets more. */
const seeds = Number(process.env['TURNLIFT_SIM_SEEDS'] ?? 25);
const root = path.resolve(__dirname, '../..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-sim-'));
let bundle = '';
beforeAll(async () => {
  bundle = await buildWithBug(root, 'sim/main.ts', undefined);
});
afterAll(() => {
  fs.rmSync(bundle, { force: true });
  fs.rmSync(folder, { recursive: true, force: true });
});

test('worlds of many seeds satisfy the oracles', async () => {
  const campaign = await runCampaign(1, {}, (worlds) => worlds < seeds);
  expect(campaign.failed?.report.violations).toBeUndefined();
  // A world without events would satisfy them as well.
  expect(campaign.matches).toBeGreaterThan(seeds / 2);
  expect(campaign.commands).toBeGreaterThan(seeds * 10);
  expect(campaign.acknowledgements).toBeGreaterThan(campaign.commands / 2);
  expect(campaign.faults.size).toBeGreaterThan(15);
});

/** The events of seed 3 as another process writes them. */
function traceOf(name: string, node: string, env: Readonly<Record<string, string>>): Buffer {
  const file = path.join(folder, name);
  execFileSync(node, [bundle, '--seed', '3', '--trace', file], {
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
  return fs.readFileSync(file);
}
const here = { TZ: 'UTC', LC_ALL: 'C', LANG: 'C' };
const elsewhere = { TZ: 'Pacific/Auckland', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' };

test('a seed gives the same events in every process, time zone and language, byte for byte', () => {
  const first = traceOf('first', process.execPath, here);
  expect(first.length).toBeGreaterThan(10_000);
  expect(traceOf('second', process.execPath, elsewhere).equals(first)).toBe(true);
});

/** AWS runs the functions and the script on Node 24; the laptop may have another version. */
const node24 = process.env['TURNLIFT_NODE24'];
const onNode24 = node24 === undefined ? test.skip : test;
onNode24('Node 24 gives the same events, byte for byte', () => {
  const there = traceOf('node24', node24 ?? '', elsewhere);
  expect(there.equals(traceOf('here', process.execPath, here))).toBe(true);
});

test('a world with the faults of another, named one by one, is the same world', async () => {
  const report = await runWorld({ seed: 3, keepTrace: true });
  expect(report.faults.length).toBeGreaterThan(5);
  const again = await runWorld({ seed: 3, only: new Set(report.faults.map(({ id }) => id)) });
  expect(again.hash).toBe(report.hash);
});

test('a failure is shrunk to the faults that it needs', async () => {
  const calm = await runWorld({ seed: 3, only: new Set() });
  const needed = (await runWorld({ seed: 3 })).faults.slice(3, 5).map(({ id }) => id);
  const failed = { ...calm, violations: [{ oracle: 'ours', message: '', at: Infinity }] };
  const all = Array.from({ length: 40 }, (_, index) => `fault-${index}`).concat(needed);
  const faultsOf = (ids: readonly string[]) => ids.map((id) => ({ id, kind: 'partition' as const, at: 0 }));
  const small = await shrink(
    { seed: 3 },
    { ...failed, faults: faultsOf(all) },
    async ({ only = new Set() }) => ({
      ...calm,
      faults: faultsOf([...only]),
      violations: needed.every((id) => only.has(id)) ? failed.violations : [],
    }),
  );
  expect([...(small.options.only ?? [])].sort()).toEqual([...needed].sort());
  expect(small.options.persons).toBe(2);
});

test('a failure that needs time is shrunk to a world of persons who think for long', async () => {
  const calm = await runWorld({ seed: 3, only: new Set() });
  const failed = { ...calm, commands: 98, violations: [{ oracle: 'ours', message: '', at: Infinity }] };
  // Quick persons need all of their rounds until it happens; slow ones need five. Other seeds do not fail.
  const small = await shrink({ seed: 3 }, failed, async ({ seed, rounds = 25, thinks = 0 }) => ({
    ...failed,
    faults: [],
    commands: thinks > 12_000 ? 2 * rounds : 98,
    violations: seed !== 3 || rounds < (thinks > 12_000 ? 5 : 25) ? [] : failed.violations,
  }));
  expect(small.report.commands).toBe(10);
  expect(small.options).toMatchObject({ persons: 2, rounds: 5, thinks: 60_000 });
});

test('persons think as long as the command says', () => {
  const world = ['--seed', '3', '--faults', 'none', '--rounds', '5'];
  const [quick, slow] = ['50', '40000'].map((thinks) => {
    const output = execFileSync(process.execPath, [bundle, ...world, '--thinks', thinks], {
      encoding: 'utf8',
    });
    const [, commands, lasted] = /, (\d+) commands[^]* in (\d+) virtual ms/.exec(output) ?? [];
    return { commands: Number(commands), lasted: Number(lasted) };
  });
  // A turn may be over before a slow person has acted.
  expect(slow?.commands).toBeGreaterThan(0);
  expect(slow?.commands).toBeLessThanOrEqual(quick?.commands ?? 0);
  expect(slow?.lasted).toBeGreaterThan((quick?.lasted ?? Infinity) + 60_000);
});
