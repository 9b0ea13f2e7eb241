import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, type PoolTicket, type TicketPlayer } from '../../../flexmatch';
import { assignmentOf, atAge, isMatch } from '../every-match';
import { type Json, type Member } from '../every-rule';
import { parseRules, runs } from './lively-pools';

const skills = 'teams[*].players.attributes[skill]';

/** Refuses most sets of tickets only once they are complete, so searches get long. */
const fair = {
  name: 'Fair',
  type: 'distance',
  measurements: ['avg(teams[red].players.attributes[skill])'],
  referenceValue: 'avg(teams[blue].players.attributes[skill])',
};

/** Averages of parties, and of two to four multiples of this, are exact. */
const grain = 15 / 32;

const game = fc
  .record({
    centre: fc.constantFrom(
      `avg(flatten(${skills}))`,
      `median(flatten(${skills}))`,
      `avg(avg(${skills}))`,
      `avg(median(${skills}))`,
    ),
    flat: fc.boolean(),
    most: fc.constantFrom(1, 2, 3, 4).map((grains) => grains * grain),
    step: fc.constantFrom(
      { waitTimeSeconds: 5, value: 5 * grain },
      { waitTimeSeconds: 500, value: 75 * grain },
    ),
    partyAggregation: fc.constantFrom('avg', 'min', 'max'),
    age: fc.constantFrom('newest', 'oldest'),
    red: fc.constantFrom(1, 2, 2),
    blue: fc.constantFrom(0, 1, 2, 2, 2),
    also: fc.constantFrom(
      undefined,
      { ...fair, maxDistance: 0 },
      { ...fair, maxDistance: grain },
      { ...fair, minDistance: 4 * grain },
      { name: 'Batch', type: 'batchDistance', batchAttribute: 'level', maxDistance: 2 * grain },
      {
        name: 'Other',
        type: 'distance',
        measurements: ['flatten(teams[*].players.attributes[level])'],
        referenceValue: 'median(flatten(teams[*].players.attributes[level]))',
        maxDistance: 2 * grain,
      },
    ),
  })
  .map(({ centre, flat, most, step, partyAggregation, age, red, blue, also }): Json => ({
    playerAttributes: [
      { name: 'skill', type: 'number' },
      { name: 'level', type: 'number' },
    ],
    algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: age },
    teams: [
      { name: 'red', minPlayers: red, maxPlayers: 2 },
      { name: 'blue', minPlayers: blue, maxPlayers: 2 },
    ],
    rules: [
      {
        name: 'Near',
        type: 'distance',
        measurements: [flat ? `flatten(${skills})` : skills],
        referenceValue: centre,
        maxDistance: most,
        partyAggregation,
      },
      ...(also === undefined ? [] : [also]),
    ],
    expansions: [{ target: 'rules[Near].maxDistance', steps: [step] }],
  }));

const crowd = fc
  .array(
    fc.record({
      startTime: fc.constantFrom(0, 2, 6),
      skill: fc.constantFrom(0, 1, 2, 5, 6, 7, 8, 9, 13, 14, 15, 16),
      spread: fc.constantFrom(0, 2, 8),
      level: fc.integer({ min: 0, max: 6 }),
      size: fc.constantFrom(1, 1, 1, 2),
      team: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'none', 'red', 'blue'),
    }),
    { minLength: 20, maxLength: 30 },
  )
  .map((people) =>
    people.map(({ startTime, skill, spread, level, size, team }, id): PoolTicket => ({
      ticketId: `t${id}`,
      startTime,
      ...(team === 'none' ? {} : { backfill: {} }),
      players: Array.from({ length: size }, (_, member) => ({
        playerId: `p${id}-${member}`,
        attributes: { skill: (skill - 8 + spread * member) * grain, level: (level - 3) * grain },
        ...(team === 'none' ? {} : { team }),
      })),
    })),
  );

/** Whether two values within the rule's longest distance of the same number can be so far apart. */
function areFar(tickets: readonly PoolTicket[], ruleSet: Json): boolean {
  const lows = tickets.map(({ players }) => Math.min(...players.map(skillOf)));
  const highs = tickets.map(({ players }) => Math.max(...players.map(skillOf)));
  return Math.max(...lows) - Math.min(...highs) > 2 * atAge(ruleSet, 8).rules[0].maxDistance;
}

const skillOf = ({ attributes }: TicketPlayer): number => Number(attributes['skill']);

