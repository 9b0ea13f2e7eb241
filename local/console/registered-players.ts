import { type ConsoleTables } from './tables';

/** Registrations are read again after this, in milliseconds: each read is a scan. */
const keptMs = 5_000;
/** Rows of one page, and of all pages. In a larger table the other players are known only once they play. */
const rowsOf = { page: 1_000, all: 10_000 };

/** Players who have registered, by id, with the time of it: also those who have done nothing else yet. */
export class RegisteredPlayers {
  readonly #tables: Pick<ConsoleTables, 'page'>;
  readonly #now: () => number;
  /** Requests at the same time read once. */
  #read: { readonly at: number; readonly players: Promise<ReadonlyMap<string, number>> } | undefined;

  constructor(tables: Pick<ConsoleTables, 'page'>, now: () => number) {
    this.#tables = tables;
    this.#now = now;
  }

  /** Epoch milliseconds of the registration, by player. */
  all(): Promise<ReadonlyMap<string, number>> {
    const at = this.#now();
    if (this.#read === undefined || at - this.#read.at >= keptMs) {
      const players = this.#scan();
      this.#read = { at, players };
      players.catch(() => {
        if (this.#read?.players === players) this.#read = undefined;
      });
    }
    return this.#read.players;
  }

  async #scan(): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    const page = { kind: 'profile', limit: rowsOf.page, maxRowsRead: rowsOf.page };
    let read = 0;
    for (let more = await this.#tables.page('players', page); ;) {
      for (const { fields } of more.rows) {
        const { playerId, createdAt } = fields;
        if (typeof playerId === 'string' && typeof createdAt === 'number') found.set(playerId, createdAt);
      }
      read += rowsOf.page;
      if (more.after === undefined || read >= rowsOf.all) return found;
      more = await this.#tables.page('players', { ...page, after: more.after });
    }
  }
}
