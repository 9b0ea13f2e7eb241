import { type CommandId, type Seat } from '../core/ids';
import { type Refused } from '../core/match/refusal';

/** The number of refusals that are kept; the oldest are dropped. */
const maxKept = 256;

/**
 * Commands at which the rules failed: when sent again, they get the same answer, and the rules do not run
 * again.
 */
export class FailedCommands {
  readonly #refusals = new Map<string, Refused>();

  find(seat: Seat, id: CommandId): Refused | undefined {
    return this.#refusals.get(`${seat} ${id}`);
  }

  keep(seat: Seat, id: CommandId, refused: Refused): void {
    this.#refusals.set(`${seat} ${id}`, refused);
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > maxKept && oldest !== undefined) this.#refusals.delete(oldest);
  }
}