/** Some match of tickets in a pool, found by trying every set of up to four players on every team. */
function someMatch(pool: readonly PoolTicket[], ruleSet: Json, now: number): string[] | undefined {
  const join = (
    from: number,
    tickets: readonly PoolTicket[],
    members: readonly Member[],
  ): string[] | undefined => {
    const teams = new Map(
      ['red', 'blue'].map((name): [string, Member[]] => [name, members.filter(({ team }) => team === name)]),
    );
    if ([...teams.values()].some(({ length }) => length > 2)) return undefined;
    if (tickets.length > 0 && areFar(tickets, ruleSet)) return undefined;
    if (isMatch({ tickets: [...tickets], teams }, ruleSet, now))
      return tickets.map(({ ticketId }) => ticketId);
    for (const [index, ticket] of pool.entries()) {
      if (index < from || members.length + ticket.players.length > 4) continue;
      for (const team of ticket.backfill === undefined ? ['red', 'blue'] : ['']) {
        const joined = ticket.players.map((player, place) => ({
          ticket,
          index: place,
          team: player.team ?? team,
        }));
        const found = join(index + 1, [...tickets, ticket], [...members, ...joined]);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  return join(0, [], []);
}

export function centres(): void {
  describe('rules that keep every player near the average or the median of the match', () => {
    it('leave no match behind, and form only valid ones', () => {
      fc.assert(
        fc.property(game, crowd, fc.boolean(), (body, pool, indexes) => {
          const matchmaker = createMatchmaker(parseRules(body), { seed: 3, indexes });
          for (const now of [6, 8]) {
            for (const ticket of pool)
              if (now === 6 ? ticket.startTime < 6 : ticket.startTime === 6) matchmaker.add(ticket);
            const { matches, budgetEnded } = matchmaker.tick(now);
            expect(budgetEnded).toBe(false);
            for (const match of matches) expect(isMatch(assignmentOf(match, pool), body, now)).toBe(true);
          }
          const left = pool.filter(({ ticketId }) => matchmaker.has(ticketId));
          expect(someMatch(left, body, 8)).toBeUndefined();
        }),
        { numRuns: runs },
      );
    });

    const trios = (centre: string): Json => ({
      playerAttributes: [{ name: 'skill', type: 'number' }],
      algorithm: { strategy: 'exhaustiveSearch' },
      teams: [{ name: 'side', minPlayers: 3, maxPlayers: 3, quantity: 2 }],
      rules: [
        {
          name: 'Near',
          type: 'distance',
          measurements: [`flatten(${skills})`],
          referenceValue: `${centre}(flatten(${skills}))`,
          maxDistance: 400,
        },
      ],
    });
    const single = (skill: number, id: number): PoolTicket => ({
      ticketId: `t${id}`,
      startTime: 0,
      players: [{ playerId: `p${id}`, attributes: { skill } }],
    });

    /** The first is 800 away from the next three, and nearer to the others. */
    const around = (turned: boolean): PoolTicket[] =>
      [0, ...Array.from({ length: 30 }, (_, place) => (place < 3 ? 800 : 800 - place))].map((skill, id) =>
        single(turned ? 800 - skill : skill, id),
      );

    it.each([
      ['avg', false],
      ['avg', true],
      ['median', false],
      ['median', true],
    ] as const)(
      'find the match whose ends are just within the distance: %s, turned: %s',
      (centre, turned) => {
        const matchmaker = createMatchmaker(parseRules(trios(centre)), { seed: 1 });
        const [first, ...others] = around(turned);
        if (first === undefined) throw new Error('no tickets');
        const last = [31, 32].map((id) => single(turned ? 800 : 0, id));
        for (const ticket of [first, ...others, ...last]) matchmaker.add(ticket);
        const { matches, budgetEnded } = matchmaker.tick(1);
        expect(budgetEnded).toBe(false);
        expect(matches.find(({ ticketIds }) => ticketIds.includes('t0'))?.ticketIds).toEqual(
          expect.arrayContaining(['t0', 't31', 't32']),
        );
      },
    );

    it('prove that a ticket has no match without trying every set of tickets', () => {
      const matchmaker = createMatchmaker(parseRules(trios('avg')), { seed: 1 });
      for (const ticket of around(false)) matchmaker.add(ticket);
      expect(matchmaker.tick(1).budgetEnded).toBe(false);
      expect(matchmaker.has('t0')).toBe(true);
    });
  });
}
