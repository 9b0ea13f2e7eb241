import { messageOf } from '../core/message-of';
import {
  type Presence,
  readToPlayer,
  type Result,
  type ToPlayer,
  type ToPlayerFields,
  type Welcome,
  type WireClocks,
} from '../contract/realtime/to-player';
import { type SeatCommand, type ToScript, writeToScript } from '../contract/realtime/to-script';
import { pause } from '../core/clock';
import { commandId, type CommandId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { Emitter } from './emitter';
import { ApiError, CommandRefused, Disconnected, MatchAbandoned } from './errors';
import { MatchClocks } from './match-clocks';
import { isStandingOf, type Standing, type WireStanding } from './game-types';
import { Heartbeat } from './heartbeat';
import { RealtimeConnection, type RealtimeEndpoint, type RealtimeOptions } from './realtime/connection';
import { type Transports } from './transports';

export type MatchEvent = ToPlayerFields['events']['events'][number];
/**
 * An event of a seat's command; other events concern the match itself, such as a takeover by another process.
 */
export type CommandEvent = Extract<MatchEvent, { readonly seat: number }>;

/** A time at which it is this player's turn, with all that a bot, or a page, needs to choose. */
export interface Turn<View extends Json = Json, Command extends Json = Json> extends Standing<View, Command> {
  readonly sequence: number;
  readonly seat: Seat;
}

/** The time that a command took: from the first sending to the script's event. */
export interface Timing {
  readonly kind: 'command';
  readonly milliseconds: number;
  readonly id: CommandId;
  /** The number of sendings; more than one after a lost datagram, a lost connection or `try-again`. */
  readonly attempts: number;
}

export interface LiveMatchEvents<View extends Json = Json, Command extends Json = Json> {
  /** One entry of the log, usually a command of a seat, in order and without gaps. */
  event: MatchEvent;
  /** The match in its new state. */
  standing: Standing<View, Command>;
  /** `bot`: a bot plays the seat, of this strength. */
  presence: {
    readonly seat: Seat;
    readonly presence: Presence;
    readonly until: number | null;
    readonly bot?: string | undefined;
  };
  /** A command of this player was refused. */
  refused: CommandRefused;
  /** The clocks, where the match has any: after every event, and when the lag was measured again. */
  clocks: MatchClocks;
  result: Result;
  timing: Timing;
  /** The connection is lost (and is restored, unless the match is over), or is restored. */
  connection: 'lost' | 'restored';
  /** The seat has connected from another place; `closed` follows. `rejoin` takes the seat back. */
  replaced: string;
  /** The last event: the match is over, the player left, or could not come back. */
  closed: string;
}

export interface LiveMatchOptions extends RealtimeOptions {
  /** Whether to reconnect automatically. Default true. */
  readonly reconnect?: boolean;
}

/**
 * The REST requests that a match needs: another player session for the same seat, and the result when the
 * session is gone.
 */
export interface WayBack {
  /** @param unresponsive the server has been silent for a while, or could not be connected to */
  rejoin(unresponsive: boolean): Promise<RealtimeEndpoint>;
  /** The end of the match: its result, or the reason why it has none; undefined while it runs. */
  ending(): Promise<Result | MatchAbandoned | undefined>;
}

interface Pending {
  readonly message: SeatCommand;
  readonly since: number;
  attempts: number;
  cancelResend: () => void;
  resolve(event: CommandEvent): void;
  reject(error: Error): void;
}

/** A datagram without an answer for this time counts as lost, and is sent again over TCP. */
const lostDatagramMs = 300;
const retryMs = [100, 200, 400, 800, 1600];
/**
 * Pauses between attempts to come back; the last one repeats. A cut connection keeps its place until the
 * server misses pongs. A Retry-After in an answer takes precedence.
 */
const rejoinMs = [200, 400, 800, 1600, 3200, 5000];
/**
 * The time for which a client tries to come back: a match whose server is gone waits this long for its
 * players.
 */
const comeBackMs = 300_000;

/**
 * One match from a player's view. It sends commands (again, with the same id, when an answer is missing),
 * delivers events without gaps, and reconnects after a lost connection.
 */
export class LiveMatch<View extends Json = Json, Command extends Json = Json> extends Emitter<
  LiveMatchEvents<View, Command>
> {
  readonly #transports: Transports;
  readonly #back: WayBack;
  readonly #options: LiveMatchOptions;

  #connection: RealtimeConnection | undefined;
  #heartbeat: Heartbeat | undefined;
  #welcomed: Welcome | undefined;
  #current: Standing<View, Command> | undefined;
  #newest = 0;
  #clocks: MatchClocks | undefined;
  /** The last ping, and the round trip in ms that one has measured. */
  #asked: { readonly n: number; readonly at: number } | undefined;
  #roundTripMs = 0;
  #ended: Result | undefined;
  #abandoned: MatchAbandoned | undefined;
  #finish: 'open' | 'left' | 'closed' = 'open';
  #closedBecause = '';
  #syncing = false;
  readonly #pending = new Map<CommandId, Pending>();
  readonly #idPrefix: string;
  #ids = 0;

  private constructor(transports: Transports, back: WayBack, options: LiveMatchOptions) {
    super();
    this.#transports = transports;
    this.#back = back;
    this.#options = options;

    this.#idPrefix = transports.newId();
  }

  /**
   * Connects with a ticket's player session; resolves once the script has sent *welcome*.
   * @throws Disconnected when the server refuses the session or cannot be reached; CommandRefused
   * (`not-seated`) when the script knows no seat for it; MatchAbandoned when its rules have failed
   */
  static async open<View extends Json = Json, Command extends Json = Json>(
    endpoint: RealtimeEndpoint,
    transports: Transports,
    back: WayBack,
    options: LiveMatchOptions = {},
  ): Promise<LiveMatch<View, Command>> {
    const match = new LiveMatch<View, Command>(transports, back, options);
    await match.#connect(endpoint);
    return match;
  }

  get matchId(): string {
    return this.#welcome.matchId;
  }
  get game(): string {
    return this.#welcome.game;
  }
  get seat(): Seat {
    return this.#welcome.seat;
  }
  /** Players, seat 0 first. */
  get players(): readonly string[] {
    return this.#welcome.seats.map(({ playerId }) => playerId);
  }
  /** The presence or bot of each seat, seat 0 first, as of the last connection. */
  get seats(): Welcome['seats'] {
    return this.#welcome.seats;
  }
  /** Sequence number of the newest known event. */
  get sequence(): number {
    return this.#newest;
  }
  get standing(): Standing<View, Command> {
    if (this.#current === undefined) throw new Disconnected('not welcomed yet');
    return this.#current;
  }
  /** Team of each seat, seat 0 first. */
  get teams(): readonly number[] {
    return this.#welcome.seats.map(({ team }) => team);
  }
  /** The options of the match, with defaults filled in. */
  get options(): Json {
    return this.#welcome.options;
  }
  get matchmaking(): string | null {
    return this.#welcome.matchmaking;
  }
  /** Whether the result changes ratings and boards. */
  get rated(): boolean {
    return this.#welcome.rated;
  }
  /** Why the match is not rated; undefined when it is. */
  get unratedBecause(): Welcome['unratedBecause'] {
    return this.#welcome.unratedBecause;
  }
  /** SHA-256 of the seed: keep it, to verify after the end that dice and decks were decided at the start. */
  get seedHash(): string {
    return this.#welcome.seedHash;
  }
  /** The clocks of the match; undefined when it has none. */
  get clocks(): MatchClocks | undefined {
    return this.#clocks;
  }
  /** Whether a seat may ask to take its last command back. */
  get hasTakebacks(): boolean {
    return this.#welcome.takebacks === true;
  }
  /** The result, once there is one. */
  get result(): Result | undefined {
    return this.#ended;
  }
  get isMyTurn(): boolean {
    const over = this.#ended !== undefined || this.#abandoned !== undefined;
    return !over && this.standing.toAct.includes(this.seat);
  }
  /** Whether commands are sent as datagrams. */
  get isFast(): boolean {
    return this.#connection?.isFast === true;
  }

  /** Plays a command of the game. Resolves with its event; rejects with CommandRefused or Disconnected. */
  play(command: Command): Promise<CommandEvent> {
    return this.#send({ kind: 'command', id: this.#nextId(), seen: this.#newest, command });
  }

  resign(): Promise<CommandEvent> {
    return this.#send({ kind: 'resign', id: this.#nextId() });
  }

  offerDraw(): Promise<CommandEvent> {
    return this.#send({ kind: 'offer', id: this.#nextId(), offer: 'draw' });
  }

  answerDraw(accept: boolean): Promise<CommandEvent> {
    return this.#send({ kind: 'answer', id: this.#nextId(), offer: 'draw', accept });
  }

  /** Asks to take this player's last command back; the other seats answer. */
  askTakeback(): Promise<MatchEvent> {
    return this.#send({ kind: 'offer', id: this.#nextId(), offer: 'takeback' });
  }

  answerTakeback(accept: boolean): Promise<MatchEvent> {
    return this.#send({ kind: 'answer', id: this.#nextId(), offer: 'takeback', accept });
  }

  /** Ends the match while a seat has not played yet: it is not counted. */
  abort(): Promise<MatchEvent> {
    return this.#send({ kind: 'abort', id: this.#nextId() });
  }

  /** In a match of days: adds days to this player's running turn. */
  takeVacation(days: number): Promise<MatchEvent> {
    return this.#send({ kind: 'vacation', id: this.#nextId(), days });
  }

  /**
   * This player's next turn (at once, when it is the player's turn), or undefined once the match has its
   * result.
   * @throws Disconnected; MatchAbandoned when it ends without a result
   */
  nextTurn(): Promise<Turn<View, Command> | undefined> {
    return this.#wait(() =>
      this.isMyTurn ? { ...this.standing, sequence: this.#newest, seat: this.seat } : undefined,
    );
  }

  /**
   * Resolves with the result.
   * @throws Disconnected when the player left or could not come back before it; MatchAbandoned when the match
   * ends without one
   */
  async finished(): Promise<Result> {
    await this.#wait(() => undefined);
    if (this.#ended === undefined) throw this.#loss();
    return this.#ended;
  }

  /** Requests the events after the newest known one; happens automatically when one is missing. */
  sync(): void {
    this.#transmit({ kind: 'sync', after: this.#newest }, 'reliable');
  }

  /** Leaves the match. The seat is kept for a while: Player.rejoin comes back. */
  leave(): void {
    if (this.#finish !== 'open') return;
    this.#finish = 'left';
    this.#connection?.close();
    this.#close('we left');
  }

  get #welcome(): Welcome {
    if (this.#welcomed === undefined) throw new Disconnected('not welcomed yet');
    return this.#welcomed;
  }

  #nextId(): CommandId {
    this.#ids += 1;
    return commandId(`${this.#idPrefix}-${this.#ids}`);
  }

  /** Waits for a result of `found`, calling it after every change; undefined once the match is over. */
  #wait<Found>(found: () => Found | undefined): Promise<Found | undefined> {
    return new Promise((resolve, reject) => {
      const stops: (() => void)[] = [];
      const look = (): boolean => {
        const value = found();
        const done = value !== undefined || this.#ended !== undefined;
        if (!done && this.#finish === 'open') return false;
        for (const stop of stops) stop();
        if (done) resolve(value);
        else reject(this.#loss());
        return true;
      };
      if (look()) return;
      stops.push(this.on('standing', look), this.on('result', look), this.on('closed', look));
    });
  }

  async #connect(endpoint: RealtimeEndpoint): Promise<void> {
    // *welcome* may come before the login result, and a refusal instead of it.
    let welcomed: () => void = () => undefined;
    let refused: (error: Error) => void = () => undefined;
    const greeting = new Promise<void>((resolve, reject) => {
      welcomed = resolve;
      refused = reject;
    });
    greeting.catch(() => undefined);
    const connection: RealtimeConnection = new RealtimeConnection(
      endpoint,
      this.#transports,
      {
        message: (code, payload) => {
          if (this.#connection === connection) this.#heartbeat?.heard();
          const read = readToPlayer(code, payload);
          // a newer script may send unknown messages
          if (read === undefined || !('message' in read)) return;
          if (read.message.kind === 'welcome') {
            this.#greet(read.message, connection);
            welcomed();
          } else if (read.message.kind === 'refused' && read.message.code === 'not-seated')
            refused(new CommandRefused('not-seated', read.message.message, null));
          else if (read.message.kind === 'abandoned' && this.#connection !== connection)
            refused(new MatchAbandoned(read.message.reason, read.message.message));
          else if (this.#connection === connection) this.#take(read.message);
        },
        closed: (reason) => {
          refused(new Disconnected(reason));
          if (this.#connection === connection) this.#lost(reason);
        },
      },
      this.#options,
    );
    try {
      await connection.ready;
      await greeting;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #greet(welcome: Welcome, connection: RealtimeConnection): void {
    const first = this.#welcomed === undefined;
    this.#welcomed = welcome;
    this.#connection = connection;
    this.#syncing = false;
    if (welcome.clocks !== null) this.#tick(welcome.clocks);
    this.#heartbeat?.stop();
    this.#heartbeat = new Heartbeat(this.#transports, {
      ping: (n) => this.#ping(n),
      silent: () => {
        if (this.#connection !== connection) return;
        this.#lost('the server does not answer', true);
        connection.close();
      },
    });
    // At once where clocks are drawn: they subtract the delay of a message.
    if (welcome.clocks !== null) this.#ping(0);
    if (first) this.#newest = welcome.sequence;
    // Kept even where events are missing: from here on there is a state to show.
    if (first) this.#current = typed(welcome.standing);
    if (welcome.sequence === this.#newest) this.#stand(welcome.standing);
    else this.#catchUp();
    for (const [seat, { presence, until, bot }] of welcome.seats.entries())
      this.emit('presence', { seat, presence, until, bot });
    // After the missing events, so that accepted commands are known.
    for (const pending of this.#pending.values()) this.#transmitCommand(pending);
    if (welcome.result !== null) this.#end(welcome.result);
  }

  #take(message: Exclude<ToPlayer, { kind: 'welcome' }>): void {
    switch (message.kind) {
      case 'events':
        if (message.clocks !== undefined) this.#tick(message.clocks);
        return this.#follow(message.events, message.standing);
      case 'refused':
        return this.#heedRefusal(message);
      case 'presence':
        return this.emit('presence', {
          seat: message.seat,
          presence: message.presence,
          bot: message.bot,
          until: message.until,
        });
      case 'result':
        return this.#end(resultOf(message));
      case 'abandoned':
        return this.#giveUp(new MatchAbandoned(message.reason, message.message));
      case 'clock':
        return this.#tick({ now: message.now, seats: message.seats, lag: message.lag });
      case 'ping':
        return this.#transmit({ kind: 'pong', n: message.n }, 'reliable');
      case 'pong':
        return this.#measured(message.n);
    }
  }

  #ping(n: number): void {
    this.#asked = { n, at: this.#transports.now() };
    this.#transmit({ kind: 'ping', n }, 'reliable');
  }

  #measured(n: number): void {
    if (this.#asked?.n !== n) return;
    this.#roundTripMs = this.#transports.now() - this.#asked.at;
    if (this.#clocks !== undefined) this.#show(this.#clocks.delayedBy(this.#roundTripMs / 2));
  }

  #tick(told: WireClocks): void {
    const control = this.#welcome.timeControl ?? { kind: 'none' };
    const now = () => this.#transports.now();
    this.#show(new MatchClocks(told, control, now(), this.#roundTripMs / 2, now));
  }

  #show(clocks: MatchClocks): void {
    this.#clocks = clocks;
    this.emit('clocks', clocks);
  }

  #follow(events: readonly MatchEvent[], standing: WireStanding | null): void {
    const ours: CommandEvent[] = [];
    for (const event of events) {
      if (event.sequence <= this.#newest) {
        if (isOurs(event)) ours.push(event); // repeated after another request
        continue;
      }
      if (event.sequence > this.#newest + 1) return this.#catchUp();
      this.#newest = event.sequence;
      this.emit('event', event);
      if (isOurs(event)) ours.push(event);
    }
    if (standing !== null) {
      this.#syncing = false;
      const last = events[events.length - 1];
      if (last === undefined || last.sequence === this.#newest) this.#stand(standing);
    }
    for (const event of ours) this.#settle(event);
  }

  #catchUp(): void {
    if (this.#syncing) return;
    this.#syncing = true;
    this.sync();
  }

  #stand(standing: WireStanding): void {
    this.#current = typed<View, Command>(standing);
    this.emit('standing', this.#current);
  }

  #settle(event: CommandEvent): void {
    const pending = event.id === undefined ? undefined : this.#pending.get(event.id);
    if (pending === undefined) return;
    pending.cancelResend();
    this.#pending.delete(pending.message.id);
    this.emit('timing', {
      kind: 'command',
      milliseconds: this.#transports.now() - pending.since,
      id: pending.message.id,
      attempts: pending.attempts,
    });
    pending.resolve(event);
  }

  #heedRefusal({ code, message, id, rule, sequence }: ToPlayerFields['refused']): void {
    if (code === 'closing') return; // the connection is about to end; pending commands are sent over the next one
    if (code === 'replaced') return this.#stepAside(message);
    if (sequence > this.#newest) this.#catchUp();
    const pending = id === null ? undefined : this.#pending.get(id);
    if (pending === undefined) return;
    const again = code === 'try-again' ? retryMs[pending.attempts - 1] : undefined;
    pending.cancelResend();
    if (again !== undefined) {
      pending.cancelResend = this.#transports.after(again, () => this.#transmitCommand(pending));
      return;
    }
    this.#pending.delete(pending.message.id);
    const refusal = new CommandRefused(code, message, rule);
    this.emit('refused', refusal);
    pending.reject(refusal);
  }

  /** The seat has connected from another place: an automatic reconnect would take it away again. */
  #stepAside(reason: string): void {
    this.#finish = 'left';
    this.#connection?.close();
    this.emit('replaced', reason);
    this.#close(reason);
  }

  #send(message: Pending['message']): Promise<CommandEvent> {
    if (this.#finish !== 'open') return Promise.reject(this.#loss());
    return new Promise((resolve, reject) => {
      const pending: Pending = {
        message,
        since: this.#transports.now(),
        attempts: 0,
        cancelResend: () => undefined,
        resolve,
        reject,
      };
      this.#pending.set(message.id, pending);
      if (this.#connection !== undefined) this.#transmitCommand(pending);
    });
  }

  #transmitCommand(pending: Pending): void {
    pending.cancelResend();
    pending.attempts += 1;
    const fast = pending.attempts === 1 && this.isFast;
    if (fast)
      pending.cancelResend = this.#transports.after(lostDatagramMs, () => this.#transmitCommand(pending));
    this.#transmit(pending.message, fast ? 'fast' : 'reliable');
  }

  #transmit(message: ToScript, intent: 'reliable' | 'fast'): void {
    const { opCode, payload } = writeToScript(message, this.#welcomed?.secret);
    this.#connection?.send(opCode, payload, intent);
  }

  #end(result: Result): void {
    if (this.#ended !== undefined) return;
    this.#ended = result;
    this.emit('result', result);
  }

  /** The match has ended without a result. */
  #giveUp(why: MatchAbandoned): void {
    if (this.#finish !== 'open') return;
    this.#abandoned = why;
    this.#finish = 'left';
    this.#connection?.close();
    this.#close(why.message);
  }

  /** The reason why the match ended or was lost. */
  #loss(): Error {
    return this.#abandoned ?? new Disconnected(this.#closedBecause);
  }

  #lost(reason: string, unresponsive = false): void {
    this.#connection = undefined;
    this.#heartbeat?.stop();
    if (this.#finish !== 'open') return;
    if (this.#ended !== undefined || this.#options.reconnect === false) return this.#close(reason);
    this.emit('connection', 'lost');
    this.#comeBack(reason, unresponsive).catch((error: unknown) => this.#close(messageOf(error)));
  }

  /**
   * Requests new player sessions of the seat and connects with them, until that succeeds or cannot succeed
   * any more.
   */
  async #comeBack(reason: string, silent: boolean): Promise<void> {
    let last = reason;
    let unresponsive = silent;
    let told: number | undefined;
    const until = this.#transports.now() + comeBackMs;
    for (let tries = 0; this.#transports.now() < until; tries += 1) {
      await pause(this.#transports, told ?? rejoinMs[Math.min(tries, rejoinMs.length - 1)] ?? 0);
      told = undefined;
      if (this.#finish !== 'open') return;
      try {
        const endpoint = await this.#back.rejoin(unresponsive);
        // The next request reports a server that could not be connected to.
        unresponsive = true;
        await this.#connect(endpoint);
        if (this.#finish !== 'open')
          this.#connection?.close(); // the player left in the meantime
        else this.emit('connection', 'restored');
        return;
      } catch (error) {
        if (error instanceof ApiError && error.retryAfter !== undefined) told = error.retryAfter * 1000;
        if (error instanceof ApiError && error.code === 'match-ended') {
          const ending = await this.#back.ending();
          if (ending instanceof MatchAbandoned) return this.#giveUp(ending);
          if (ending !== undefined) this.#end(ending);
          return this.#close(error.message);
        }
        last = messageOf(error);
      }
    }
    this.#close(`could not come back: ${last}`);
  }

  #close(reason: string): void {
    if (this.#finish === 'closed') return;
    this.#heartbeat?.stop();
    this.#finish = 'closed';
    this.#closedBecause = reason;
    for (const pending of this.#pending.values()) {
      pending.cancelResend();
      pending.reject(this.#loss());
    }
    this.#pending.clear();
    this.emit('closed', reason);
  }
}

/** Only the sender of a command gets its id. */
const isOurs = (event: MatchEvent): event is CommandEvent => event.seat !== null && event.id !== undefined;

function typed<View extends Json, Command extends Json>(standing: WireStanding): Standing<View, Command> {
  if (!isStandingOf<View, Command>(standing)) throw new TypeError('unreachable');
  return standing;
}

function resultOf({ kind: _kind, ...result }: Extract<ToPlayer, { kind: 'result' }>): Result {
  return result;
}
