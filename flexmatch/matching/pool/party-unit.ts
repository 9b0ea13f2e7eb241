import { type TicketPlayer, type AttributeValue } from '../../engine-types';
import { type Program } from '../program/program';
import { type Unit, maxDenseLocations } from '../../roster/unit';
import { type NumberAggregation } from '../../rule-set/rule-set';

export function makeUnit(
  players: readonly TicketPlayer[],
  values: readonly PartyValues[],
  fixedSlot: number,
  program: Program,
): Unit {
  const { columns } = program;
  return {
    size: players.length,
    playerIds: players.map((player) => player.playerId),
    weight: program.partyOnce ? 1 : players.length,
    numbers: columns.numbers.map(({ attribute, aggregation }) =>
      aggregate(
        values.map((value) => numberOf(value.get(attribute))),
        aggregation,
      ),
    ),
    ownNumbers:
      columns.ownNumbers.length === 0
        ? nothing
        : columns.ownNumbers.map((attribute) => values.map((value) => numberOf(value.get(attribute)))),
    strings:
      columns.strings.length === 0
        ? nothing
        : columns.strings.map((attribute) => {
            const own = values.map((value) => stringOf(value.get(attribute)));
            return program.partyOnce ? [...new Set(own)] : own;
          }),
    lists:
      columns.lists.length === 0
        ? nothing
        : columns.lists.map(({ attribute, aggregation }) =>
            combine(
              values.map((value) => listOf(value.get(attribute))),
              aggregation,
            ),
          ),
    latencies:
      columns.latencies.length === 0
        ? emptyLatencies
        : columns.latencies.map((aggregation) => partyLatencies(players, aggregation, program)),
    fixedSlot,
  };
}

const numberOf = (value: AttributeValue | undefined): number => (typeof value === 'number' ? value : 0);

const stringOf = (value: AttributeValue | undefined): string => (typeof value === 'string' ? value : '');

function listOf(value: AttributeValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A party's number: the minimum, maximum or average of its members'. */
export function aggregate(values: readonly number[], aggregation: NumberAggregation): number {
  const [first = 0] = values;
  if (values.length === 1) return first;
  switch (aggregation) {
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'avg':
      return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  }
}

function combine(
  lists: ReadonlyArray<readonly string[]>,
  aggregation: 'union' | 'intersection',
): readonly string[] {
  const [first = []] = lists;
  // Repeated values are ignored (AttributeValue, SL); most lists have none and are kept as they are.
  if (lists.length === 1)
    return first.length < 2 || new Set(first).size === first.length ? first : [...new Set(first)];
  if (aggregation === 'union') return [...new Set(lists.flat())];
  return lists.reduce<readonly string[]>(
    (common, list) => common.filter((value) => list.includes(value)),
    [...new Set(first)],
  );
}

/** A location counts for a party when every member reports it. */
function partyLatencies(
  players: readonly TicketPlayer[],
  aggregation: NumberAggregation,
  program: Program,
): ReadonlyArray<number | undefined> {
  const [first] = players;
  const out: Array<number | undefined> = [];
  for (const [name, latency] of Object.entries(first?.latencyMs ?? {})) {
    const all =
      players.length === 1
        ? [latency]
        : players.flatMap((player) => {
            const value = player.latencyMs?.[name];
            return value === undefined ? [] : [value];
          });
    if (all.length !== players.length) continue;
    const index = program.columns.locationColumn(name);
    // no holes: dense arrays are fast
    if (index < maxDenseLocations) while (out.length < index) out.push(undefined);
    out[index] = aggregate(all, aggregation);
  }
  return out;
}

export const emptyLatencies: ReadonlyArray<ReadonlyArray<number | undefined>> = [];

/** Shared by all tickets without values: a hundred thousand empty lists would use noticeable memory. */
export const nothing: readonly never[] = [];

/** The value of a party for each attribute, by its name. */
export type PartyValues = ReadonlyMap<string, AttributeValue>;
