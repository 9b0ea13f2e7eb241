import {
  type Result,
  type ToPlayer,
  type ToPlayerFields,
  type Welcome,
} from '../contract/realtime/to-player';
import { type SeatCommand } from '../contract/realtime/to-script';
import { type Json } from '../core/json';
import { ClockFollower } from './clock-follower';
import { type Reconnection } from './reconnect';
import { CommandedMatch } from './commanded-match';
import { Disconnected, MatchAbandoned } from './errors';
import { FollowedEvents } from './followed-events';
import { type Position } from './game-types';
import {
  type CommandEvent,
  type ConnectionState,
  type LiveMatchEvents,
  type LiveMatchOptions,
  type Turn,
  type RejoinRequests,
} from './live-match-events';
import { type MatchClocks } from './match-clocks';
import { MatchConnection } from './match-connection';
import { type RealtimeEndpoint } from './realtime/line';
import { SentCommands } from './sent-commands';
import { type Transports } from './transports';

/**
 * One match from a player's view. It sends commands, and repeats one with the same id when its answer is
 * missing. It delivers events without gaps, and reconnects after a lost connection. Its properties show the
 * present state: a listener that comes late has missed events, but no state.
 */
export class LiveMatch<View extends Json = Json, Command extends Json = Json> extends CommandedMatch<
  Command,
  LiveMatchEvents<View, Command>
