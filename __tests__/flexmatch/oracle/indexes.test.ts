import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, type PoolTicket } from '../../../flexmatch';
import { type Game, games } from './arbitraries/rule-sets';
import { tickets } from './arbitraries/tickets';
import { parseRules } from './parsed';
import { tries } from '../../../testing/effort';

const runs = tries(100);

/** Pools of up to thirty tickets, too large to try every lineup. */
const crowds = games.chain((game) =>
  fc.record({
    game: fc.constant(game),
    groups: fc.array(tickets(game.layout, 8), { minLength: 2, maxLength: 4 }),
    now: fc.integer({ min: 3, max: 12 }),
    seed: fc.nat(100),
  }),
);

/**
 * Eight tickets arrive between two looks; the last look comes some seconds later. Undefined: the budget ran
 * out, so a match may have been missed.
 */
function play(
  game: Game,
  pool: readonly PoolTicket[],
  now: number,
  seed: number,
  indexes: boolean,
): unknown[] | undefined {
  const { additionalPlayerCount, ...openQuestions } = game.reading;
  const matchmaker = createMatchmaker(parseRules(game.ruleSet), {
    seed,
    indexes,
    additionalPlayerCount,
    openQuestions: { ...openQuestions, fill: game.fill },
    searchBudget: 4_000,
  });
  let ended = false;
  const look = (at: number): unknown => {
    const { matches, budgetEnded } = matchmaker.tick(at);
    ended ||= budgetEnded;
    return matches.map(({ teams, ticketIds, locations }) => ({ teams, ticketIds, locations }));
  };
  const outcomes = pool.flatMap((ticket, index) => {
    matchmaker.add(ticket);
    return index % 8 === 7 ? [look(now)] : [];
  });
  outcomes.push(look(now + 4));
  return ended ? undefined : outcomes;
}

describe('the indexes of the pool', () => {
  it('change no answer, and the same seed gives the same answer again', () => {
    fc.assert(
      fc.property(crowds, ({ game, groups, now, seed }) => {
        const pool = groups.flatMap((group, at) =>
          group.map((ticket, index) => ({
            ...ticket,
            ticketId: `g${at}-${ticket.ticketId}`,
            startTime: (index * 7 + at) % 4,
            players: ticket.players.map((player) => ({ ...player, playerId: `g${at}-${player.playerId}` })),
          })),
        );
        const indexed = play(game, pool, now, seed, true);
        const plain = play(game, pool, now, seed, false);
        if (plain !== undefined && indexed !== undefined) expect(plain).toEqual(indexed);
        expect(play(game, pool, now, seed, true)).toEqual(indexed);
      }),
      { numRuns: runs },
    );
  });
});
