import { idPatterns, matchId, type MatchId, type PlayerId } from '../../core/ids';
import { type MatchRecord } from '../../store/matches';

/** The number of matches whose seats are kept. */
const maxKept = 2_000;

/** The players of matches by seat. They do not change, and are read once. */
export class MatchSeats {
  readonly #read: (ids: readonly MatchId[]) => Promise<ReadonlyArray<Pick<MatchRecord, 'header'>>>;
  readonly #kept = new Map<string, readonly PlayerId[]>();

  constructor(read: (ids: readonly MatchId[]) => Promise<ReadonlyArray<Pick<MatchRecord, 'header'>>>) {
    this.#read = read;
  }

  /** Gives the seats of each of these matches; of an unknown match none. */
  async of(ids: Iterable<string>): Promise<(id: string) => readonly PlayerId[]> {
    const missing = [...new Set(ids)].filter((id) => idPatterns.matchId.test(id) && !this.#kept.has(id));
    if (missing.length > 0) {
      if (this.#kept.size > maxKept) this.#kept.clear();
      for (const { header } of await this.#read(missing.map(matchId)))
        this.#kept.set(header.matchId, header.seats);
    }
    return (id) => this.#kept.get(id) ?? [];
  }
}
