import { type AwaitedTurn } from '../core/match/turns';
import { type LogWriter } from './log-writer';

/** Warns players who are away that their time runs low, once for each deadline. */
export class Warnings {
  readonly #log: Pick<LogWriter, 'warn'>;
  readonly #said = new Set<string>();

  constructor(log: Pick<LogWriter, 'warn'>) {
    this.#log = log;
  }

  /** Warns about turns without an earlier warning. A failed write is repeated the next time. */
  async warn(turns: readonly AwaitedTurn[]): Promise<void> {
    const news = turns.filter((turn) => !this.#said.has(keyOf(turn)));
    for (const turn of news) this.#said.add(keyOf(turn));
    if (news.length === 0 || (await this.#log.warn(news))) return;
    for (const turn of news) this.#said.delete(keyOf(turn));
  }
}

const keyOf = ({ seat, deadline }: AwaitedTurn): string => `${seat} ${String(deadline)}`;
