import { type ConsoleMatchDetail, type LogEntryRow, type MatchSession } from '../../contract/console/matches';
import { type Json } from '../../core/json';
import { messageOf } from '../../core/message-of';
import { type MatchId } from '../../core/ids';
import { type LogEntry } from '../../core/match/log';
import { hostingEvent } from '../../core/match/views';
import { type Backend } from '../../definition';
import { type MatchRecord } from '../../store/matches';
import { type Insight } from '../gamelift';
import { type GameSessionRow } from '../gamelift/sessions/rows';
import { type MatchList, listedMatch } from './match-list';
import { foldedMoment, statesOf } from './match-moment';
import { newestPlacement } from './placement';
import { type PlayerNames } from './player-names';
import { type ConsoleTables } from './tables';

/** The number of cached logs, so that a watched match is not read again every second. */
const maxLogs = 20;

/** Logs that were read before: entries never change, so only newer ones are requested. */
export class LogCache {
  readonly #tables: ConsoleTables;
  readonly #logs = new Map<string, readonly LogEntry[]>();

  constructor(tables: ConsoleTables) {
    this.#tables = tables;
  }

  async of(id: MatchId): Promise<readonly LogEntry[]> {
    const known = this.#logs.get(id) ?? [];
    const newer = await this.#tables.match.log(id, known.at(-1)?.sequence ?? 0);
    const log = newer.length === 0 ? known : [...known, ...newer];
    this.#logs.delete(id);
    this.#logs.set(id, log);
    const [oldest] = this.#logs.keys();
    if (this.#logs.size > maxLogs && oldest !== undefined) this.#logs.delete(oldest);
    return log;
  }
}

/** The sources of a match: its rows, its processes and their logs. */
export interface MatchDetailSources {
  readonly backend: () => Backend;
  readonly insight: Insight;
  readonly list: MatchList;
  readonly logs: LogCache;
  readonly names: PlayerNames;
  readonly tables: ConsoleTables;
  readonly now: () => number;
}

/**
 * A match after an entry of its log.
 * @param at sequence number of the entry; absent, or beyond the log: the newest
 * @returns undefined when the match is unknown
 */
export async function matchDetail(
  sources: MatchDetailSources,
  id: MatchId,
  at: number | undefined,
): Promise<ConsoleMatchDetail | undefined> {
  const [record, log] = await Promise.all([sources.tables.match.get(id), sources.logs.of(id)]);
  if (record === undefined) return undefined;
  const { header } = record;
  const named = await sources.names.of(header.seats);
  return {
    ...listedMatch(record, named),
    options: header.options,
    rated: header.rated,
    rulesVersion: header.rulesVersion,
    seed: header.seed,
    attempt: record.hosting.attempt,
    epoch: record.ownerEpoch,
    entries: log.map(logRow),
    ...moment(sources, record, log, Math.min(at ?? log.length, log.length)),
    sessions: (sources.list.sessions().get(id) ?? []).map((session) =>
      shownSession(sources.insight, session),
    ),
    ticketIds: [...sources.insight.tickets()]
      .filter((ticket) => ticket.matchId === id)
      .map(({ ticketId }) => ticketId),
    ...pendingPlacement(sources.insight, record),
  };
}

/** Why a match that is to run has no place yet. */
function pendingPlacement(
  insight: Insight,
  { header, status, hosting }: MatchRecord,
): Pick<ConsoleMatchDetail, 'placement'> {
  if (status !== 'active' || hosting.kind !== 'placing') return {};
  const placement = newestPlacement(insight, header.matchId);
  return placement === undefined ? {} : { placement };
}

/**
 * The states of a match after each entry of its log.
 * @returns undefined when there is no such match, or no such game
 */
export async function statesOfMatch(
  { backend, tables, logs }: MatchDetailSources,
  id: MatchId,
): Promise<readonly Json[] | undefined> {
  const [record, log] = await Promise.all([tables.match.get(id), logs.of(id)]);
  const game = record && backend().games.get(record.header.game);
  return record === undefined || game === undefined ? undefined : statesOf(game, record.header, log);
}

/** The rules' views, or the reason why the rules failed. */
function moment(
  { backend, now }: MatchDetailSources,
  { header, ending }: MatchRecord,
  log: readonly LogEntry[],
  at: number,
): Pick<ConsoleMatchDetail, 'moment' | 'failure'> {
  const game = backend().games.get(header.game);
  if (game === undefined) return { failure: `this backend has no game ${header.game}` };
  try {
    return { moment: foldedMoment(game, header, log, at, ending?.endedAt ?? now()) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** An entry as pages show it. */
export function logRow(entry: LogEntry): LogEntryRow {
  if (entry.kind !== 'command') return hostingEvent(entry);
  const { sequence, at, seat, action, lagMs } = entry;
  return { sequence, at, seat, action, ...(lagMs === undefined ? {} : { lagMs }) };
}

function shownSession(insight: Insight, session: GameSessionRow): MatchSession {
  const { gameSessionId, status, creationTime, terminationTime, ended, processId } = session;
  const process = processesOf(insight).find((running) => running.gameSessionId === gameSessionId);
  return {
    gameSessionId,
    status,
    since: creationTime * 1000,
    ...(terminationTime === undefined ? {} : { endedAt: terminationTime * 1000 }),
    ...(ended === undefined ? {} : { ended }),
    ...(processId === undefined ? {} : { processId }),
    ...(process?.pid === undefined ? {} : { pid: process.pid }),
    ...(process?.residentBytes === undefined ? {} : { memoryBytes: process.residentBytes }),
  };
}

/** The script processes of all fleets. */
export function processesOf(insight: Insight) {
  return insight
    .fleets()
    .flatMap(({ fleetId, locations }) =>
      locations.flatMap(({ location, host }) =>
        host.processes().map((process) => ({ fleetId, location, ...process })),
      ),
    );
}
