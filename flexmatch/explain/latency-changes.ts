import { type LatencyRule } from '../rule-set/rule-set';
import { type Change } from './change';
import { type Trial } from './trial';

/** Latencies to try when none is known nearby, in milliseconds. */
const usual = [500, 300, 250, 200, 150, 120, 100, 80, 60, 50, 40, 30, 20, 10, 1];
/** Number of locations to try, those that most of the others report first. */
const maxLocations = 12;

/**
 * The latency that this ticket would need in the location with the smallest change.
 * @param mends the latency rule, or the compound rule that names it
 */
export function latencyChanges(trial: Trial, rule: LatencyRule, mends: string): Change[] {
  const others = trial.others().flatMap((ticket) => [...ticket.players]);
  const reports = (location: string): number =>
    others.filter((player) => player.latencyMs?.[location] !== undefined).length;
  const locations = [...trial.program.columns.locations]
    .sort((a, b) => reports(b) - reports(a))
    .slice(0, maxLocations);
  let best: Needed | undefined;
  for (const location of locations) {
    const needed = neededLatency(trial, rule, mends, location);
    if (needed !== undefined && needed.effort < (best?.effort ?? Infinity)) best = needed;
  }
  if (best === undefined) return [];
  const { location, from, to } = best;
  const whose =
    trial.entry.ticket.players.length === 1
      ? `this ticket's latency to ${location} were`
      : `the latency of each player of this ticket to ${location} were`;
  const instead =
    from === undefined
      ? trial.entry.ticket.players.length === 1
        ? ' (it reports none)'
        : ' (not all of them report one)'
      : ` instead of ${from} ms`;
  return [
    {
      kind: 'latency',
      location,
      from,
      to,
      mends,
      text: `${mends} would pass if ${whose} ${to} ms${instead}`,
    },
  ];
}

interface Needed {
  readonly location: string;
  /** The slowest latency of the ticket's players; undefined: not all of them report one. */
  readonly from: number | undefined;
  /** The latency with which the rule passes. */
  readonly to: number;
  /** Size of the change. */
  readonly effort: number;
}

function neededLatency(trial: Trial, rule: LatencyRule, mends: string, location: string): Needed | undefined {
  const { players } = trial.entry.ticket;
  const own = players.flatMap((player) => {
    const value = player.latencyMs?.[location];
    return value === undefined ? [] : [value];
  });
  const from = own.length < players.length || own.length === 0 ? undefined : Math.max(...own);
  const passes = (latency: number): boolean => latency >= 0 && trial.withLatency(location, latency, mends);
  const works = candidatesFor(trial, rule, location, from).find(passes);
  if (works === undefined) return undefined;
  if (from === undefined) return { location, from, to: largest(works, passes), effort: 1_000 };
  const to = passes(from) ? from : boundary(works, from, passes);
  return { location, from, to, effort: Math.abs(from - to) };
}

/** Latencies to try: those of the others, limits of the rule from them, and usual ones; the nearest first. */
function candidatesFor(
  trial: Trial,
  { maxLatency, maxDistance }: LatencyRule,
  location: string,
  from: number | undefined,
): number[] {
  const theirs = trial.others().flatMap(({ players }) =>
    players.flatMap((player) => {
      const value = player.latencyMs?.[location];
      return value === undefined ? [] : [Math.floor(value), Math.ceil(value)];
    }),
  );
  const limits = [maxLatency, maxDistance].flatMap((limit) =>
    limit === undefined
      ? []
      : [limit, ...theirs.map((latency) => latency + limit), ...theirs.map((latency) => latency - limit)],
  );
  return [...new Set([...usual, ...theirs, ...limits.map(Math.floor)])]
    .filter((value) => value >= 0 && value !== from)
    .sort((a, b) => (from === undefined ? b - a : Math.abs(a - from) - Math.abs(b - from) || b - a));
}

/** Between a whole latency that passes and one that does not: the last that passes. */
function boundary(good: number, bad: number, passes: (latency: number) => boolean): number {
  let [low, high] = [good, bad < good ? Math.floor(bad) : Math.ceil(bad)];
  while (Math.abs(high - low) > 1) {
    const middle = Math.floor((low + high) / 2);
    if (passes(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The largest latency above one that passes, as far as all between pass. */
function largest(good: number, passes: (latency: number) => boolean): number {
  const far = 100_000;
  return passes(far) ? good : boundary(good, far, passes);
}
