/** A pool over time: tickets come, some leave, time passes, and the matchmaker looks. */
import fc from 'fast-check';
import { type PoolTicket } from '../../../../flexmatch';
import { type Game, games } from './rule-sets';
import { tickets } from './tickets';

export interface Step {
  wait: number;
  come: PoolTicket[];
  go: string[];
}
export interface Scenario extends Game {
  steps: Step[];
  seed: number;
  indexes: boolean;
  searchBudget: number | undefined;
  batchSize: number | undefined;
}

/** Fewer tickets where there are more teams, because every assignment is tried. */
const maxTickets = (teams: number): number => [0, 8, 7, 6, 5][Math.min(teams, 4)] ?? 4;

const pace = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ group: 20, waits: [6] }) },
  {
    weight: 1,
    arbitrary: fc.record({
      group: fc.integer({ min: 1, max: 3 }),
      waits: fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }),
    }),
  },
);

export const scenarios: fc.Arbitrary<Scenario> = games.chain((game) => {
  const teams = game.layout.teams.reduce((sum, team) => sum + (team.quantity ?? 1), 0);
  return fc
    .record({
      drawn: tickets(game.layout, maxTickets(teams)),
      pace,
      backs: fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
      leaves: fc.array(fc.constantFrom(false, false, false, false, false, true), {
        minLength: 8,
        maxLength: 8,
      }),
      last: fc.nat(12),
      seed: fc.nat(1000),
      indexes: fc.boolean(),
      searchBudget: fc.constantFrom(undefined, undefined, undefined, 10, 100),
      batchSize: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, 2, 4),
    })
    .map(
      ({
        drawn,
        pace: { group, waits },
        backs,
        leaves,
        last,
        seed,
        indexes,
        searchBudget,
        batchSize,
      }): Scenario => {
        const steps: Step[] = [];
        let now = 5;
        for (let at = 0; at < drawn.length; at += group) {
          const wait = steps.length === 0 ? 5 : (waits[steps.length % waits.length] ?? 0);
          now += steps.length === 0 ? 0 : wait;
          // A ticket that comes back after a failed proposal keeps its start time.
          const come = drawn
            .slice(at, at + group)
            .map((ticket, index) => ({ ...ticket, startTime: now - (backs[at + index] ?? 0) }));
          const earlier = drawn.slice(0, at);
          steps.push({
            wait,
            come,
            go: earlier
              .filter((_, index) => leaves[index] === true && steps.length % 2 === 1)
              .map((ticket) => ticket.ticketId),
          });
        }
        if (last > 3) steps.push({ wait: last, come: [], go: [] });
        return { ...game, steps, seed, indexes, searchBudget, batchSize };
      },
    );
});
