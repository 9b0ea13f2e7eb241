import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { fleetHourDollars, prices } from '../../config/prices';
import { estimate, type FleetChoice, usualHabits } from '../../tools/cost/estimate';
import { projectRoot } from '../../tools/project';
import { plainTables } from '../support/markdown';

const fleet: FleetChoice = { instanceType: 'c5.large', matchesPerInstance: 20, spotShare: 0.6, free: 0.2 };

describe('the cost estimate', () => {
  it('is the sum of its parts, and grows with the players', () => {
    const estimates = [100, 1_000, 10_000].map((players) => estimate(players, usualHabits, fleet));
    for (const { parts, total } of estimates)
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 6);
    const [small, middle, large] = estimates.map(({ total }) => total);
    expect(middle).toBeGreaterThan((small ?? 0) * 5);
    expect(large).toBeGreaterThan((middle ?? 0) * 9);
  });

  it('counts machines from matches: a thousand players in 400 matches, a fifth kept free, twenty a machine', () => {
    expect(estimate(1_000, usualHabits, fleet).instancesAtPeak).toBe(25);
    expect(estimate(1_000, usualHabits, { ...fleet, matchesPerInstance: 50 }).instancesAtPeak).toBe(10);
    expect(estimate(1, usualHabits, fleet).instancesAtPeak).toBe(1);
  });

  it('knows the price of every machine in the list, and refuses others with the file to change', () => {
    for (const type of Object.keys(prices.fleetHour))
      expect(fleetHourDollars(type, 'SPOT')).toBeLessThan(fleetHourDollars(type, 'ON_DEMAND') ?? 0);
    expect(() => estimate(1, usualHabits, { ...fleet, instanceType: 'x1.huge' })).toThrow(
      'config/prices.ts has no price of x1.huge: add it',
    );
  });

  it('is what docs/cost.md says (npm run cost -- --write)', () => {
    const text = plainTables(fs.readFileSync(path.join(projectRoot(), 'docs', 'cost.md'), 'utf8'));
    const row = text.split('\n').find((line) => line.startsWith('| fleet |'));
    const dollars = [100, 1_000, 10_000].map(
      (players) =>
        `$${Math.round(estimate(players, usualHabits, fleet).parts.fleet).toLocaleString('en-US')}`,
    );
    expect(row).toBe(`| fleet | ${dollars.join(' | ')} |`);
  });
});
