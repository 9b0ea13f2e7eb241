import { ApiError, MatchAbandoned, NoMatch } from '../../client/errors';
import { type LiveMatch } from '../../client/live-match';
import { type Player } from '../../client/player';
import { TurnliftClient } from '../../client/turnlift';
import { type MurmursOptions } from '../game';
import { type Common, Host } from '../host';
import { simulatedApiUrl, type Gateway } from '../lambda/gateway';
import { type Histories } from '../oracles/histories';
import { type Link, type Reach } from '../realtime/link';
import { type SimulatedProcess } from '../realtime/simulated-process';
import { type DirectMatches } from './direct-matches';
import { transportsOf } from './device';
import { restartAfter } from './restarts';

/** The game, matchmaking, options and number of matches that a person wants. */
export interface Wishes {
  readonly name: string;
  readonly game: string;
  readonly matchmaking: string;
  readonly options: MurmursOptions;
  readonly matches: number;
  readonly udp: boolean;
  /** Maximum thinking time before a command, in milliseconds. */
  readonly thinks: number;
}

export interface PersonParts {
  readonly common: Common;
  readonly gateway: Gateway;
  readonly histories: Histories;
  readonly directMatches: DirectMatches;
  scriptAt(port: number): SimulatedProcess | undefined;
}

/** Number of retries before the person gives up. */
const maxTries = 24;

/**
 * A player with a device. The app is the real SDK and may die at any moment. The person starts it again,
 * signs in with the stored secret, and returns to the running match.
 */
export class Person {
  readonly #parts: PersonParts;
  readonly #wishes: Wishes;
  readonly #reach: Reach = { downUntil: 0 };
  #links: Link[] = [];
  #starts = 0;
  #account: { readonly playerId: string; readonly secret: string } | undefined;
  #matchId: string | undefined;
  #played = 0;
  #tries = 0;
  #homeAt: number | undefined;
  #isGone = false;

  constructor(parts: PersonParts, wishes: Wishes) {
    this.#parts = parts;
    this.#wishes = wishes;
  }

  get isHome(): boolean {
    return this.#homeAt !== undefined;
  }

  /** When the person stopped playing, in virtual milliseconds since the start; undefined until then. */
  get homeAt(): number | undefined {
    return this.#homeAt;
  }
  get played(): number {
    return this.#played;
  }
  get playerId(): string | undefined {
    return this.#account?.playerId;
  }

  /** Starts the app. */
  start(): void {
    const { common, gateway, scriptAt } = this.#parts;
    const { name } = this.#wishes;
    this.#starts += 1;
    this.#tries += 1;
    this.#links = [];
    const host: Host = new Host(`${name}-app-${this.#starts}`, common, {
      died: () => {
        const sendsReset = common.chance.next(`${name} death`) < 0.5;
        for (const link of this.#links) link.clientGone(sendsReset);
        common.clock.after(restartAfter(common.chance, name, this.#isGone), () => this.start());
        this.#isGone = false;
      },
    });
    const transports = transportsOf({
      common,
      host,
      place: name,
      reach: this.#reach,
      gateway,
      scriptAt,
      opened: (link) => this.#links.push(link),
    });
    common.trace.add(host.name, 'starts');
    this.#live(host, new TurnliftClient({ url: simulatedApiUrl, transports })).then(
      () => {
        this.#homeAt = common.clock.elapsed;
        common.trace.add(host.name, 'is done');
      },
      (error: unknown) => common.violation('the app does not fail', stackOf(error)),
    );
  }

  async #live(host: Host, client: TurnliftClient): Promise<void> {
    const { chance } = this.#parts.common;
    let player: Player | undefined;
    while (this.#played < this.#wishes.matches && this.#tries < maxTries) {
      await this.#mayDie(host);
      try {
        player ??= await this.#signIn(client);
        if (this.#matchId === undefined) await this.#find(player, host);
        else await this.#comeBack(player, this.#matchId, host);
      } catch (error) {
        if (error instanceof TypeError || error instanceof RangeError) throw error;
        // Without other players, another ticket rarely helps.
        this.#tries += error instanceof NoMatch ? 10 : 1;
        this.#parts.common.trace.add(host.name, `meets ${nameOf(error)}`);
        await host.pause(chance.between(`${this.#wishes.name} pause`, 500, 6000));
      }
    }
  }

  async #signIn(client: TurnliftClient): Promise<Player> {
    if (this.#account !== undefined) return client.signIn(this.#account);
    const { player, secret } = await client.register();
    this.#account = { playerId: player.playerId, secret };
    return player;
  }

  async #find(player: Player, host: Host): Promise<void> {
    const { game, matchmaking, options, name } = this.#wishes;
    const { chance } = this.#parts.common;
    const arranged = await this.#parts.directMatches.find(player, this.#wishes);
    if (arranged !== undefined) {
      this.#matchId = arranged.matchId;
      this.#parts.histories.found(player.playerId, arranged.matchId, arranged.seat);
      return this.#comeBack(player, arranged.matchId, host);
    }
    const leaves = new AbortController();
    try {
      const found = await player.findMatch({
        game,
        matchmaking,
        options,
        accept: () => chance.next(`${name} accepts`) < 0.9,
        signal: leaves.signal,
        onTicket: () => this.#mayLeave(host, leaves),
      });
      this.#matchId = found.matchId;
      this.#parts.histories.found(player.playerId, found.matchId, found.seat);
      await this.#play(player, await player.connect(found, { udp: this.#wishes.udp }), host);
    } catch (error) {
      // A ticket of an earlier run of the app may still be open: its match is this player's too.
      if (error instanceof ApiError && error.code === 'ticket-open') await this.#follow(player, error);
      if (error instanceof ApiError && error.code === 'match-running') this.#remember(error.problem.matchId);
      if (error instanceof NoMatch) this.#parts.histories.ended(error.ticket.ticketId);
      throw error;
    }
  }

  /** An earlier run of the app was matched, and did not learn of it. */
  #remember(matchId: unknown): void {
    if (typeof matchId === 'string') this.#matchId = matchId;
  }

