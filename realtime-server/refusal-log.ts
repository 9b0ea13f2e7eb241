import { type RefusedCommand, refusedLine } from '../contract/refused-line';
import { type Logger } from './session';

/** The maximum number of logged refusals of a process: a client in a loop must not fill the log. */
const maxLoggedRefusals = 200;

/** Writes refused commands to the log of their session, which is their only record. */
export class RefusalLog {
  readonly #matchId: string;
  readonly #logger: Logger;
  #count = 0;

  constructor(matchId: string, logger: Logger) {
    this.#matchId = matchId;
    this.#logger = logger;
  }

  note(refused: RefusedCommand): void {
    this.#count += 1;
    if (this.#count <= maxLoggedRefusals) this.#logger.info(refusedLine(this.#matchId, refused));
    if (this.#count === maxLoggedRefusals)
      this.#logger.warn(`match ${this.#matchId}: more refusals are not logged`);
  }
}
