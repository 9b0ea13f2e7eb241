import { type ConsoleList } from '../../contract/console/lists';
import { type ConsoleMatchRow } from '../../contract/console/matches';
import { type ConsolePlayer } from '../../contract/console/console-player';
import { idPatterns, matchId, type MatchId } from '../../core/ids';
import { outcomesOf } from '../../core/results';
import { type MatchRecord } from '../../store/matches';
import { type Insight } from '../gamelift';
import { type PlacementRow } from '../gamelift/placement/rows';
import { type GameSessionRow } from '../gamelift/sessions/rows';
import { matchIdOf } from '../realtime/fleet/session-match';
import { folded, hasText } from './name-search';
import { type PlayerNames } from './player-names';
import { type ConsoleTables } from './tables';

/** Matches are read again after this. */
const keptMs = 800;
/** The number of matches in lists: the newest. */
const maxMatches = 2000;

/** A row does not change, a changed session has a new one, and its matchmaker data are long. */
const matchOfRow = new WeakMap<GameSessionRow, { readonly matchId: MatchId | undefined }>();

/** The match of a game session, from its matchmaker data or from a later placement. */
export function matchOfSession(session: GameSessionRow): MatchId | undefined {
  const known = matchOfRow.get(session);
  if (known !== undefined) return known.matchId;
  const { matchmakerData, gameSessionData } = session;
  const matchId = matchIdOf({ MatchmakerData: matchmakerData, GameSessionData: gameSessionData });
  matchOfRow.set(session, { matchId });
  return matchId;
}

/** The match that a placement is for: of a ticket, or one that its players arranged. */
export function matchOfPlacement({
  matchId: ofTicket,
  matchmakerData = '',
  gameSessionData = '',
}: PlacementRow): string | undefined {
  return ofTicket ?? matchIdOf({ MatchmakerData: matchmakerData, GameSessionData: gameSessionData });
}

/** The query of a list of matches. */
export interface MatchQuestion {
  readonly game?: string;
  readonly status?: string;
  /** Part of a player's name, or an id. */
  readonly player?: string;
  readonly from: number;
  readonly count: number;
}

/** The matches of the game sessions and placements that GameLift remembers, from their rows. */
export class MatchList {
  readonly #insight: Pick<Insight, 'gameSessions' | 'placements'>;
  readonly #tables: Pick<ConsoleTables, 'matches'>;
  readonly #names: PlayerNames;
  /** Requests at the same time read the matches once. */
  #read: { readonly at: number; readonly records: Promise<readonly MatchRecord[]> } | undefined;
  /** Ended matches do not change, and are read once. */
  readonly #ended = new Map<string, MatchRecord>();

  constructor(
    insight: Pick<Insight, 'gameSessions' | 'placements'>,
    tables: Pick<ConsoleTables, 'matches'>,
    names: PlayerNames,
  ) {
    this.#insight = insight;
    this.#tables = tables;
    this.#names = names;
  }

  /** Sessions by match, newest match first, and within it newest session first. */
  sessions(): ReadonlyMap<MatchId, readonly GameSessionRow[]> {
    const found = new Map<MatchId, GameSessionRow[]>();
    for (const session of [...this.#insight.gameSessions()].reverse()) {
      const id = matchOfSession(session);
      if (id === undefined) continue;
      const known = found.get(id);
      if (known !== undefined) known.push(session);
      else if (found.size < maxMatches) found.set(id, [session]);
    }
    return found;
  }

  /** Every known match, newest first, at most a second old. */
  records(): Promise<readonly MatchRecord[]> {
    const now = performance.now();
    if (this.#read === undefined || now - this.#read.at > keptMs) {
      const records = this.#newest();
      this.#read = { at: now, records };
      // Failures are not cached.
      records.catch(() => {
        this.#read = undefined;
      });
    }
    return this.#read.records;
  }

  async #newest(): Promise<readonly MatchRecord[]> {
    const ids = [...new Set([...this.sessions().keys(), ...this.#placed()])];
    const open = ids.filter((id) => !this.#ended.has(id));
    const read = new Map<string, MatchRecord>();
    for (const record of await this.#tables.matches(open)) {
      const { matchId: id } = record.header;
      if (record.status === 'active') read.set(id, record);
      else this.#ended.set(id, record);
    }
    if (this.#ended.size > 2 * maxMatches) {
      const known = new Set<string>(ids);
      for (const id of this.#ended.keys()) if (!known.has(id)) this.#ended.delete(id);
    }
    return ids
      .map((id) => this.#ended.get(id) ?? read.get(id))
      .filter((record) => record !== undefined)
      .sort((one, other) => other.header.startedAt - one.header.startedAt);
  }

  /** Matches with a placement: one that waits for its first place has no game session yet. */
  #placed(): readonly MatchId[] {
    return [...this.#insight.placements()]
      .reverse()
      .flatMap((placement) => matchOfPlacement(placement) ?? [])
      .flatMap((id) => (idPatterns.matchId.test(id) ? matchId(id) : []))
      .slice(0, maxMatches);
  }

  async page(question: MatchQuestion): Promise<ConsoleList<ConsoleMatchRow>> {
    const { game, status, player, from, count } = question;
    let records = await this.records();
    if (game !== undefined) records = records.filter(({ header }) => header.game === game);
    if (status !== undefined) records = records.filter((record) => record.status === status);
    if (player !== undefined) {
      const named = await this.#names.of(records.flatMap(({ header }) => header.seats));
      const wanted = folded(player);
      records = records.filter(({ header: { seats, matchId: id } }) =>
        hasText(wanted, { ids: [id, ...seats], names: seats.map((seat) => named(seat).name) }),
      );
    }
    const shown = records.slice(from, from + count);
    const named = await this.#names.of(shown.flatMap(({ header }) => header.seats));
    return { total: records.length, from, rows: shown.map((record) => listedMatch(record, named)) };
  }
}

/** A match as lists show it. */
export function listedMatch(
  { header, status, ending, counted, reason, hosting }: MatchRecord,
  named: (id: string) => ConsolePlayer,
): ConsoleMatchRow {
  const isVoid = counted === 'void';
  const outcomes = ending === undefined || isVoid ? undefined : outcomesOf(ending.result, header.teams);
  const ended = ending?.result.reason ?? reason;
  return {
    matchId: header.matchId,
    game: header.game,
    matchmaking: header.matchmaking ?? header.origin,
    status,
    seats: header.seats.map((id, seat) => {
      const result = outcomes?.[seat];
      const team = header.teams[seat] ?? seat;
      return { ...named(id), team, ...(result === undefined ? {} : { outcome: result }) };
    }),
    startedAt: header.startedAt,
    ...(ending === undefined ? {} : { endedAt: ending.endedAt }),
    ...(ended === undefined ? {} : { reason: ended }),
    ...(isVoid ? { isVoid: true } : {}),
    ...(status === 'active' ? { hosting: hosting.kind } : {}),
  };
}
