import { type ToPlayerFields } from '../contract/realtime/to-player';
import { type SeatCommand } from '../contract/realtime/to-script';
import { type CommandId } from '../core/ids';
import { CommandRefused } from './errors';
import { type CommandEvent, type Timing } from './live-match-events';
import { type Transports } from './transports';

/** The connection as commands see it. */
export interface CommandLine {
  readonly isOpen: boolean;
  /** Whether datagrams may be used. */
  readonly isFast: boolean;
  transmit(message: SeatCommand, intent: 'reliable' | 'fast'): void;
}

interface Pending {
  readonly message: SeatCommand;
  readonly since: number;
  attempts: number;
  cancelResend: () => void;
  resolve(event: CommandEvent): void;
  reject(error: Error): void;
}

/** A datagram without an answer for this time counts as lost, and is sent again over TCP. */
const lostDatagramMs = 300;
const retryMs = [100, 200, 400, 800, 1600];

/**
 * The commands that wait for their event. Each is sent again, with the same id, when an answer is missing.
 */
export class SentCommands {
  readonly #transports: Transports;
  readonly #line: CommandLine;
  readonly #pending = new Map<CommandId, Pending>();

  constructor(transports: Transports, line: CommandLine) {
    this.#transports = transports;
    this.#line = line;
  }

  /** Sends a command, or keeps it for the next connection. Resolves with its event. */
  send(message: SeatCommand): Promise<CommandEvent> {
    return new Promise((resolve, reject) => {
      const pending: Pending = {
        message,
        since: this.#transports.now(),
        attempts: 0,
        cancelResend: () => undefined,
        resolve,
        reject,
      };
      this.#pending.set(message.id, pending);
      if (this.#line.isOpen) this.#transmit(pending);
    });
  }

  /** Sends all of them again, over a new connection. */
  resend(): void {
    for (const pending of this.#pending.values()) this.#transmit(pending);
  }

  /** A command's event has arrived. @returns its time; undefined when it was not waited for */
  settle(event: CommandEvent): Timing | undefined {
    const pending = event.id === undefined ? undefined : this.#pending.get(event.id);
    if (pending === undefined) return undefined;
    pending.cancelResend();
    this.#pending.delete(pending.message.id);
    pending.resolve(event);
    return {
      kind: 'command',
      milliseconds: this.#transports.now() - pending.since,
      id: pending.message.id,
      attempts: pending.attempts,
    };
  }

  /** A command was refused: it is sent again on `try-again`, a few times. @returns a final refusal */
  refuse({ code, message, id, rule }: ToPlayerFields['refused']): CommandRefused | undefined {
    const pending = id === null ? undefined : this.#pending.get(id);
    if (pending === undefined) return undefined;
    const again = code === 'try-again' ? retryMs[pending.attempts - 1] : undefined;
    pending.cancelResend();
    if (again !== undefined) {
      pending.cancelResend = this.#transports.after(again, () => this.#transmit(pending));
      return undefined;
    }
    this.#pending.delete(pending.message.id);
    const refusal = new CommandRefused(code, message, rule);
    pending.reject(refusal);
    return refusal;
  }

  /** Rejects all of them: the match is over, or the connection cannot be restored. */
  fail(error: Error): void {
    for (const pending of this.#pending.values()) {
      pending.cancelResend();
      pending.reject(error);
    }
    this.#pending.clear();
  }

  #transmit(pending: Pending): void {
    pending.cancelResend();
    pending.attempts += 1;
    const fast = pending.attempts === 1 && this.#line.isFast;
    if (fast) pending.cancelResend = this.#transports.after(lostDatagramMs, () => this.#transmit(pending));
    this.#line.transmit(pending.message, fast ? 'fast' : 'reliable');
  }
}
