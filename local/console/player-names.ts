import { type ConsolePlayer } from '../../contract/console/console-player';
import { isBotId } from '../../core/bots/bot-ids';
import { idPatterns, type PlayerId, playerId } from '../../core/ids';
import { folded, hasWordBeginning } from './name-search';

/** A name is read again after this time, since players may change it. */
const keptMs = 15_000;

interface Kept {
  readonly name: string;
  readonly at: number;
}

/** Names of players, read in batches and cached for a while. */
export class PlayerNames {
  readonly #read: (ids: readonly PlayerId[]) => Promise<ReadonlyMap<string, string>>;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(read: (ids: readonly PlayerId[]) => Promise<ReadonlyMap<string, string>>, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  /** Gives each of these players a name; an unknown player has an empty one. Bots have no row to read. */
  async of(ids: Iterable<string>): Promise<(id: string) => ConsolePlayer> {
    const now = this.#now();
    const missing = [...new Set(ids)].filter(
      (id) =>
        idPatterns.playerId.test(id) && !isBotId(id) && (this.#kept.get(id)?.at ?? -Infinity) + keptMs < now,
    );
    if (missing.length > 0) {
      const found = await this.#read(missing.map(playerId));
      for (const id of missing) this.#kept.set(id, { name: found.get(id) ?? '', at: now });
    }
    return (id) => ({ playerId: id, name: isBotId(id) ? 'Bot' : (this.#kept.get(id)?.name ?? '') });
  }

  /** Known players with a word in their name that begins with a text. */
  withWord(text: string, most: number): readonly ConsolePlayer[] {
    const wanted = folded(text);
    return [...this.#kept]
      .filter(([, { name }]) => hasWordBeginning(name, wanted))
      .slice(0, most)
      .map(([id, { name }]) => ({ playerId: id, name }));
  }

  /** Known players whose id fits. */
  withId(fits: (id: string) => boolean): readonly ConsolePlayer[] {
    return [...this.#kept]
      .filter(([id, { name }]) => name !== '' && fits(id))
      .map(([id, { name }]) => ({ playerId: id, name }));
  }

  /** Forgets a name that has changed. */
  forget(id: string): void {
    this.#kept.delete(id);
  }
}
