import { type Viewer } from '../game-rules';
import { type Seat } from '../ids';
import { type Json } from '../json';
import { type CommandEntry, type LogEntry, type MatchAction, type TimeoutEntry } from './log';
import { type Match, type OpenOffer } from './match-state';
import { asJson, phaseOf, shownLegalOf, viewOf } from './answers';
import { commandOfEntry, lastPlayed } from './last-play';
import { type HostingEvent, type HostingAction, type MatchEvent } from './match-event';
import { ask, RulesFailure } from './rules-failure';

/** The position of a match for a viewer. */
export interface ViewedPosition {
  readonly view: Json;
  /** Seats that may command now; empty once the match is over. */
  readonly toAct: readonly Seat[];
  /**
   * The commands that the viewer's own seat may play now; empty when it is not its turn, and for spectators.
   */
  readonly legal: readonly Json[];
  readonly offer: Omit<OpenOffer, 'at'> | null;
  /** Seats that have left while the others play on, in the order of their leaving. */
  readonly left: readonly Seat[];
  /** The game's own word for the phase it is in; null when it has one phase only. */
  readonly phase: string | null;
}

/**
 * The position that a viewer may see.
 * @throws RulesFailure when the rules cannot show the state
 */
export function positionFor<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  viewer: Viewer,
): ViewedPosition {
  const { rules, state } = match;
  return positionWith(match, viewer, viewOf(rules, state, viewer), phaseOf(rules, state));
}

/**
 * The positions that several seats may see, in their order.
 * @throws RulesFailure when the rules cannot show the state
 */
export function positionsFor<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seats: readonly Seat[],
): readonly ViewedPosition[] {
  const { rules, state } = match;
  const phase = phaseOf(rules, state);
  let view: View | undefined;
  return seats.map((seat) => {
    view = viewOf(rules, state, seat, view);
    return positionWith(match, seat, view, phase);
  });
}

function positionWith<State extends Json, Command extends Json, View extends Json>(
  { rules, state, toAct, offer, left }: Match<State, Command, View>,
  viewer: Viewer,
  view: View,
  phase: string | null,
): ViewedPosition {
  return {
    view,
    toAct,
    legal: viewer !== 'spectator' && toAct.includes(viewer) ? shownLegalOf(rules, state, viewer) : [],
    offer: offer === undefined ? null : { offer: offer.offer, by: offer.by, acceptedBy: offer.acceptedBy },
    left,
    phase,
  };
}

/**
 * Receives failures of rules that could not show a command: the viewer learns that there was a command, not
 * which.
 */
export type HearFailure = (failure: RulesFailure) => void;

/** An entry of the match as it is shown to a viewer. Never throws what the rules throw. */
export function eventFor<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
  viewer: Viewer,
  hear?: HearFailure,
): MatchEvent {
  if (entry.kind === 'timeout') return hostingEvent(seenTimeout(match, entry, viewer, hear));
  if (entry.kind !== 'command') return hostingEvent(entry);
  const { sequence, seat, at, commandId, bot } = entry;
  const action = viewer === seat ? entry.action : seenAction(match, entry, viewer, hear);
  if (bot === true)
    return viewer === seat
      ? { sequence, seat, at, action, bot, id: commandId }
      : { sequence, seat, at, action, bot };
  return viewer === seat ? { sequence, seat, at, action, id: commandId } : { sequence, seat, at, action };
}

/** An entry that is not a command of a seat, as it is shown to every viewer. */
export function hostingEvent(entry: Exclude<LogEntry, CommandEntry>): HostingEvent {
  const { sequence, at } = entry;
  return { sequence, seat: null, at, action: hostingActionOf(entry) };
}

function hostingActionOf(entry: Exclude<LogEntry, CommandEntry>): HostingAction {
  switch (entry.kind) {
    case 'timeout': {
      const { kind, seats, commands } = entry;
      return commands === undefined ? { kind, seats } : { kind, seats, commands };
    }
    case 'end':
      return { kind: entry.kind, reason: entry.reason };
    case 'claim': {
      const { kind, epoch, aliveAt } = entry;
      return aliveAt === undefined ? { kind, epoch } : { kind, epoch, aliveAt };
    }
    case 'sleep':
      return { kind: entry.kind, epoch: entry.epoch };
  }
}

/** Everything after a sequence number, without a gap, as it is shown to a viewer. */
export function eventsAfter<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  sequence: number,
  viewer: Viewer,
  hear?: HearFailure,
): readonly MatchEvent[] {
  return match.log.after(sequence).map((entry) => eventFor(match, entry, viewer, hear));
}

/** The newest command that the position still shows; undefined where the viewer may not see it. */
export function lastCommandFor<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  viewer: Viewer,
): Json | undefined {
  const entries = match.log.after(0).map((entry) => ({
    entry,
    action: entry.kind === 'command' ? entry.action : hostingActionOf(entry),
  }));
  const played = lastPlayed(entries);
  return played === undefined ? undefined : commandOfEntry(eventFor(match, played.entry, viewer));
}

/** A timeout with the part of the played commands that a viewer may see. */
function seenTimeout<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: TimeoutEntry,
  viewer: Viewer,
  hear?: HearFailure,
): TimeoutEntry {
  const { commands, seats, sequence } = entry;
  if (commands === undefined || match.rules.seen === undefined) return entry;
  return {
    ...entry,
    commands: commands.map((command, index) => {
      const seat = seats[index];
      return seat === undefined || seat === viewer || command === null
        ? command
        : seenCommand(match, { seat, command, sequence }, viewer, hear);
    }),
  };
}

function seenAction<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  { seat, action, sequence }: CommandEntry,
  viewer: Viewer,
  hear?: HearFailure,
): MatchAction {
  if (action.kind !== 'play' || match.rules.seen === undefined) return action;
  return {
    kind: 'play',
    command: seenCommand(match, { seat, command: action.command, sequence }, viewer, hear),
  };
}

/** The part of a command that a viewer may see; null when the rules fail to show it. */
function seenCommand<State extends Json, Command extends Json, View extends Json>(
  { rules, state, log }: Match<State, Command, View>,
  played: { readonly seat: Seat; readonly command: Json; readonly sequence: number },
  viewer: Viewer,
  hear?: HearFailure,
): Json {
  const { seat, sequence } = played;
  try {
    const command = ask('seen', () => {
      const read = rules.parseCommand(played.command);
      const then = log.stateAfter(sequence) ?? state;
      return 'command' in read
        ? asJson(rules.seen?.(read.command, { seat, viewer, then, now: state }) ?? null)
        : null;
    });
    return command;
  } catch (error) {
    if (!(error instanceof RulesFailure)) throw error;
    hear?.(error);
    return null;
  }
}
