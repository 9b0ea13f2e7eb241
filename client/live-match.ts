import {
  type Result,
  type ToPlayer,
  type ToPlayerFields,
  type Welcome,
} from '../contract/realtime/to-player';
import { type SeatCommand, type ToScript, writeToScript } from '../contract/realtime/to-script';
import { commandId, type CommandId } from '../core/ids';
import { type Json } from '../core/json';
import { messageOf } from '../core/message-of';
import { ClockFollower } from './clock-follower';
import { comeBack, type Return } from './coming-back';
import { Disconnected, MatchAbandoned } from './errors';
import { isPositionOf, type Position, type WirePosition } from './game-types';
import { Heartbeat } from './heartbeat';
import {
  type CommandEvent,
  type LiveMatchEvents,
  type LiveMatchOptions,
  type MatchEvent,
  type Turn,
  type WayBack,
} from './live-match-events';
import { type MatchClocks } from './match-clocks';
import { type RealtimeConnection, type RealtimeEndpoint } from './realtime/connection';
import { type CommandLine, SentCommands } from './sent-commands';
import { type Transports } from './transports';
import { connectAndGreet } from './welcomed-connection';
import { WelcomedMatch } from './welcomed-match';

/**
 * One match from a player's view. It sends commands (again, with the same id, when an answer is missing),
 * delivers events without gaps, and reconnects after a lost connection.
 */
export class LiveMatch<View extends Json = Json, Command extends Json = Json> extends WelcomedMatch<
  LiveMatchEvents<View, Command>
