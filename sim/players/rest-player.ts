import { type CommandedDocument } from '../../client/exports';
import { ApiError } from '../../client/errors';
import { type Player } from '../../client/player';
import { TurnliftClient } from '../../client/turnlift';
import { type Common, Host } from '../host';
import { simulatedApiUrl, type Gateway } from '../lambda/gateway';
import { leakIn } from '../oracles/secrecy';
import { transportsOf } from './device';

const hour = 3_600_000;

/** A command that was acknowledged. */
export interface AcknowledgedCommand {
  readonly seat: number;
  readonly accepted: number;
  readonly kind: string;
}

export interface RestPlayerParts {
  readonly common: Common;
  readonly gateway: Gateway;
  readonly name: string;
  acknowledged(command: AcknowledgedCommand): void;
}

/**
 * A player who opens a match from time to time, over days, and plays by REST, sometimes on two devices at
 * once.
 */
export class RestPlayer {
  readonly #parts: RestPlayerParts;
  readonly #host: Host;
  readonly #client: TurnliftClient;
  #player: Player | undefined;
  #isHome = false;

  constructor(parts: RestPlayerParts) {
    this.#parts = parts;
    const { common, gateway, name } = parts;
    this.#host = new Host(name, common);
    const transports = transportsOf({
      common,
      host: this.#host,
      place: name,
      reach: { downUntil: 0 },
      gateway,
      scriptAt: () => undefined,
      opened: () => undefined,
    });
    this.#client = new TurnliftClient({ url: simulatedApiUrl, transports });
  }

  get isHome(): boolean {
    return this.#isHome;
  }

  /** Registers, with as many attempts as needed. @returns the player id */
  async register(): Promise<string> {
    for (;;) {
      try {
        this.#player = (await this.#client.register()).player;
        return this.#player.playerId;
      } catch (error) {
        await this.#endure(error);
      }
    }
  }

  /** Plays a match to its end. */
  async play(matchId: string): Promise<void> {
    const { chance } = this.#parts.common;
    const { name } = this.#parts;
    while (!this.#isHome) {
      const away =
        chance.next(`${name} forgets`) < 0.02 ? 60 * hour : chance.between(`${name} away`, 1, 18) * hour;
      await this.#host.pause(away);
      try {
        await this.#look(matchId);
      } catch (error) {
        await this.#endure(error);
      }
    }
  }

  async #look(matchId: string): Promise<void> {
    const player = this.#player;
    if (player === undefined) throw new TypeError('the player has not registered');
    const seen = await player.seat(matchId);
    this.#search(seen, seen.seat);
    if (seen.result !== null || seen.abandoned !== null) {
      this.#isHome = true;
      return;
    }
    const { offer, toAct, legal } = seen.position;
    const { chance } = this.#parts.common;
    const dice = chance.next(`${this.#parts.name} dice`);
    const kinds: Parameters<Player['command']>[1][] = [];
    if (offer !== null && offer.by !== seen.seat)
      kinds.push({ kind: 'answer', offer: offer.offer, accept: dice < 0.1 });
    if (toAct.includes(seen.seat)) {
      const command = chance.pick(`${this.#parts.name} choice`, legal);
      kinds.push({ kind: 'play', command, seen: seen.sequence });
      if (dice > 0.9) kinds.push({ kind: 'vacation', days: 1 });
      // Another device, which does not know the first one's command.
      if (dice < 0.3) kinds.push({ kind: 'play', command, seen: seen.sequence });
    }
    if (dice > 0.97) kinds.push({ kind: 'offer', offer: 'draw' });
    if (dice > 0.995) kinds.push({ kind: 'resign' });
    const answers = await Promise.allSettled(kinds.map((action) => player.command(matchId, action)));
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 'fulfilled') this.#took(answer.value, kinds[index]?.kind ?? '');
      else await this.#endure(answer.reason);
    }
  }

  #took(document: CommandedDocument, kind: string): void {
    this.#search(document, document.seat);
    this.#parts.acknowledged({ seat: document.seat, accepted: document.accepted, kind });
  }

  #search(document: object, seat: number): void {
    const leak = leakIn(JSON.stringify(document), seat, 2);
    if (leak !== undefined) this.#parts.common.violation('hidden stays hidden', `seat ${seat} read ${leak}…`);
  }

  /** A fault on the way, a server that runs the match, or a stale choice: the next read shows which. */
  async #endure(error: unknown): Promise<void> {
    const { common, name } = this.#parts;
    if (!(error instanceof ApiError)) {
      common.violation(
        'the app does not fail',
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
      return;
    }
    common.trace.add(name, `meets ${error.code}`);
    if (error.code === 'internal-error') common.violation('no internal error', error.message);
    await this.#host.pause(60_000);
  }
}
