import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { fleetHourDollars, hoursPerMonth, prices } from '../../config/prices';
import { leaderboardCost } from '../../tools/cost/leaderboards';
import { estimateCost, type FleetChoice, unitsOfMatch, usualHabits } from '../../tools/cost/estimate';
import { operationUnits } from '../../tools/cost/units';
import { findProjectRoot } from '../../tools/project';
import { capacityTable, plainTables } from '../support/markdown';

const fleet: FleetChoice = {
  instanceType: 'c5.large',
  matchesPerInstance: 50,
  onDemandShare: 0.1,
  free: 0.2,
};

describe('the cost estimate', () => {
  it('is the sum of its parts, and grows with the players', () => {
    const estimates = [100, 1_000, 10_000].map((players) => estimateCost(players, usualHabits, fleet));
    for (const { parts, total } of estimates)
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 6);
    const [small, middle, large] = estimates.map(({ total }) => total);
    expect(middle).toBeGreaterThan((small ?? 0) * 3);
    expect(large).toBeGreaterThan((middle ?? 0) * 9);
  });

  it('counts machines from matches: a thousand players in 400 matches, fifty a machine, a fifth free', () => {
    expect(estimateCost(1_000, usualHabits, fleet).instancesAtPeak).toBe(10);
    expect(estimateCost(1_000, usualHabits, { ...fleet, matchesPerInstance: 20 }).instancesAtPeak).toBe(25);
    expect(estimateCost(1, usualHabits, fleet).instancesAtPeak).toBe(1);
  });

  it('has one machine on demand at least, and Spot machines beyond', () => {
    const hours = (players: number, onDemandShare: number): number =>
      estimateCost(players, usualHabits, { ...fleet, onDemandShare }).parts.fleet;
    const { ON_DEMAND: dear, SPOT: cheap } = prices.fleetHour['c5.large'];
    expect(hours(100, 0)).toBeCloseTo(hoursPerMonth * dear, 6);
    // Ten machines at the peak are four on average.
    expect(hours(1_000, 0.1)).toBeCloseTo(hoursPerMonth * (dear + 3 * cheap), 6);
    expect(hours(1_000, 0.5)).toBeCloseTo(hoursPerMonth * (2 * dear + 2 * cheap), 6);
    expect(hours(1_000, 1)).toBeCloseTo(hoursPerMonth * 4 * dear, 6);
  });

  it('knows the price of every machine in the list, and refuses others with the file to change', () => {
    for (const type of Object.keys(prices.fleetHour))
      expect(fleetHourDollars(type, 'SPOT')).toBeLessThan(fleetHourDollars(type, 'ON_DEMAND') ?? 0);
    expect(() => estimateCost(1, usualHabits, { ...fleet, instanceType: 'x1.huge' })).toThrow(
      'config/prices.ts has no price of x1.huge: add it',
    );
  });

  it("counts DynamoDB's units of a match as the capacity tests measure them", () => {
    const measured = capacityTable();
    for (const [name, { read, write }] of Object.entries(operationUnits))
      expect([name, measured.get(name)?.replace(/^\d+ calls, /, '')]).toEqual([
        name,
        `${read} RCU, ${write} WCU`,
      ]);
    const [quiet, busy] = [usualHabits, { ...usualHabits, commandsPerMatch: 130 }].map(unitsOfMatch);
    expect((busy?.write ?? 0) - (quiet?.write ?? 0)).toBe(100);
    expect(quiet?.write).toBeGreaterThan(70);
  });

  it('of leaderboards by their rate equals docs/leaderboards.md', () => {
    const text = plainTables(
      fs.readFileSync(path.join(findProjectRoot(), 'docs', 'leaderboards.md'), 'utf8'),
    );
    const [whole, decimal, thousands] = [/(\d+)/, /([\d.]+)/, /([\d,]+)/].map(({ source }) => source);
    const cells = [thousands, whole, whole, decimal, whole, decimal, decimal];
    const row = `^\\| ${[...cells, `\\$${thousands}`, `\\$${decimal}`].join(' \\| ')} \\|$`;
    const rows = [...text.matchAll(new RegExp(row, 'gm'))];
    expect(rows.length).toBeGreaterThanOrEqual(6);
    const number = (text = ''): number => Number(text.replaceAll(',', ''));
    for (const [, rate, shards, lanes, rank, page, jump, around, month, million] of rows) {
      const cost = leaderboardCost(number(rate));
      expect([rate, shards, lanes, rank, page, jump, around].map(number)).toEqual([
        cost.updatesPerSecond,
        cost.layout.shards,
        cost.layout.lanes,
        cost.rankReads,
        cost.pageReads,
        cost.jumpReads,
        cost.aroundReads,
      ]);
      expect(number(million)).toBeCloseTo(cost.millionRanksDollars, 2);
      // Whole dollars.
      expect(Math.abs(number(month) - cost.monthDollars)).toBeLessThan(
        Math.max(0.5, 0.0005 * cost.monthDollars),
      );
    }
  });

  it('equals docs/cost.md (npm run cost -- --write)', () => {
    const text = plainTables(fs.readFileSync(path.join(findProjectRoot(), 'docs', 'cost.md'), 'utf8'));
    for (const [title, part] of [
      ['fleet', 'fleet'],
      ['DynamoDB', 'database'],
    ] as const) {
      const row = text.split('\n').find((line) => line.startsWith(`| ${title} |`));
      const dollars = [100, 1_000, 10_000].map((players) => {
        const value = estimateCost(players, usualHabits, fleet).parts[part];
        return `$${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en-US')}`;
      });
      expect(row).toBe(`| ${title} | ${dollars.join(' | ')} |`);
    }
  });
});