> {
  readonly #transports: Transports;
  readonly #back: WayBack;
  readonly #options: LiveMatchOptions;
  readonly #clocks: ClockFollower;
  readonly #commands: SentCommands;

  #connection: RealtimeConnection | undefined;
  #heartbeat: Heartbeat | undefined;
  #current: Position<View, Command> | undefined;
  #newest = 0;
  #ended: Result | undefined;
  #abandoned: MatchAbandoned | undefined;
  #finish: 'open' | 'left' | 'closed' = 'open';
  #closedBecause = '';
  #syncing = false;
  readonly #idPrefix: string;
  #ids = 0;

  private constructor(transports: Transports, back: WayBack, options: LiveMatchOptions) {
    super();
    this.#transports = transports;
    this.#back = back;
    this.#options = options;
    this.#clocks = new ClockFollower(transports, (clocks) => this.emit('clocks', clocks));
    this.#commands = new SentCommands(transports, this.#line());
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

  /** Sequence number of the newest known event. */
  get sequence(): number {
    return this.#newest;
  }
  get standing(): Position<View, Command> {
    if (this.#current === undefined) throw new Disconnected('not welcomed yet');
    return this.#current;
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

  /** Gives the match up. */
  resign(): Promise<CommandEvent> {
    return this.#send({ kind: 'resign', id: this.#nextId() });
  }

  /** Offers a draw; the other seats answer. */
  offerDraw(): Promise<CommandEvent> {
    return this.#send({ kind: 'offer', id: this.#nextId(), offer: 'draw' });
  }

  /** Accepts or declines the draw that another seat offers. */
  answerDraw(accept: boolean): Promise<CommandEvent> {
    return this.#send({ kind: 'answer', id: this.#nextId(), offer: 'draw', accept });
  }

  /** Asks to take this player's last command back; the other seats answer. */
  askTakeback(): Promise<MatchEvent> {
    return this.#send({ kind: 'offer', id: this.#nextId(), offer: 'takeback' });
  }

  /** Accepts or declines the takeback that another seat asks for. */
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

  #connect(endpoint: RealtimeEndpoint): Promise<void> {
    return connectAndGreet(
      endpoint,
      this.#transports,
      {
        isCurrent: (connection) => connection === this.#connection,
        welcomed: (welcome, connection) => this.#greet(welcome, connection),
        heard: () => this.#heartbeat?.heard(),
        message: (message) => this.#take(message),
        lost: (reason) => this.#lost(reason),
      },
      this.#options,
    );
  }

  /** The connection of now, for commands. */
  #line(): CommandLine {
    const isOpen = (): boolean => this.#connection !== undefined;
    const isFast = (): boolean => this.isFast;
    return {
      get isOpen() {
        return isOpen();
      },
      get isFast() {
        return isFast();
      },
      transmit: (message, intent) => this.#transmit(message, intent),
    };
  }

  #greet(welcome: Welcome, connection: RealtimeConnection): void {
    const first = this.greet(welcome);
    this.#connection = connection;
    this.#syncing = false;
    if (welcome.clocks !== null) this.#tellClocks(welcome.clocks);
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
    if (welcome.sequence === this.#newest) this.#show(welcome.standing);
    else this.#catchUp();
    for (const [seat, { presence, until, bot }] of welcome.seats.entries())
      this.emit('presence', { seat, presence, until, bot });
    // After the missing events, so that accepted commands are known.
    this.#commands.resend();
    if (welcome.result !== null) this.#end(welcome.result);
  }

  #take(message: Exclude<ToPlayer, { kind: 'welcome' }>): void {
    switch (message.kind) {
      case 'events':
        if (message.clocks !== undefined) this.#tellClocks(message.clocks);
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
        return this.#tellClocks({ now: message.now, seats: message.seats, lag: message.lag });
      case 'ping':
        return this.#transmit({ kind: 'pong', n: message.n }, 'reliable');
      case 'pong':
        return this.#clocks.answered(message.n);
    }
  }

  #ping(n: number): void {
    this.#clocks.asked(n);
    this.#transmit({ kind: 'ping', n }, 'reliable');
  }

  #tellClocks(told: NonNullable<Welcome['clocks']>): void {
    this.#clocks.tell(told, this.welcome.timeControl ?? { kind: 'none' });
  }

  #follow(events: readonly MatchEvent[], position: WirePosition | null): void {
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
    if (position !== null) {
      this.#syncing = false;
      const last = events[events.length - 1];
      if (last === undefined || last.sequence === this.#newest) this.#show(position);
    }
    for (const event of ours) this.#settle(event);
  }

  #catchUp(): void {
    if (this.#syncing) return;
    this.#syncing = true;
    this.sync();
  }

  #show(position: WirePosition): void {
    this.#current = typed<View, Command>(position);
    this.emit('standing', this.#current);
  }

  #settle(event: CommandEvent): void {
    const timing = this.#commands.settle(event);
    if (timing !== undefined) this.emit('timing', timing);
  }

  #heedRefusal(refused: ToPlayerFields['refused']): void {
    const { code, message, sequence } = refused;
    if (code === 'closing') return; // the connection is about to end; pending commands are sent over the next one
    if (code === 'replaced') return this.#stepAside(message);
    if (sequence > this.#newest) this.#catchUp();
    const refusal = this.#commands.refuse(refused);
    if (refusal !== undefined) this.emit('refused', refusal);
  }

  /** The seat has connected from another place: an automatic reconnect would take it away again. */
  #stepAside(reason: string): void {
    this.#finish = 'left';
    this.#connection?.close();
    this.emit('replaced', reason);
    this.#close(reason);
  }

  #send(message: SeatCommand): Promise<CommandEvent> {
    if (this.#finish !== 'open') return Promise.reject(this.#loss());
    return this.#commands.send(message);
  }

  #transmit(message: ToScript, intent: 'reliable' | 'fast'): void {
    const { opCode, payload } = writeToScript(message, this.secret);
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
    comeBack(
      {
        transports: this.#transports,
        back: this.#back,
        connect: (endpoint) => this.#connect(endpoint),
        isWanted: () => this.#finish === 'open',
      },
      reason,
      unresponsive,
    ).then(
      (how) => this.#returned(how),
      (error: unknown) => this.#close(messageOf(error)),
    );
  }

  #returned(how: Return): void {
    switch (how.kind) {
      case 'restored':
        return this.emit('connection', 'restored');
      case 'left':
        return this.#connection?.close();
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
    this.#heartbeat?.stop();
    this.#finish = 'closed';
    this.#closedBecause = reason;
    this.#commands.fail(this.#loss());
    this.emit('closed', reason);
  }
}

/** Only the sender of a command gets its id. */
const isOurs = (event: MatchEvent): event is CommandEvent => event.seat !== null && event.id !== undefined;

function typed<View extends Json, Command extends Json>(position: WirePosition): Position<View, Command> {
  if (!isPositionOf<View, Command>(position)) throw new TypeError('unreachable');
  return position;
}

function resultOf({ kind: _kind, ...result }: Extract<ToPlayer, { kind: 'result' }>): Result {
  return result;
}
