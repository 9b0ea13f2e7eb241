/**
 * A second implementation of large matches, for tests. It takes the JSON of a rule set, tries every set of
 * tickets and every placing of its parties, and has no population, window or packing. It is slow and plain on
 * purpose.
 */
import { type PoolTicket } from '../../flexmatch';
import { atAge } from './every-match';
import { type Json } from './every-rule';

interface Side {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}
type Values = readonly number[];

export const sides = (ruleSet: Json): Side[] =>
  ruleSet['teams'].flatMap((team: Json) =>
    (team['quantity'] ?? 1) > 1
      ? Array.from({ length: team['quantity'] }, (_, i) => ({
          name: `${team['name']}_${i + 1}`,
          min: team['minPlayers'],
          max: team['maxPlayers'],
        }))
      : [{ name: team['name'], min: team['minPlayers'], max: team['maxPlayers'] }],
  );

const combineValues = (values: Values, how: string | undefined): number =>
  how === 'min'
    ? Math.min(...values)
    : how === 'max'
      ? Math.max(...values)
      : values.reduce((a, b) => a + b, 0) / values.length;

/** The values that a ticket counts with: one for a party, one for each player of a running session. */
function readValues<T>(ticket: PoolTicket, read: (index: number) => T, combine: (values: T[]) => T): T[] {
  const all = ticket.players.map((_, index) => read(index));
  return ticket.backfill === undefined ? [combine(all)] : all;
}

const attribute = (ruleSet: Json, ticket: PoolTicket, index: number, name: string): unknown =>
  ticket.players[index]?.attributes[name] ??
  ruleSet['playerAttributes'].find((one: Json) => one['name'] === name)?.default;

export const locationsOf = (pool: readonly PoolTicket[]): string[] =>
  [
    ...new Set(
      pool.flatMap((ticket) => ticket.players.flatMap((player) => Object.keys(player.latencyMs ?? {}))),
    ),
  ].sort();

/** Whether a ticket accepts a location under every latency rule of a rule set. */
export function accepts(ticket: PoolTicket, location: string, ruleSet: Json): boolean {
  return ruleSet['rules']
    .filter((rule: Json) => rule['type'] === 'latency')
    .every((rule: Json) =>
      readValues(
        ticket,
        (index) => ticket.players[index]?.latencyMs?.[location] ?? Infinity,
        (all) => (all.includes(Infinity) ? Infinity : combineValues(all, rule['partyAggregation'])),
      ).every((latency) => latency <= rule['maxLatency']),
    );
}

/** Tries every assignment of a set of tickets' parties to teams until one fills every team. */
function packs(tickets: readonly PoolTicket[], teams: readonly Side[]): boolean {
  const loads = teams.map(() => 0);
  for (const ticket of tickets) {
    if (ticket.backfill === undefined) continue;
    for (const player of ticket.players) {
      const team = teams.findIndex((side) => side.name === player.team);
      loads[team] = (loads[team] ?? 0) + 1;
    }
  }
  const parties = tickets
    .filter((ticket) => ticket.backfill === undefined)
    .map((ticket) => ticket.players.length);
  const place = (index: number): boolean => {
    const size = parties[index];
    if (size === undefined)
      return teams.every((team, at) => (loads[at] ?? 0) >= team.min && (loads[at] ?? 0) <= team.max);
    return teams.some((team, at) => {
      if ((loads[at] ?? 0) + size > team.max) return false;
      loads[at] = (loads[at] ?? 0) + size;
      const fits = place(index + 1);
      loads[at] = (loads[at] ?? 0) - size;
      return fits;
    });
  };
  return place(0);
}

/** Whether a set of tickets may be one match at a time, apart from its teams; and in which location. */
export function mayShare(
  tickets: readonly PoolTicket[],
  original: Json,
  now: number,
  additional: number,
): { readonly ruleSet: Json; readonly locations: string[] } | undefined {
  const starts = tickets.map((ticket) => ticket.startTime);
  const ruleSet = atAge(
    original,
    now -
      (original['algorithm'].expansionAgeSelection === 'oldest' ? Math.min(...starts) : Math.max(...starts)),
  );
  const backfills = tickets.filter((ticket) => ticket.backfill !== undefined).length;
  if (backfills > 1 || (backfills === 1 && tickets.length < 2)) return undefined;
  const players = tickets.reduce((sum, ticket) => sum + ticket.players.length, 0);
  const teams = sides(ruleSet);
  if (
    players > teams.reduce((sum, team) => sum + team.max, 0) - additional ||
    players < teams.reduce((sum, team) => sum + team.min, 0)
  )
    return undefined;
  for (const { name } of ruleSet['playerAttributes']) {
    if (
      tickets.some((ticket) =>
        ticket.players.some((_, index) => attribute(ruleSet, ticket, index, name) === undefined),
      )
    )
      return undefined;
  }
  for (const rule of ruleSet['rules']) {
    if (rule['type'] !== 'batchDistance') continue;
    const values = tickets.flatMap((ticket) =>
      ticket.players.map((_, index) => attribute(ruleSet, ticket, index, rule['batchAttribute'])),
    );
    if (typeof values[0] === 'string') {
      if (new Set(values).size > 1) return undefined;
      continue;
    }
    const numbers = tickets.flatMap((ticket) =>
      readValues(
        ticket,
        (index) => Number(attribute(ruleSet, ticket, index, rule['batchAttribute'])),
        (all) => combineValues(all, rule['partyAggregation']),
      ),
    );
    if (Math.max(...numbers) - Math.min(...numbers) > Number(rule['maxDistance'])) return undefined;
  }
  const limited = ruleSet['rules'].some((rule: Json) => rule['type'] === 'latency');
  const locations = limited
    ? locationsOf(tickets).filter((location) => tickets.every((ticket) => accepts(ticket, location, ruleSet)))
    : ['anywhere'];
  return locations.length === 0 || !packs(tickets, teams) ? undefined : { ruleSet, locations };
}

export interface Possible {
  readonly tickets: readonly PoolTicket[];
  readonly players: number;
  readonly locations: readonly string[];
}

/** Every set of tickets that is a match at a time. */
export function everyMatch(
  pool: readonly PoolTicket[],
  ruleSet: Json,
  now: number,
  additional = 0,
): Possible[] {
  const found: Possible[] = [];
  for (let mask = 1; mask < 1 << pool.length; mask += 1) {
    const tickets = pool.filter((_, index) => (mask & (1 << index)) !== 0);
    const share = mayShare(tickets, ruleSet, now, additional);
    if (share !== undefined)
      found.push({
        tickets,
        players: tickets.reduce((sum, ticket) => sum + ticket.players.length, 0),
        locations: share.locations,
      });
  }
  return found;
}

/** Team sizes when this many single players are dealt as the guide says; of equal teams the largest first. */
export function dealtSizes(count: number, teams: readonly Side[]): number[] {
  const loads = teams.map(() => 0);
  const open = (at: number): number => (teams[at]?.max ?? 0) - (loads[at] ?? 0);
  for (let dealt = 0; dealt < count; dealt += 1) {
    const lacking = teams.flatMap((team, at) => ((loads[at] ?? 0) < team.min ? [at] : []));
    const [next] = (lacking.length > 0 ? lacking : teams.map((_, at) => at)).sort(
      (a, b) => open(b) - open(a),
    );
    if (next !== undefined) loads[next] = (loads[next] ?? 0) + 1;
  }
  return loads;
}
