import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { type LogEntry, type MatchHeader } from '../../core/match/log';
import { replay, ReplayError } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { eventsAfter, hostingEvent, type MatchEvent } from '../../core/match/views';
import { log } from '../shared/log';

/** True when a running match's commands can only be told by what the match has become since. */
export function hidesCommands(game: Game | undefined): boolean {
  return game === undefined || game.with(({ rules }) => rules.seen !== undefined);
}

/**
 * Entries of a running match as a seat may know them, when its game hides no commands.
 * @param entries any part of the log
 */
export function openLog(entries: readonly LogEntry[], seat: Seat): readonly MatchEvent[] {
  return entries.map((entry) => {
    if (entry.kind !== 'command') return hostingEvent(entry);
    const { commandId, kind: _kind, ...told } = entry;
    return entry.seat === seat ? { ...told, id: commandId } : told;
  });
}

/**
 * Entries of a running match as a seat may know them: the rules say what of a command is seen. Rules that
 * cannot say it, or are not those of the match, show no command of another seat.
 * @param entries the whole log, from its first entry on
 */
export function seenLog(
  game: Game | undefined,
  header: MatchHeader,
  entries: readonly LogEntry[],
  seat: Seat,
): readonly MatchEvent[] {
  try {
    const events = game?.with((typed) => eventsAfter(replay(typed, header, entries), 0, seat));
    if (events !== undefined) return events;
  } catch (error) {
    if (!(error instanceof ReplayError) && !(error instanceof RulesFailure)) throw error;
    log('warn', 'the log of a match cannot be replayed', { matchId: header.matchId, error });
  }
  return openLog(entries, seat).map((event) =>
    event.seat !== null && event.seat !== seat && event.action.kind === 'play'
      ? { ...event, action: { kind: 'play', command: null } }
      : event,
  );
}
