import { type PlantedBug } from './bug';

/** Defects of the time that players have. */
export const clockBugs: readonly PlantedBug[] = [
  {
    name: 'increment-is-lost',
    oracle: 'clocks sum up',
    within: 40,
    summary: 'a turn of a Fischer clock earns no increment',
    file: 'core/match/clock/seat-clock.ts',
    find: `earns ? rules.control.incrementMs : 0;`,
    replace: `earns ? 0 : 0;`,
  },
  {
    name: 'timeout-comes-early',
    oracle: 'clocks sum up',
    within: 5,
    summary: 'the time of a turn is over a second before its end',
    file: 'core/match/clock/seat-clock.ts',
    find: `clock.runsSince + allowedMs(rules, clock) - clock.spentMs;`,
    replace: `clock.runsSince + allowedMs(rules, clock) - clock.spentMs - 1000;`,
  },
  {
    name: 'clock-begins-again',
    oracle: 'clocks sum up',
    within: 1000,
    summary: 'the time that a turn has taken is forgotten when another server takes over',
    file: 'core/match/clock/clocks.ts',
    find: `{ ...clock, spentMs: usedMs(clock, until), runsSince: now + grace },`,
    replace: `{ ...clock, spentMs: 0, runsSince: now + grace },`,
  },
];
