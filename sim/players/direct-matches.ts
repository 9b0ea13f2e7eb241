import { type FoundMatch, type Player } from '../../client/player';
import { type MurmursOptions } from '../game';
import { type Common, type Host } from '../host';

/** The preferences of a person who looks for other players. */
export interface WantedMatch {
  readonly name: string;
  readonly game: string;
  readonly options: MurmursOptions;
}

/** Probability that a person looks for a match without a queue. */
const chances = { practice: 0.03, invitation: 0.06, rematch: 0.15 } as const;
/** Seconds to wait for a rematch that the others do not want. */
const rematchSeconds = 20;

/** Where persons of a world meet without a queue: a public list of invitation codes. */
export class DirectMatches {
  readonly #common: Common;
  readonly #codes = new Map<string, string>();

  constructor(common: Common) {
    this.#common = common;
  }

  /** Sometimes a match without matchmaking; undefined: the person uses the queue. */
  async find(player: Player, wanted: WantedMatch): Promise<Pick<FoundMatch, 'matchId' | 'seat'> | undefined> {
    const { game, options, name } = wanted;
    const dice = this.#common.chance.next(`${name} company`);
    if (dice < chances.practice) return player.practice({ game, options });
    if (dice < chances.practice + chances.invitation) return this.#meet(player, wanted);
    return undefined;
  }

  /** Sometimes another match against the same players. */
  async again(player: Player, host: Host, matchId: string, name: string): Promise<string | undefined> {
    if (this.#common.chance.next(`${name} rematch`) >= chances.rematch) return undefined;
    for (let second = 0; second < rematchSeconds; second += 1) {
      const { matchId: next } = await player.rematch(matchId);
      if (next !== undefined) return next;
      await host.pause(1000);
    }
    return undefined;
  }

  /** Accepts a listed invitation, or lists a new one and waits for the others. */
  async #meet(player: Player, { game, options, name }: WantedMatch) {
    const kind = JSON.stringify([game, options]);
    const code = this.#codes.get(kind);
    if (code !== undefined) {
      const accepted = await player.accept(code).catch((error: unknown) => {
        if (this.#codes.get(kind) === code) this.#codes.delete(kind);
        throw error;
      });
      return player.awaitMatch(accepted);
    }
    const expiresInSeconds = this.#common.chance.between(`${name} expiry`, 30, 90);
    const invitation = await player.invite({ game, options, expiresInSeconds });
    this.#codes.set(kind, invitation.code);
    return player.awaitMatch(invitation);
  }
}
