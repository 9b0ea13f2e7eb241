import { type LiveMatch, type Player, Turnlift } from '../../../client/node';

/** Players beside the pages: they wait for matches that do not come, and play others. */
export class People {
  readonly #turnlift: Turnlift;
  readonly #closing = new AbortController();
  readonly #waiting: Promise<unknown>[] = [];

  constructor(api: string) {
    this.#turnlift = new Turnlift({ url: api });
  }

  async register(displayName: string): Promise<Player> {
    return (await this.#turnlift.register({ displayName })).player;
  }

  /** Opens a ticket of a new player, which waits until the end. */
  async wait(displayName: string, game: string): Promise<void> {
    const player = await this.register(displayName);
    const found = player.findMatch({ game, signal: this.#closing.signal });
    found.catch(() => undefined);
    this.#waiting.push(found);
  }

  /** A match of a game that no one waits for, between new players with these names. */
  async seat(game: string, ...names: readonly string[]): Promise<readonly LiveMatch[]> {
    const players = await Promise.all(names.map((name) => this.register(name)));
    return Promise.all(players.map(async (player) => player.connect(await player.findMatch({ game }))));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#waiting);
  }
}
