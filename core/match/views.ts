import { type Viewer } from '../game-rules';
import { type CommandId, type Seat } from '../ids';
import { type Json } from '../json';
import { type LogEntry, type MatchAction } from './log';
import { type Match, type OpenOffer } from './match';

/** One accepted command as a viewer is told of it. */
export interface MatchEvent {
  readonly sequence: number;
  readonly seat: Seat;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A `play` holds what the viewer may know of the command. */
  readonly action: MatchAction;
  /** Only for the seat whose command it is: which of its commands this was. */
  readonly id?: CommandId;
}

/** Where the match stands for a viewer. */
export interface Standing {
  readonly view: Json;
  /** Seats that may command now; empty once the match is over. */
  readonly toAct: readonly Seat[];
  /** What the viewer's own seat may play now; empty when it is not its turn, and for spectators. */
  readonly legal: readonly Json[];
  readonly offer: OpenOffer | null;
}

/** What a viewer may see of the match as it stands. */
export function standingFor<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  viewer: Viewer,
): Standing {
  const toAct = match.outcome === undefined ? match.rules.toAct(match.state) : [];
  return {
    view: match.rules.view(match.state, viewer),
    toAct,
    legal:
      viewer !== 'spectator' && toAct.includes(viewer) ? match.rules.legalCommands(match.state, viewer) : [],
    offer: match.offer ?? null,
  };
}

/** An entry of the match as a viewer is told of it. */
export function eventFor<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
  viewer: Viewer,
): MatchEvent {
  const { sequence, seat, at, commandId } = entry;
  const action = seenAction(match, entry, viewer);
  return viewer === seat ? { sequence, seat, at, action, id: commandId } : { sequence, seat, at, action };
}

/** Everything after a sequence number, gap-free, as a viewer is told of it. */
export function eventsAfter<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  sequence: number,
  viewer: Viewer,
): readonly MatchEvent[] {
  return match.journal.after(sequence).map((entry) => eventFor(match, entry, viewer));
}

function seenAction<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  { seat, action }: LogEntry,
  viewer: Viewer,
): MatchAction {
  const { rules } = match;
  if (action.kind !== 'play' || rules.seen === undefined || viewer === seat) return action;
  const read = rules.parseCommand(action.command);
  return {
    kind: 'play',
    command:
      'command' in read
        ? rules.seen(read.command, { seat, viewer, then: match.state, now: match.state })
        : null,
  };
}
