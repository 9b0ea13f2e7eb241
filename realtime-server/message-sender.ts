import { opCode, maxToPlayerBytes } from '../contract/realtime/op-codes';
import { writeToPlayer, type WrittenToPlayer } from '../contract/realtime/to-player';
import { RulesFailure } from '../core/match/rules-failure';
import { type Attendance } from './attendance';
import { abandonedMessage } from './abandoned-match';
import { type Surroundings } from './host';

/** Sends messages to the players of a match, until it is silenced. */
export class MessageSender {
  readonly #send: Surroundings['send'];
  #silent = false;

  constructor({ send }: Pick<Surroundings, 'send'>) {
    this.#send = send;
  }

  get isSilent(): boolean {
    return this.#silent;
  }

  /** Stops all further messages. */
  silence(): void {
    this.#silent = true;
  }

  /** @throws RulesFailure when the message is too long for a player, because of its view */
  send<Name extends keyof WrittenToPlayer>(peerId: number, kind: Name, fields: WrittenToPlayer[Name]): void {
    if (!this.#silent) this.sendText(peerId, kind, writeToPlayer(kind, fields));
  }

  /**
   * The same, of a message that is written already.
   * @throws RulesFailure when the message is too long for a player, because of its view
   */
  sendText(peerId: number, kind: keyof WrittenToPlayer, text: string): void {
    if (this.#silent) return;
    // A character has three bytes at most, so nearly all messages are short enough without counting.
    const bytes = text.length * 3 > maxToPlayerBytes ? Buffer.byteLength(text) : text.length;
    if (bytes > maxToPlayerBytes)
      throw new RulesFailure(
        'view',
        new Error(
          `the message ${kind} has ${bytes} bytes, ${maxToPlayerBytes} are allowed: make views smaller`,
        ),
      );
    this.#send(peerId, opCode[kind], text);
  }

  /** Reports to a player that the rules have failed, and that the match has no result. */
  sendRulesFailed(peerId: number, game: string): void {
    if (!this.#silent) this.#send(peerId, opCode.abandoned, abandonedMessage(game, 'rules-failed'));
  }

  /** Sends a seat's presence to all other connected seats. */
  sendPresence(seat: number, attendance: Attendance): void {
    for (const other of attendance.here())
      if (other.seat !== seat) this.send(other.peerId, 'presence', { seat, ...attendance.of(seat) });
  }
}