  /** Follows the ticket in the way, until it has a match or has ended. */
  async #follow(player: Player, error: ApiError): Promise<void> {
    const { ticketId } = error.problem;
    if (typeof ticketId !== 'string') return;
    const ticket = await player.ticket(ticketId);
    if (ticket.match !== undefined && ticket.status === 'completed') this.#matchId = ticket.match.matchId;
  }

  async #comeBack(player: Player, matchId: string, host: Host): Promise<void> {
    try {
      await this.#play(player, await player.rejoin(matchId, { udp: this.#wishes.udp }), host);
    } catch (error) {
      await this.#look(player, matchId, error);
      throw error;
    }
  }

  /** Whether the match is over by now. */
  async #look(player: Player, matchId: string, why: unknown): Promise<void> {
    if (why instanceof MatchAbandoned) return this.#over();
    const { status, result } = await player.match(matchId);
    if (status === 'active') return;
    if (result !== undefined) this.#parts.histories.result(matchId, player.playerId, result);
    this.#over();
  }

  #over(): void {
    this.#matchId = undefined;
    this.#played += 1;
  }

  async #play(player: Player, match: LiveMatch, host: Host): Promise<void> {
    const { histories, common } = this.#parts;
    const { name, thinks } = this.#wishes;
    const { chance } = common;
    const { matchId } = match;
    histories.welcomed(player.playerId, match);
    match.on('event', (event) => histories.event(matchId, match.seat, event));
    match.on('result', (result) => histories.result(matchId, player.playerId, result));
    try {
      for (let turn = await match.nextTurn(); turn !== undefined; turn = await match.nextTurn()) {
        await host.pause(chance.between(`${name} thinks`, 10, thinks));
        await this.#mayDie(host);
        if (this.#leaves(match)) return;
        const device = await this.#secondDevice(player, match);
        if (device !== undefined) return await this.#play(player, device, host);
        await this.#act(match, turn.legal);
      }
      histories.result(matchId, player.playerId, await match.finished());
      match.leave();
      this.#over();
      if (this.#played < this.#wishes.matches)
        this.#matchId = await this.#parts.directMatches.again(player, host, matchId, name);
    } catch (error) {
      match.leave();
      await this.#look(player, matchId, error);
      throw error;
    }
  }

  /** Sends one command, mostly of the game. */
  async #act(match: LiveMatch, legal: LiveMatch['position']['legal']): Promise<void> {
    const { chance } = this.#parts.common;
    const { name } = this.#wishes;
    const { offer } = match.position;
    const dice = chance.next(`${name} dice`);
    try {
      if (offer !== null && offer.by !== match.seat && !offer.acceptedBy.includes(match.seat))
        this.#acknowledged(match, await match.answerDraw(dice < 0.05));
      if (!match.isMyTurn) return;
      if (dice > 0.997) this.#acknowledged(match, await match.resign());
      else if (dice > 0.985) this.#acknowledged(match, await match.offerDraw());
      else this.#acknowledged(match, await match.play(chance.pick(`${name} choice`, legal)));
    } catch (error) {
      // Another seat's action may have ended the turn: the next read shows it.
      if (!(error instanceof Error) || error.name !== 'CommandRefused') throw error;
      this.#parts.histories.refused(error.message);
    }
  }

  #acknowledged(match: LiveMatch, event: Awaited<ReturnType<LiveMatch['play']>>): void {
    this.#parts.histories.acknowledged(match.matchId, match.seat, event);
  }

  /**
   * Sometimes connects with another device while the first is still connected: it takes over the seat at
   * once.
   */
  async #secondDevice(player: Player, match: LiveMatch): Promise<LiveMatch | undefined> {
    const { common } = this.#parts;
    const { name, udp } = this.#wishes;
    if (!common.faults.happens('second-device', name)) return undefined;
    const alone = this.#starts === 1 && this.#links.length === 1;
    try {
      const device = await player.rejoin(match.matchId, { udp });
      match.leave();
      return device;
    } catch (error) {
      if (alone && error instanceof ApiError && error.code === 'game-session-full')
        common.violation('a second device takes the seat', `${name} is refused: ${error.message}`);
      throw error;
    }
  }

  #leaves(match: LiveMatch): boolean {
    if (!this.#parts.common.faults.happens('app-leaves', this.#wishes.name)) return false;
    match.leave();
    return true;
  }

  /** Sometimes cancels the search, or is gone for minutes without a word. */
  #mayLeave(host: Host, leaves: AbortController): void {
    const { faults } = this.#parts.common;
    if (faults.happens('search-left', this.#wishes.name)) leaves.abort();
    if (!faults.happens('app-gone', this.#wishes.name)) return;
    this.#isGone = true;
    host.kill('the app is closed while it searches');
  }

  async #mayDie(host: Host): Promise<void> {
    if (!this.#parts.common.faults.happens('app-kill', this.#wishes.name)) return;
    host.kill('the app is closed');
    await host.pause(1); // for ever
  }
}

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
