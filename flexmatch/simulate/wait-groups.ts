import { at } from '../at';
import { numberAttributes } from './match-record';
import { type WaitGroup } from './report';
import { type Run, type TicketMeasures } from './run-types';
import { percentile, shareOf } from './statistics';

/** Minimum number of tickets for a split into the lowest tenth, the middle and the highest tenth. */
const leastForBands = 50;
/** Minimum number of tickets for a split into deciles. */
const leastForDeciles = 200;

/** A way to group tickets. */
interface Grouping {
  readonly by: string;
  /** The group of a ticket; undefined: none. */
  readonly groupOf: (ticket: TicketMeasures) => string | undefined;
  /** All groups in order, also those without tickets. Absent: the groups that occur, by name. */
  readonly order?: readonly string[];
}

/**
 * Waiting times by home region, by party size, by hour, and by the position of a ticket in each number
 * attribute. A grouping that all tickets are equal in is left out.
 */
export function groupsOf(run: Run): WaitGroup[] {
  const groupings: Grouping[] = [
    { by: 'region', groupOf: ({ region }) => region },
    { by: 'party size', groupOf: ({ size }) => String(size) },
    { by: 'hour', groupOf: ({ hour }) => `${String(hour).padStart(2, '0')}:00` },
    ...numberAttributes(run.ruleSet).flatMap(({ name }, index) => byNumber(name, index, run)),
  ];
  return groupings.flatMap((grouping) => waitGroup(grouping, run.tickets));
}

function waitGroup(
  { by, groupOf, order }: Grouping,
  tickets: readonly TicketMeasures[],
): WaitGroup | readonly [] {
  const groups = new Map<string, TicketMeasures[]>(order?.map((name) => [name, []]));
  for (const ticket of tickets) {
    const name = groupOf(ticket);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [ticket]);
    else group.push(ticket);
  }
  if (groups.size < 2) return [];
  const names = order ?? [...groups.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return { by, rows: names.map((name) => rowOf(name, groups.get(name) ?? [])) };
}

function rowOf(name: string, tickets: readonly TicketMeasures[]): WaitGroup['rows'][number] {
  const waits = tickets
    .filter(({ outcome }) => outcome === 'matched')
    .map(({ waitSeconds }) => waitSeconds)
    .sort((a, b) => a - b);
  const timedOut = tickets.filter(({ outcome }) => outcome === 'timed-out').length;
  return {
    name,
    arrived: tickets.length,
    matchedShare: shareOf(waits.length, tickets.length),
    timedOutShare: shareOf(timedOut, tickets.length),
    p50: percentile(waits, 0.5),
    p95: percentile(waits, 0.95),
    p99: percentile(waits, 0.99),
  };
}

const rounded = (value: number): string => String(Math.round(value * 10) / 10);

/** The groupings by a number attribute for which there are enough tickets. @param index of the attribute */
function byNumber(name: string, index: number, run: Run): Grouping[] {
  const sorted = run.tickets
    .map(({ numbers }) => numbers[index])
    .filter((value) => value !== undefined)
    .sort((a, b) => a - b);
  const low = percentile(sorted, 0.1);
  const high = percentile(sorted, 0.9);
  if (!(low < high) || sorted.length < leastForBands) return [];
  const bands = [
    `lowest tenth (below ${rounded(low)})`,
    `middle (${rounded(low)} to ${rounded(high)})`,
    `highest tenth (above ${rounded(high)})`,
  ] as const;
  const byBand: Grouping = {
    by: name,
    groupOf: ({ numbers }) => {
      const value = numbers[index];
      return value === undefined ? undefined : value < low ? bands[0] : value > high ? bands[2] : bands[1];
    },
    order: bands,
  };
  return sorted.length < leastForDeciles ? [byBand] : [byBand, byDecile(name, index, sorted)];
}

function byDecile(name: string, index: number, sorted: readonly number[]): Grouping {
  const edges = Array.from({ length: 9 }, (_, place) => percentile(sorted, (place + 1) / 10));
  const range = (place: number): string => {
    if (place === 0) return `up to ${rounded(at(edges, 0))}`;
    if (place === 9) return `above ${rounded(at(edges, 8))}`;
    return `${rounded(at(edges, place - 1))} to ${rounded(at(edges, place))}`;
  };
  const names = Array.from({ length: 10 }, (_, place) => `${place + 1}: ${range(place)}`);
  return {
    by: `deciles of ${name}`,
    groupOf: ({ numbers }) => {
      const value = numbers[index];
      if (value === undefined) return undefined;
      const place = edges.findIndex((edge) => value <= edge);
      return names[place === -1 ? 9 : place];
    },
    order: names,
  };
}
