/** Tickets of one to three players, including parties, running sessions, and some that can never match. */
import fc from 'fast-check';
import { type AttributeValue, type PoolTicket, type TicketPlayer } from '../../../../flexmatch';
import { latencyUnit, maps, roles, unit } from './attributes';
import { type Layout } from './teams';

const number = fc.integer({ min: 0, max: 4 }).map((value) => value * unit);
const latency = fc.constantFrom(1, 2, 3).map((value) => value * latencyUnit);
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 5 });

const person = fc.record({
  skill: number,
  level: some(number),
  role: fc.constantFrom(...roles),
  maps: some(
    fc.oneof(
      { weight: 9, arbitrary: fc.subarray(maps) },
      { weight: 1, arbitrary: fc.constant(['b', 'b', 'a']) },
    ),
  ),
  blocked: some(fc.integer({ min: 0, max: 7 })),
  east: some(latency),
  west: some(latency),
  north: latency,
  team: fc.nat(5),
});
const flaws = [
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'no role',
  'text as skill',
  'no latency',
  'something more',
] as const;

export interface Drawn {
  ticket: Omit<PoolTicket, 'ticketId' | 'startTime'>;
  back: number;
}

/** @param index makes the player ids; the ticket's id follows the arrival */
function makeTicket(
  index: number,
  drawn: {
    people: Array<typeof person extends fc.Arbitrary<infer P> ? P : never>;
    backfill: boolean;
    league: string | undefined;
    prefs: number[] | undefined;
    flaw: (typeof flaws)[number];
  },
  layout: Layout,
): PoolTicket['players'] {
  return drawn.people.map((one, place): TicketPlayer => {
    const values: Record<string, AttributeValue | undefined> = {
      skill: drawn.flaw === 'text as skill' && place === 0 ? 'high' : one.skill,
      level: one.level,
      role: drawn.flaw === 'no role' && place === 0 ? undefined : one.role,
      league: drawn.league,
      maps: one.maps,
      blocks: one.blocked === undefined ? undefined : [`p${one.blocked}-0`],
      prefs:
        drawn.prefs === undefined
          ? undefined
          : Object.fromEntries(maps.map((map, at) => [map, Number(drawn.prefs?.[at])])),
      colour: drawn.flaw === 'something more' ? 'green' : undefined,
    };
    const latencies = Object.entries({ east: one.east, west: one.west, north: one.north }).flatMap(
      ([name, value]) => (value === undefined ? [] : [[name, value] as const]),
    );
    return {
      playerId: `p${index}-${place}`,
      attributes: Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
      ...(drawn.flaw === 'no latency' && place === 0 ? {} : { latencyMs: Object.fromEntries(latencies) }),
      ...(drawn.backfill ? { team: layout.names[one.team % layout.names.length] ?? '' } : {}),
    };
  });
}

const ticket = fc.record({
  people: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(person).map((one) => [...one]) },
    { weight: 1, arbitrary: fc.array(person, { minLength: 2, maxLength: 3 }) },
  ),
  backfill: fc.constantFrom(false, false, false, false, true),
  league: some(fc.constantFrom('gold', 'silver')),
  // The values of a map differ, so that the lowest and the highest have one key each.
  prefs: some(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 3, maxLength: 3 })),
  flaw: fc.constantFrom(...flaws),
});

/**
 * Tickets in order of arrival; ids and player ids count up. The caller sets start times when it adds them.
 */
export const tickets = (layout: Layout, most: number): fc.Arbitrary<Array<Omit<PoolTicket, 'startTime'>>> =>
  fc.array(ticket, { minLength: 1, maxLength: most }).map((list) =>
    list.map((drawn, index) => ({
      ticketId: `t${index}`,
      players: makeTicket(index, drawn, layout),
      ...(drawn.backfill ? { backfill: {} } : {}),
    })),
  );
