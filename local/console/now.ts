import { type NowDocument, type NowSeries, type WaitsRow } from '../../contract/console/now';
import { isOver, type Ticket } from '../../flexmatch/lifecycle/ticket';
import { type MatchRecord } from '../../store/matches';
import { quantile } from '../quantiles';
import { type Insight } from '../gamelift';
import { isLive } from '../gamelift/sessions/rows';
import { type FaultSwitches } from './faults';
import { type watchInvariants } from './invariants';
import { processesOf } from './match-detail';
import { type MatchList, listedMatch } from './match-list';
import { type PlayerNames } from './player-names';
import { matchmakingOfTicket } from './tickets';
import { shownTime } from './time';

/** Waits are computed from tickets that were matched within this time. */
const sampleSeconds = 600;
/** The number of points in a series, and their interval. */
const points = 60;
const stepSeconds = 5;
/** The number of ended matches that invariants check, newest first. */
const endedLookedAt = 100;
/** The number of matches that are listed. */
const newestMatches = 6;

/** The sources of the first section. */
export interface NowSources {
  readonly insight: Insight;
  readonly list: MatchList;
  readonly names: PlayerNames;
  readonly environment: string;
  readonly region: string;
  /** `<project>-<environment>` (contract/names.ts). */
  readonly prefix: string;
  readonly switches: Pick<FaultSwitches, 'time' | 'events'>;
  /** Active faults, in words. */
  readonly faults: () => readonly string[];
  readonly unwritable: () => string | undefined;
  readonly deadLetters: () => number;
  readonly invariants: ReturnType<typeof watchInvariants>;
}

/** The state of the backend in one document. */
export async function currentState(sources: NowSources): Promise<NowDocument> {
  const { insight, list } = sources;
  const now = insight.clock.now();
  const records = await list.records();
  const tickets = [...insight.tickets()];
  const processes = processesOf(insight);
  const running = records.filter(({ status }) => status === 'active');
  const newest = records.slice(0, newestMatches);
  const named = await sources.names.of(newest.flatMap(({ header }) => header.seats));
  const ended = records.filter(({ status }) => status !== 'active').slice(0, endedLookedAt);
  return {
    environment: sources.environment,
    region: sources.region,
    at: now,
    time: shownTime(sources.switches.time),
    broken: sources.invariants({
      now,
      tickets,
      matches: [...running, ...ended],
      sessions: list.sessions(),
      hosted: new Set(processes.flatMap(({ gameSessionId }) => gameSessionId ?? [])),
      unwritable: sources.unwritable(),
      deadLetters: sources.deadLetters(),
    }),
    faults: sources.faults(),
    eventsHeld: sources.switches.events.held,
    waits: waitsOf(tickets, sources.prefix, now / 1000),
    matches: {
      running: running.length,
      ...lately(records, now),
      newest: newest.map((record) => listedMatch(record, named)),
    },
    capacity: {
      used: [...insight.gameSessions()].filter(({ status }) => isLive(status)).length,
      free: insight
        .fleets()
        .flatMap(({ locations }) => locations)
        .reduce((sum, { freeProcesses }) => sum + freeProcesses, 0),
      memoryBytes: processes.reduce((sum, { residentBytes = 0 }) => sum + residentBytes, 0),
      instances: insight.fleets().flatMap(({ locations }) => locations).length,
      ...slowestOf(processes),
    },
    series: seriesOf(waitingSpans(tickets), runningSpans(records), now / 1000),
  };
}

/** The process that a player waits for longest. */
function slowestOf(processes: ReturnType<typeof processesOf>): Pick<NowDocument['capacity'], 'slowest'> {
  const asked = processes.flatMap(({ processId, answerMs }) =>
    answerMs === undefined ? [] : [{ processId, answerMs: Math.round(answerMs) }],
  );
  const [slowest] = asked.sort((one, other) => other.answerMs - one.answerMs);
  return slowest === undefined ? {} : { slowest };
}

/** Matches that began and that ended in the last minute. */
function lately(records: readonly MatchRecord[], now: number): { begun: number; ended: number } {
  const minute = 60_000;
  return {
    begun: records.filter(({ header }) => now - header.startedAt < minute).length,
    ended: records.filter(({ ending }) => ending !== undefined && now - ending.endedAt < minute).length,
  };
}

/** By matchmaking, in the order of their names. Times are seconds since the epoch. */
export function waitsOf(tickets: readonly Ticket[], prefix: string, now: number): readonly WaitsRow[] {
  const rows = new Map<string, { open: number[]; matched: number[] }>();
  for (const ticket of tickets) {
    if (ticket.backfill !== undefined) continue;
    const key = matchmakingOfTicket(prefix, ticket);
    const row = rows.get(key) ?? { open: [], matched: [] };
    rows.set(key, row);
    const { status, startTime, endTime } = ticket;
    if (!isOver(status)) row.open.push(now - startTime);
    else if (status === 'COMPLETED' && endTime !== undefined && now - endTime < sampleSeconds)
      row.matched.push(endTime - startTime);
  }
  return [...rows]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([matchmaking, { open, matched }]) => ({
      matchmaking,
      waiting: open.length,
      longest: open.length === 0 ? null : Math.max(...open),
      matched: matched.length,
      p50: quantile(matched, 0.5) ?? null,
      p95: quantile(matched, 0.95) ?? null,
    }));
}

/** Epoch seconds between which something is counted; what has not ended ends at Infinity. */
export type CountedSpan = readonly [from: number, to: number];

/** Without backfill tickets: such a ticket belongs to a match, and no player waits for it. */
export const waitingSpans = (tickets: readonly Ticket[]): readonly CountedSpan[] =>
  tickets
    .filter(({ backfill }) => backfill === undefined)
    .map(({ status, startTime, endTime = startTime }) => [startTime, isOver(status) ? endTime : Infinity]);

/** A match that was abandoned has the length 0: it has no time of its end. */
export const runningSpans = (
  records: ReadonlyArray<Pick<MatchRecord, 'header' | 'status' | 'ending'>>,
): readonly CountedSpan[] =>
  records.map(({ header, ending, status }) => [
    header.startedAt / 1000,
    status === 'active' ? Infinity : (ending?.endedAt ?? header.startedAt) / 1000,
  ]);

/** The number of spans that have not ended. */
const openOf = (spans: readonly CountedSpan[]): number => spans.filter(([, to]) => to === Infinity).length;

/**
 * Waiting players' tickets and running matches over the last minutes, computed from stored data without
 * sampling. The last values are those of the present: figures beside a chart say the same.
 * @param now epoch seconds
 */
export function seriesOf(
  waiting: readonly CountedSpan[],
  running: readonly CountedSpan[],
  now: number,
): NowSeries {
  const step = Math.floor(now / stepSeconds) * stepSeconds;
  const at = Array.from({ length: points - 1 }, (_, index) => step - (points - 2 - index) * stepSeconds);
  const count = (spans: readonly CountedSpan[]): readonly number[] => {
    const lately = spans.filter(([, to]) => to >= (at[0] ?? 0));
    const before = at.map((time) => lately.filter(([from, to]) => from <= time && time < to).length);
    return [...before, openOf(lately)];
  };
  return { at: [...at, now].map((time) => time * 1000), waiting: count(waiting), running: count(running) };
}
