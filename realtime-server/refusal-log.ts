import { type RefusedCommand, refusedLine } from '../contract/refused-line';
import { type Logger } from './session';

/** A client in a loop must not fill the log: of a process's refusals, so many are told. */
const mostTold = 200;

/** Refused commands in the log of their session: nothing else keeps them. */
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
    if (this.#count <= mostTold) this.#logger.info(refusedLine(this.#matchId, refused));
    if (this.#count === mostTold) this.#logger.warn(`match ${this.#matchId}: more refusals are not told`);
  }
}
