import { batch, type ReadonlySignal, signal } from '@preact/signals';
import {
  CommandRefused,
  type Json,
  type LiveMatch,
  type MatchClocks,
  type MatchEvent,
  type Result,
  type Position,
} from '../../client/index';
import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { type MatchEvent as LoggedEvent } from '../../core/match/views';

/** The presence of a seat; `bot`: the strength of the bot that plays it. */
export type PresenceOf = Pick<LiveMatch['seats'][number], 'presence' | 'until' | 'bot'>;

/** An entry of the log as the list of moves shows it. */
export type ShownEntry = Pick<LoggedEvent, 'sequence' | 'seat' | 'at' | 'action'>;

/** `replaced`: another tab or device of this player has taken the seat. */
export type Connection = 'here' | 'lost' | 'closed' | 'replaced';

/** A match as the page shows it to the player of one seat. */
export interface PlayedMatch extends FollowedMatch {
  /** Entries of the log before the page joined: empty until they have been read. */
  readonly earlier: ReadonlySignal<readonly ShownEntry[]>;
}

/** A match as its connection tells it. */
interface FollowedMatch {
  readonly live: LiveMatch;
  readonly game: Game | undefined;
  readonly position: ReadonlySignal<Position>;
  /** Entries of the log before the page joined. */
  readonly before: number;
  /** Commands since the page joined, oldest first. */
  readonly events: ReadonlySignal<readonly MatchEvent[]>;
  readonly presence: ReadonlySignal<ReadonlyMap<Seat, PresenceOf>>;
  readonly connection: ReadonlySignal<Connection>;
  readonly result: ReadonlySignal<Result | undefined>;
  /** Undefined in a match without clocks. */
  readonly clocks: ReadonlySignal<MatchClocks | undefined>;
  /** The last failure, in words for the player. */
  readonly trouble: ReadonlySignal<string | undefined>;
  /** A command of this player is pending. */
  readonly sending: ReadonlySignal<boolean>;
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

/** Follows a live match with signals. */
export function followMatch(live: LiveMatch, game: Game | undefined): FollowedMatch {
  const before = live.sequence;
  const position = signal(live.standing);
  const events = signal<readonly MatchEvent[]>([]);
  const presence = signal<ReadonlyMap<Seat, PresenceOf>>(new Map(live.seats.entries()));
  const connection = signal<Connection>('here');
  const result = signal(live.result);
  const clocks = signal(live.clocks);
  const trouble = signal<string | undefined>(undefined);
  const sending = signal(false);

  live.on('standing', (next) => {
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
    live,
    game,
    before,
    position,
    events,
    presence,
    connection,
    result,
    clocks,
    trouble,
    sending,
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
