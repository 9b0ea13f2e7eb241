import { expect, jest, test } from '@jest/globals';
import { runDays } from '../../sim/days';

// For hangs: the machine may be busy with other tests.
jest.setTimeout(600_000);

const seeds = Number(process.env['TURNLIFT_SIM_SEEDS'] ?? 8);

test('matches that are played by REST over days satisfy the oracles', async () => {
  for (const level of ['log', 'info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  const ends = new Map<string, number>();
  let [commands, acknowledgements, faults] = [0, 0, 0];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const report = await runDays(seed);
    expect({ seed, violations: report.violations }).toEqual({ seed, violations: [] });
    commands += report.commands;
    acknowledgements += report.acknowledgements;
    faults += report.faults;
    ends.set(report.ended, (ends.get(report.ended) ?? 0) + 1);
  }
  // A world without events would satisfy them as well.
  expect(commands).toBeGreaterThan(seeds * 3);
  expect(acknowledgements).toBeGreaterThan(commands / 2);
  expect(faults).toBeGreaterThan(seeds);
  expect([...ends.keys()]).toEqual(expect.arrayContaining(['all-said', 'timeout']));
});
