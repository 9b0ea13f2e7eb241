import { type SeatCommand } from '../contract/realtime/to-script';
import { commandId, type CommandId } from '../core/ids';
import { type Json } from '../core/json';
import { type CommandEvent, type MatchEvent } from './live-match-events';
import { WelcomedMatch } from './welcomed-match';

/** The commands of a player. Each resolves with its event; rejects with CommandRefused or Disconnected. */
export abstract class CommandedMatch<
  Command extends Json,
  Events extends object,
> extends WelcomedMatch<Events> {
  readonly #idPrefix: string;
  #ids = 0;

  /** @param idPrefix what the ids of this player's commands begin with: unique among all processes */
  protected constructor(idPrefix: string) {
    super();
    this.#idPrefix = idPrefix;
  }

  /** Sequence number of the newest known event. */
  abstract get sequence(): number;

  /** Plays a command of the game. Resolves with its event; rejects with CommandRefused or Disconnected. */
  play(command: Command): Promise<CommandEvent> {
    return this.send({ kind: 'command', id: this.#nextId(), seen: this.sequence, command });
  }

  /** Gives the match up. */
  resign(): Promise<CommandEvent> {
    return this.send({ kind: 'resign', id: this.#nextId() });
  }

  /** Offers a draw; the other seats answer. */
  offerDraw(): Promise<CommandEvent> {
    return this.send({ kind: 'offer', id: this.#nextId(), offer: 'draw' });
  }

  /** Accepts or declines the draw that another seat offers. */
  answerDraw(accept: boolean): Promise<CommandEvent> {
    return this.send({ kind: 'answer', id: this.#nextId(), offer: 'draw', accept });
  }

  /** Asks to take this player's last command back; the other seats answer. */
  askTakeback(): Promise<MatchEvent> {
    return this.send({ kind: 'offer', id: this.#nextId(), offer: 'takeback' });
  }

  /** Accepts or declines the takeback that another seat asks for. */
  answerTakeback(accept: boolean): Promise<MatchEvent> {
    return this.send({ kind: 'answer', id: this.#nextId(), offer: 'takeback', accept });
  }

  /** Ends the match while a seat has not played yet: it is not counted. */
  abort(): Promise<MatchEvent> {
    return this.send({ kind: 'abort', id: this.#nextId() });
  }

  /** In a match of days: adds days to this player's running turn. */
  takeVacation(days: number): Promise<MatchEvent> {
    return this.send({ kind: 'vacation', id: this.#nextId(), days });
  }

  /** Sends a command, again where an answer is missing. */
  protected abstract send(message: SeatCommand): Promise<CommandEvent>;

  #nextId(): CommandId {
    this.#ids += 1;
    return commandId(`${this.#idPrefix}-${this.#ids}`);
  }
}
