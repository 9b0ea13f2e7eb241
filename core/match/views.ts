import { type Viewer } from '../game-rules';
import { type CommandId, type Seat } from '../ids';
import { type Json } from '../json';
import { type AbandonReason, type CommandEntry, type LogEntry, type MatchAction } from './log';
import { type Match, type OpenOffer } from './match';
import { ask, RulesFailure } from './rules-failure';

/** One accepted command as a viewer is told of it. */
export interface CommandEvent {
  readonly sequence: number;
  readonly seat: Seat;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A `play` holds what the viewer may know of the command. */
  readonly action: MatchAction;
  /** Only for the seat whose command it is: which of its commands this was. */
  readonly id?: CommandId;
}

/** An entry that is no seat's command, as everybody is told of it. */
export interface HostingEvent {
  readonly sequence: number;
  readonly seat: null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly action: HostingAction;
}

/** What happened to the match itself. */
export type HostingAction =
  | { readonly kind: 'claim'; readonly epoch: number }
  | { readonly kind: 'sleep'; readonly epoch: number }
  | { readonly kind: 'end'; readonly reason: AbandonReason };

/** One entry of the log as a viewer is told of it. */
export type MatchEvent = CommandEvent | HostingEvent;

/** Where the match stands for a viewer. */
export interface Standing {
  readonly view: Json;
  /** Seats that may command now; empty once the match is over. */
  readonly toAct: readonly Seat[];
  /** What the viewer's own seat may play now; empty when it is not its turn, and for spectators. */
  readonly legal: readonly Json[];
  readonly offer: OpenOffer | null;
  /** Seats that have left while the others play on, in the order of their leaving. */
  readonly left: readonly Seat[];
  /** The game's own word for the phase it is in; null when it has one phase only. */
  readonly phase: string | null;
}

/**
 * What a viewer may see of the match as it stands.
 * @throws RulesFailure when the rules cannot show the state
 */
export function standingFor<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  viewer: Viewer,
): Standing {
  const { rules, state, toAct, offer, left } = match;
  return {
    view: ask('view', () => rules.view(state, viewer)),
    toAct,
    legal:
      viewer !== 'spectator' && toAct.includes(viewer)
        ? ask('legalCommands', () => rules.legalCommands(state, viewer))
        : [],
    offer: offer ?? null,
    left,
    phase: ask('phase', () => rules.phase?.(state)) ?? null,
  };
}

/** Hears of rules that could not tell a command: the viewer is told that there was one, and not which. */
export type HearFailure = (failure: RulesFailure) => void;

/** An entry of the match as a viewer is told of it. Never throws what the rules throw. */
export function eventFor<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
  viewer: Viewer,
  hear?: HearFailure,
): MatchEvent {
  if (entry.kind !== 'command') return hostingEvent(entry);
  const { sequence, seat, at, commandId } = entry;
  const action = viewer === seat ? entry.action : seenAction(match, entry, viewer, hear);
  return viewer === seat ? { sequence, seat, at, action, id: commandId } : { sequence, seat, at, action };
}

/** An entry that is no seat's command, as everybody is told of it. */
export function hostingEvent(entry: Exclude<LogEntry, CommandEntry>): HostingEvent {
  const { sequence, at } = entry;
  const action: HostingAction =
    entry.kind === 'end'
      ? { kind: entry.kind, reason: entry.reason }
      : { kind: entry.kind, epoch: entry.epoch };
  return { sequence, seat: null, at, action };
}

/** Everything after a sequence number, gap-free, as a viewer is told of it. */
export function eventsAfter<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  sequence: number,
  viewer: Viewer,
  hear?: HearFailure,
): readonly MatchEvent[] {
  return match.journal.after(sequence).map((entry) => eventFor(match, entry, viewer, hear));
}

function seenAction<State extends Json, Command extends Json, View extends Json>(
  { rules, state, journal }: Match<State, Command, View>,
  { seat, action, sequence }: CommandEntry,
  viewer: Viewer,
  hear?: HearFailure,
): MatchAction {
  if (action.kind !== 'play' || rules.seen === undefined) return action;
  try {
    const command = ask('seen', () => {
      const read = rules.parseCommand(action.command);
      const then = journal.stateAfter(sequence) ?? state;
      return 'command' in read ? rules.seen?.(read.command, { seat, viewer, then, now: state }) : null;
    });
    return { kind: 'play', command: command ?? null };
  } catch (error) {
    if (!(error instanceof RulesFailure)) throw error;
    hear?.(error);
    return { kind: 'play', command: null };
  }
}
