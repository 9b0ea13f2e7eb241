import { type Game } from '../../core/define';
import { type Viewer } from '../../core/game-rules';
import { type Seat } from '../../core/ids';
import { type LogEntry, type MatchHeader } from '../../core/match/log';
import { replay, ReplayError } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { eventsAfter, hostingEvent } from '../../core/match/views';
import { type MatchEvent } from '../../core/match/match-event';
import { type Interruptible, RulesWatch } from '../../definition/rules-watch';
import { log } from '../shared/log';

/** The time that rules get for a whole log: the function has ten seconds for its answer. */
const rulesMs = 5_000;

/** Whether commands of a running match can only be shown by their effect on the match. */
export function hidesCommands(game: Game | undefined): boolean {
  return game === undefined || game.with(({ rules }) => rules.seen !== undefined);
}

/** An entry with its whole command, as a viewer may know it where nothing is hidden. */
export function openEvent(entry: LogEntry, viewer: Viewer): MatchEvent {
  if (entry.kind !== 'command') return hostingEvent(entry);
  const { commandId, kind: _kind, lagMs: _lagMs, ...event } = entry;
  return entry.seat === viewer ? { ...event, id: commandId } : event;
}

/**
 * Entries of a running match as a seat may know them, when its game hides no commands.
 * @param entries any part of the log
 */
export const openLog = (entries: readonly LogEntry[], seat: Seat): readonly MatchEvent[] =>
  entries.map((entry) => openEvent(entry, seat));

/**
 * Entries of a running match as a seat may know them: the rules decide which part of a command is visible.
 * When they cannot decide, or are not those of the match, commands of other seats are left out.
 * @param entries the whole log, from its first entry on
 */
export function seenLog(
  game: Game | undefined,
  header: MatchHeader,
  entries: readonly LogEntry[],
  seat: Seat,
  interruptible?: Interruptible,
): readonly MatchEvent[] {
  try {
    const watch = new RulesWatch(rulesMs, interruptible);
    const events =
      game === undefined
        ? undefined
        : watch.run(() =>
            watch.over(game).with((typed) => eventsAfter(replay(typed, header, entries), 0, seat)),
          );
    if (events !== undefined) return events;
  } catch (error) {
    if (!(error instanceof ReplayError) && !(error instanceof RulesFailure)) throw error;
    log('warn', 'the log of a match cannot be replayed', { matchId: header.matchId, error });
  }
  return openLog(entries, seat).map((event) => {
    if (event.seat === null) {
      const { action } = event;
      if (action.kind !== 'timeout' || action.commands === undefined) return event;
      return { ...event, action: { ...action, commands: action.commands.map(() => null) } };
    }
    return event.seat !== seat && event.action.kind === 'play'
      ? { ...event, action: { kind: 'play', command: null } }
      : event;
  });
}
