import { type OpenQuestions } from '../../engine-types';
import { type PoolEntry } from '../pool/entry';
import { type Program } from '../program/program';

/**
 * A latency rule at a stage: the maximum latency of its column, with the rule's index among a match's rules.
 */
export interface LatencyLimit {
  readonly rule: number;
  readonly column: number;
  readonly limit: number;
}

/** A numeric batchDistance rule at a stage. */
export interface DistanceLimit {
  readonly rule: number;
  readonly column: number;
  readonly distance: number;
}

/**
 * The two rule types of large matches (guide, "Design a large-match rule set"), in a form for counting
 * instead of evaluating each.
 */
export interface LargeRules {
  readonly latencies: ReadonlyArray<readonly LatencyLimit[]>;
  readonly distances: ReadonlyArray<readonly DistanceLimit[]>;
  /** String columns in which all players of a match are equal. */
  readonly equalStrings: readonly number[];
  readonly inclusive: boolean;
  /** One location has to suit all players, and matches are formed by location. */
  readonly located: boolean;
  /** Tickets are grouped by their fastest location first. */
  readonly fastest: boolean;
}

/** Reads the rules of a large rule set. */
export function largeRules(program: Program, open: OpenQuestions): LargeRules {
  const { columns, stages, ruleSet } = program;
  const types = new Map(columns.attributes.map(({ name, type }) => [name, type]));
  const equalStrings = new Set<number>();
  const latencies = stages.map(({ rules }) =>
    rules.flatMap(({ rule }, index): LatencyLimit[] =>
      rule.type === 'latency'
        ? [
            {
              rule: index,
              column: columns.latencyColumn(rule.partyAggregation),
              limit: rule.maxLatency ?? Infinity,
            },
          ]
        : [],
    ),
  );
  const spans = stages.map(({ rules }) =>
    rules.flatMap(({ rule }, index): DistanceLimit[] => {
      if (rule.type !== 'batchDistance') return [];
      if (types.get(rule.batchAttribute) === 'string') {
        equalStrings.add(columns.stringColumn(rule.batchAttribute));
        return [];
      }
      return [
        {
          rule: index,
          column: columns.numberColumn(rule.batchAttribute, rule.partyAggregation),
          distance: rule.maxDistance ?? 0,
        },
      ];
    }),
  );
  return {
    latencies,
    distances: spans,
    equalStrings: [...equalStrings],
    inclusive: open.latencyInclusive ?? true,
    located: (open.commonLocation ?? true) && latencies.some((limits) => limits.length > 0),
    fastest: ruleSet.algorithm.batchingPreference === 'fastestRegion',
  };
}

/** A ticket as large matches see it. A ticket with one party shares the values of its unit. */
export interface MeasuredTicket {
  readonly entry: PoolEntry;
  /** The equal strings of its players: only tickets with the same key can share a match. */
  readonly key: string;
  /** Average of the balanced attribute over its players. */
  readonly value: number;
  /** Lowest and highest value by number column. */
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  /** Worst latency by latency column and location; absent where one of its players reports none. */
  readonly latencies: ReadonlyArray<ReadonlyArray<number | undefined>>;
  /** The stage under which the groups count it. */
  stage: number;
}

/** Prepares a ticket; undefined when its own players can never share a match. */
export function measured(entry: PoolEntry, program: Program, rules: LargeRules): MeasuredTicket | undefined {
  const { units } = entry;
  const [first] = units;
  if (first === undefined) return undefined;
  const strings: string[] = [];
  for (const column of rules.equalStrings) {
    const value = first.strings[column]?.[0] ?? '';
    if (units.some((unit) => unit.strings[column]?.some((other) => other !== value) === true))
      return undefined;
    strings.push(value);
  }
  const column = program.balanceColumn ?? 0;
  const key = strings.length === 0 ? '' : JSON.stringify(strings);
  if (units.length === 1)
    return {
      entry,
      key,
      value: first.numbers[column] ?? 0,
      lows: first.numbers,
      highs: first.numbers,
      latencies: first.latencies,
      stage: entry.stage,
    };
  const { numbers, latencies } = program.columns;
  const worst = (index: number, location: number): number | undefined => {
    let most = -Infinity;
    for (const unit of units) {
      const latency = unit.latencies[index]?.[location];
      if (latency === undefined) return undefined;
      if (latency > most) most = latency;
    }
    return most;
  };
  return {
    entry,
    key,
    stage: entry.stage,
    value:
      units.reduce((sum, unit) => sum + (unit.numbers[column] ?? 0) * unit.size, 0) / Math.max(1, entry.size),
    lows: numbers.map((_, index) => Math.min(...units.map((unit) => unit.numbers[index] ?? 0))),
    highs: numbers.map((_, index) => Math.max(...units.map((unit) => unit.numbers[index] ?? 0))),
    latencies: latencies.map((_, index) =>
      Array.from({ length: first.latencies[index]?.length ?? 0 }, (__, location) => worst(index, location)),
    ),
  };
}

/**
 * Whether a ticket accepts a location under the latency rules of a stage; location -1: each of its parties
 * accepts some location.
 */
export function acceptsAt(
  ticket: MeasuredTicket,
  location: number,
  stage: number,
  rules: LargeRules,
): boolean {
  const limits = rules.latencies[stage];
  if (limits === undefined) return true;
  for (const limit of limits) if (!withinLimit(ticket, location, limit, rules)) return false;
  return true;
}

/**
 * Whether a ticket accepts a location under one latency rule; location -1: each of its parties accepts some
 * location.
 */
export function withinLimit(
  ticket: MeasuredTicket,
  location: number,
  { column, limit }: LatencyLimit,
  { inclusive }: LargeRules,
): boolean {
  return location === -1
    ? everyPartyAccepts(ticket, column, limit, inclusive)
    : fastEnough(ticket.latencies[column]?.[location], limit, inclusive);
}

function fastEnough(latency: number | undefined, limit: number, inclusive: boolean): boolean {
  return latency !== undefined && (inclusive ? latency <= limit : latency < limit);
}

function everyPartyAccepts(
  ticket: MeasuredTicket,
  column: number,
  limit: number,
  inclusive: boolean,
): boolean {
  return ticket.entry.units.every((unit) =>
    unit.latencies[column]?.some((latency) => fastEnough(latency, limit, inclusive)),
  );
}

/** Rank of a location among the ticket's locations by the first latency column, 1 for the fastest. */
export function rankOf(ticket: MeasuredTicket, location: number): number {
  const own = ticket.latencies[0]?.[location];
  let rank = 1;
  if (own === undefined) return Infinity;
  for (const other of ticket.latencies[0] ?? []) if (other !== undefined && other < own) rank += 1;
  return rank;
}