> {
  readonly #reconnects: boolean;
  readonly #connection: MatchConnection;
  readonly #clocks: ClockFollower;
  readonly #commands: SentCommands;
  readonly #events: FollowedEvents<View, Command>;

  #ended: Result | undefined;
  #abandoned: MatchAbandoned | undefined;
  #finish: 'open' | 'left' | 'closed' = 'open';
  #isReplaced = false;
  #closedBecause: string | undefined;

  private constructor(transports: Transports, back: RejoinRequests, options: LiveMatchOptions) {
    super(transports.newId());
    this.#reconnects = options.reconnect !== false;
    this.#connection = new MatchConnection(transports, back, options, {
      welcomed: (welcome) => this.#greet(welcome),
      message: (message) => this.#take(message),
      ping: (n) => this.#ping(n),
      secret: () => this.secret,
      lost: (reason) => this.#lost(reason),
      isWanted: () => this.#finish === 'open',
      reconnectEnded: (how) => this.#endReconnect(how),
    });
    this.#clocks = new ClockFollower(transports, (clocks) => this.emit('clocks', clocks));
    this.#commands = new SentCommands(transports, this.#connection);
    this.#events = new FollowedEvents<View, Command>({
      event: (event) => this.emit('event', event),
      position: (position) => this.emit('position', position),
      missing: () => this.sync(),
    });
  }

  /**
   * Connects with a ticket's player session; resolves once the script has sent *welcome*.
   * @throws Disconnected when the server refuses the session or cannot be reached. CommandRefused
   * (`not-seated`) when the script knows no seat for it. MatchAbandoned when its rules have failed
   */
  static async open<View extends Json = Json, Command extends Json = Json>(
    endpoint: RealtimeEndpoint,
    transports: Transports,
    back: RejoinRequests,
    options: LiveMatchOptions = {},
  ): Promise<LiveMatch<View, Command>> {
    const match = new LiveMatch<View, Command>(transports, back, options);
    await match.#connection.connect(endpoint);
    return match;
  }

  get sequence(): number {
    return this.#events.newest;
  }
  get position(): Position<View, Command> {
    const { position } = this.#events;
    if (position === undefined) throw new Disconnected('not welcomed yet');
    return position;
  }
  /** The clocks of the match; undefined when it has none. */
  get clocks(): MatchClocks | undefined {
    return this.#clocks.clocks;
  }
  /** The result, once there is one. */
  get result(): Result | undefined {
    return this.#ended;
  }
  get isMyTurn(): boolean {
    const over = this.#ended !== undefined || this.#abandoned !== undefined;
    return !over && this.position.toAct.includes(this.seat);
  }
  get connection(): ConnectionState {
    if (this.#isReplaced) return 'replaced';
    if (this.#finish !== 'open') return 'closed';
    return this.#connection.isOpen ? 'open' : 'lost';
  }
  /** Why nothing more is heard of the match: the value of `closed`, undefined before it. */
  get closedBecause(): string | undefined {
    return this.#closedBecause;
  }
  /** Whether commands are sent as datagrams. */
  get isFast(): boolean {
    return this.#connection.isFast;
  }

  /**
   * This player's next turn (at once, when it is the player's turn), or undefined once the match has its
   * result.
   * @throws Disconnected; MatchAbandoned when it ends without a result
   */
  nextTurn(): Promise<Turn<View, Command> | undefined> {
    return this.#wait(() =>
      this.isMyTurn ? { ...this.position, sequence: this.sequence, seat: this.seat } : undefined,
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
    this.#connection.transmit({ kind: 'sync', after: this.sequence }, 'reliable');
  }

  /** Leaves the match. The seat is kept for a while: Player.rejoin comes back. */
  leave(): void {
    if (this.#finish !== 'open') return;
    this.#finish = 'left';
    this.#connection.close();
    this.#close('we left');
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
      stops.push(this.on('position', look), this.on('result', look), this.on('closed', look));
    });
  }

  #greet(welcome: Welcome): void {
    const first = this.greet(welcome);
    this.#events.reconnected();
    if (welcome.clocks !== null) this.#receiveClocks(welcome.clocks);
    // At once where clocks are drawn: they subtract the delay of a message.
    if (welcome.clocks !== null) this.#ping(0);
    this.#events.welcome(welcome.sequence, welcome.position, first);
    for (const [seat, { presence, until, bot }] of welcome.seats.entries())
      this.emit('presence', { seat, presence, until, bot });
    // After the missing events, so that accepted commands are known.
    this.#commands.resend();
    if (welcome.result !== null) this.#end(welcome.result);
  }

  #take(message: Exclude<ToPlayer, { kind: 'welcome' }>): void {
    switch (message.kind) {
      case 'events':
        if (message.clocks !== undefined) this.#receiveClocks(message.clocks);
        for (const event of this.#events.take(message.events, message.position)) this.#settle(event);
        return undefined;
      case 'refused':
        return this.#heedRefusal(message);
      case 'presence':
        return this.emit('presence', this.seated(message));
      case 'result': {
        const { kind: _kind, ...result } = message;
        return this.#end(result);
      }
      case 'abandoned':
        return this.#giveUp(new MatchAbandoned(message.reason, message.message));
      case 'clock':
        return this.#receiveClocks({ now: message.now, seats: message.seats, lag: message.lag });
      case 'ping':
        return this.#connection.transmit({ kind: 'pong', n: message.n }, 'reliable');
      case 'pong':
        return this.#clocks.answered(message.n);
    }
  }

  #ping(n: number): void {
    this.#clocks.asked(n);
    this.#connection.transmit({ kind: 'ping', n }, 'reliable');
  }

  #receiveClocks(sent: NonNullable<Welcome['clocks']>): void {
    this.#clocks.receive(sent, this.welcome.timeControl ?? { kind: 'none' });
  }

  #settle(event: CommandEvent): void {
    const timing = this.#commands.settle(event);
    if (timing !== undefined) this.emit('timing', timing);
  }

  #heedRefusal(refused: ToPlayerFields['refused']): void {
    const { code, message, sequence } = refused;
    if (code === 'closing') return; // pending commands are sent over the next connection
    if (code === 'replaced') return this.#stepAside(message);
    if (sequence > this.sequence) this.#events.catchUp();
    const refusal = this.#commands.refuse(refused);
    if (refusal !== undefined) this.emit('refused', refusal);
  }

  /** The seat has connected from another place: an automatic reconnect would take it away again. */
  #stepAside(reason: string): void {
    this.#finish = 'left';
    this.#isReplaced = true;
    this.#connection.close();
    this.emit('replaced', reason);
    this.#close(reason);
  }

  protected send(message: SeatCommand): Promise<CommandEvent> {
    if (this.#finish !== 'open') return Promise.reject(this.#loss());
    return this.#commands.send(message);
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
    this.#connection.close();
    this.#close(why.message);
  }

  /** The reason why the match ended or was lost. */
  #loss(): Error {
    return this.#abandoned ?? new Disconnected(this.#closedBecause ?? '');
  }

  /** @returns whether to restore the connection */
  #lost(reason: string): boolean {
    if (this.#finish !== 'open') return false;
    const restores = this.#ended === undefined && this.#reconnects;
    if (restores) this.emit('connection', 'lost');
    else this.#close(reason);
    return restores;
  }

  #endReconnect(how: Exclude<Reconnection, { kind: 'left' }>): void {
    switch (how.kind) {
      case 'restored':
        return this.emit('connection', 'restored');
      case 'failed':
        return this.#close(how.reason);
      case 'ended':
        if (how.ending instanceof MatchAbandoned) return this.#giveUp(how.ending);
        if (how.ending !== undefined) this.#end(how.ending);
        return this.#close(how.reason);
    }
  }

  #close(reason: string): void {
    if (this.#finish === 'closed') return;
    this.#connection.stop();
    this.#finish = 'closed';
    this.#closedBecause = reason;
    this.#commands.fail(this.#loss());
    this.emit('closed', reason);
  }
}
