import { botId } from '../../core/bots/bot-ids';
import { middleOf } from '../../core/bots/bot';
import { type Game } from '../../core/define';
import { type MatchId, type PlayerId } from '../../core/ids';
import { type CourseEntry, type LogEntry, type MatchHeader } from '../../core/match/log';
import { fold, openMatch } from '../../core/match/match';
import { messageOf } from '../../core/message-of';
import { type Backend } from '../../definition';
import { RulesWatch } from '../../definition/rules-watch';
import { PlayersRemoved } from '../../store/may-play';
import { type MatchRecord } from '../../store/matches';
import { type ConsoleTables } from './tables';

/** The time that rules get for the log. */
const rulesMs = 1_000;

/** The sources from which a practice match continues another match. */
export interface ForkSources {
  readonly backend: () => Backend;
  readonly tables: Pick<ConsoleTables, 'match'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The players of the seats, seat 0 first; absent: a bot. */
export type ForkSeats = readonly (PlayerId | undefined)[];

/**
 * Writes a practice match with the log of another up to an entry: same seed, same options, unrated. Its times
 * are shifted, so that clocks continue from their state at that entry. The first player who opens it starts
 * its placement.
 * @param newId id of the match to write
 * @param at sequence number of the last copied entry
 * @returns undefined when the match is unknown
 * @throws RangeError with the reason why the match cannot continue from there
 */
export async function forkMatch(
  { backend, tables, now }: ForkSources,
  id: MatchId,
  at: number,
  players: ForkSeats,
  newId: MatchId,
): Promise<MatchRecord | undefined> {
  const record = await tables.match.get(id);
  if (record === undefined) return undefined;
  const game = backend().games.get(record.header.game);
  if (game === undefined) throw new RangeError(`this backend has no game ${record.header.game}`);
  const log = await tables.match.log(id);
  const course = log.slice(0, at).filter(isCourse);
  const later = now() - (course.at(-1)?.at ?? record.header.startedAt);
  const entries = course.map((entry, index) => ({ ...entry, sequence: index + 1, at: entry.at + later }));
  const header = forkedHeader(game, record.header, players, newId, later);
  refuseEnded(game, header, entries);
  const arranged = await tables.match.arrange(header).catch((error: unknown) => {
    if (error instanceof PlayersRemoved) throw new RangeError('a player of a seat was deleted or is banned');
    throw error;
  });
  for (const entry of entries) await tables.match.append(newId, arranged.ownerEpoch, entry);
  return arranged;
}

/** Whether an entry concerns the play itself: entries about servers are not copied. */
const isCourse = (entry: LogEntry): entry is CourseEntry =>
  entry.kind === 'command' || entry.kind === 'timeout';

function forkedHeader(
  game: Game,
  { unratedBecause: _, ...header }: MatchHeader,
  players: ForkSeats,
  newId: MatchId,
  later: number,
): MatchHeader {
  const strength = middleOf(game.botLevels);
  const empty = header.seats.flatMap((__, seat) => (players[seat] === undefined ? [seat] : []));
  if (empty.length > 0 && strength === undefined)
    throw new RangeError(`${game.name} has no bot: every seat needs a player`);
  return {
    ...header,
    matchId: newId,
    seats: header.seats.map((__, seat) => players[seat] ?? botId(seat)),
    bots: strength === undefined ? [] : empty.map((seat) => ({ seat, strength })),
    origin: 'practice',
    matchmaking: null,
    rated: false,
    unratedBecause: empty.length > 0 ? 'bots' : 'arranged',
    startedAt: header.startedAt + later,
  };
}

/** @throws RangeError when the rules refuse the log, or the match is over at its end */
function refuseEnded(game: Game, header: MatchHeader, entries: readonly CourseEntry[]): void {
  let over: boolean;
  try {
    const watch = new RulesWatch(rulesMs);
    over = watch.run(() =>
      watch.over(game).with((typed) => {
        let match = openMatch(typed, header);
        for (const entry of entries) match = fold(match, entry);
        return match.ending !== undefined;
      }),
    );
  } catch (error) {
    throw new RangeError(`the match cannot continue from there: ${messageOf(error)}`);
  }
  if (over) throw new RangeError('the match is over there: go back to an entry before its end');
}
