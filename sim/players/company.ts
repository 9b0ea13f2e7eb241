import { type FoundMatch, type Player } from '../../client/player';
import { type MurmursOptions } from '../game';
import { type Common, type Host } from '../host';

/** What a person who wants company looks for. */
export interface Wanted {
  readonly name: string;
  readonly game: string;
  readonly options: MurmursOptions;
}

/** How often, of the matches that a person looks for, there is no queue. */
const chances = { practice: 0.03, invitation: 0.06, rematch: 0.15 } as const;
/** A rematch that the others do not want is waited for so many seconds. */
const rematchSeconds = 20;

/** Where persons of a world meet without a queue: codes of invitations that hang out for all to see. */
export class Company {
  readonly #common: Common;
  readonly #codes = new Map<string, string>();

  constructor(common: Common) {
    this.#common = common;
  }

  /** A match without matchmaking, now and then; undefined: the person looks in the queue. */
  async find(player: Player, wanted: Wanted): Promise<Pick<FoundMatch, 'matchId' | 'seat'> | undefined> {
    const { game, options, name } = wanted;
    const dice = this.#common.chance.next(`${name} company`);
    if (dice < chances.practice) return player.practice({ game, options });
    if (dice < chances.practice + chances.invitation) return this.#meet(player, wanted);
    return undefined;
  }

  /** The match against the same players once more, now and then. */
  async again(player: Player, host: Host, matchId: string, name: string): Promise<string | undefined> {
    if (this.#common.chance.next(`${name} rematch`) >= chances.rematch) return undefined;
    for (let second = 0; second < rematchSeconds; second += 1) {
      const { matchId: next } = await player.rematch(matchId);
      if (next !== undefined) return next;
      await host.pause(1000);
    }
    return undefined;
  }

  /** Accepts an invitation that hangs out, or hangs one out and waits for the others. */
  async #meet(player: Player, { game, options, name }: Wanted) {
    const kind = JSON.stringify([game, options]);
    const code = this.#codes.get(kind);
    if (code !== undefined) {
      const accepted = await player.accept(code).catch((error: unknown) => {
        if (this.#codes.get(kind) === code) this.#codes.delete(kind);
        throw error;
      });
      return player.begun(accepted);
    }
    const expiresInSeconds = this.#common.chance.between(`${name} expiry`, 30, 90);
    const invitation = await player.invite({ game, options, expiresInSeconds });
    this.#codes.set(kind, invitation.code);
    return player.begun(invitation);
  }
}
