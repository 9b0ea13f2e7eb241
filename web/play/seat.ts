import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { CommandRefused } from '../../client/errors';
import {
  type Json,
  type LiveMatch,
  type MatchClocks,
  type MatchEvent,
  type Result,
  type Position,
} from '../../client/index';
import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { type MatchEvent as LoggedEvent } from '../../core/match/match-event';

/** The presence of a seat; `bot`: the strength of the bot that plays it. */
export type PresenceOf = Pick<LiveMatch['seats'][number], 'presence' | 'until' | 'bot'>;

/** An entry of the log as the list of moves shows it. */
export type ShownEntry = Pick<LoggedEvent, 'sequence' | 'seat' | 'at' | 'action'>;

/** `replaced`: another tab or device of this player has taken the seat. */
export type ConnectionPhase = 'here' | 'lost' | 'closed' | 'replaced';

/** A match as the page shows it to the player of one seat. */
export interface PlayedMatch extends FollowedMatch {
  /** Entries of the log before the page joined: empty until they have been read. */
  readonly earlier: ReadonlySignal<readonly ShownEntry[]>;
  /** The last attempt to read them has failed. */
  readonly lacksEarlier: ReadonlySignal<boolean>;
}

/** A match as its connection reports it. */
interface FollowedMatch extends SeatCommands {
  readonly live: LiveMatch;
  readonly game: Game | undefined;
  readonly position: ReadonlySignal<Position>;
  /** Entries of the log before the page joined. */
  readonly before: number;
  /** Commands since the page joined, oldest first. */
  readonly events: ReadonlySignal<readonly MatchEvent[]>;
  readonly presence: ReadonlySignal<ReadonlyMap<Seat, PresenceOf>>;
  readonly connection: ReadonlySignal<ConnectionPhase>;
  readonly result: ReadonlySignal<Result | undefined>;
  /** Undefined in a match without clocks. */
  readonly clocks: ReadonlySignal<MatchClocks | undefined>;
  /** The last failure, in words for the player. */
  readonly trouble: ReadonlySignal<string | undefined>;
  /** A command of this player is pending. */
  readonly sending: ReadonlySignal<boolean>;
}

/** The commands of the player of a seat. */
interface SeatCommands {
  play(command: Json): void;
  resign(): void;
  offerDraw(): void;
  askTakeback(): void;
  /** Answers the open offer of any kind. */
  answer(accept: boolean): void;
  /** Ends the match while a seat has not played yet: it is not counted. */
  abort(): void;
  leave(): void;
}

/** Follows a live match with signals, from its present state on. */
export function followMatch(live: LiveMatch, game: Game | undefined): FollowedMatch {
  const signals = signalsOf(live);
  listen(live, signals);
  return { live, game, before: live.sequence, ...signals, ...commandsOf(live, signals) };
}

/** Signals for the events of the connection, and for the results of the player's own commands. */
function signalsOf(live: LiveMatch) {
  return {
    position: signal(live.position),
    events: signal<readonly MatchEvent[]>([]),
    presence: signal<ReadonlyMap<Seat, PresenceOf>>(new Map(live.seats.entries())),
    connection: signal<ConnectionPhase>(live.connection === 'open' ? 'here' : live.connection),
    result: signal(live.result),
    clocks: signal(live.clocks),
    trouble: signal(lossOf(live)),
    sending: signal(false),
  };
}

/**
 * Why the match is not played on, in words; undefined while it is, and where a result or another tab says it.
 */
const lossOf = ({ connection, result, closedBecause }: LiveMatch): string | undefined =>
  connection === 'closed' && result === undefined ? closedBecause : undefined;

type SeatSignals = ReturnType<typeof signalsOf>;

/** Writes the events of the connection into the signals. */
function listen(
  live: LiveMatch,
  { position, events, presence, connection, result, clocks, trouble }: SeatSignals,
): void {
  live.on('position', (next) => {
    position.value = next;
  });
  live.on('event', (event) => {
    events.value = [...events.value, event];
  });
  live.on('presence', ({ seat, presence: is, until, bot }) => {
    presence.value = new Map(presence.value).set(seat, { presence: is, until, bot });
  });
  live.on('result', (ended) => {
    result.value = ended;
  });
  live.on('clocks', (next) => {
    clocks.value = next;
  });
  live.on('connection', (change) => {
    connection.value = change === 'lost' ? 'lost' : 'here';
  });
  live.on('replaced', () => {
    connection.value = 'replaced';
  });
  live.on('closed', (reason) =>
    batch(() => {
      if (connection.value === 'replaced') return;
      connection.value = 'closed';
      if (result.value === undefined) trouble.value = reason;
    }),
  );
}

/** The commands of the player. One is pending at a time, and a refusal is shown in words. */
function commandsOf(
  live: LiveMatch,
  { position, trouble, sending }: Pick<SeatSignals, 'position' | 'trouble' | 'sending'>,
): SeatCommands {
  const send = (sent: Promise<MatchEvent>): void => {
    sending.value = true;
    trouble.value = undefined;
    sent
      .catch((error: unknown) => {
        trouble.value = error instanceof CommandRefused ? error.message : String(error);
      })
      .finally(() => {
        sending.value = false;
      });
  };
  return {
    play: (command) => send(live.play(command)),
    resign: () => send(live.resign()),
    offerDraw: () => send(live.offerDraw()),
    askTakeback: () => send(live.askTakeback()),
    answer: (accept) =>
      send(
        position.value.offer?.offer === 'takeback' ? live.answerTakeback(accept) : live.answerDraw(accept),
      ),
    abort: () => send(live.abort()),
    leave: () => live.leave(),
  };
}
