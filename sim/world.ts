import { type EventEnvelope } from '../contract/events';
import { tablesNamed } from '../contract/tables';
import { WorldChance } from './chance';
import { WorldClock } from './world-clock';
import { Database } from './dynamodb/database';
import { type Write } from './dynamodb/table';
import { allFaultKinds, type FaultPlan, WorldFaults, planOf } from './faults';
import { backend } from './game';
import { GameLift, type GameLiftSettings } from './gamelift/service';
import { type Common } from './host';
import { Containers } from './lambda/containers';
import { Gateway } from './lambda/gateway';
import { Streams } from './lambda/streams';
import { Triggers } from './lambda/triggers';
import { checkAccounts } from './oracles/accounts';
import { checkArranged, hasOpenInvitation } from './oracles/arranged';
import { checkClocks } from './oracles/clocks';
import { checkFollowers } from './oracles/leaderboards';
import { checkRematchesSent, checkResults, SentEvents } from './oracles/events';
import { Histories } from './oracles/histories';
import { idleTime } from './oracles/idle-turns';
import { WriteInvariants } from './oracles/write-invariants';
import { Messages } from './oracles/messages';
import { Rows } from './oracles/rows';
import { TicketOracle } from './oracles/tickets';
import { hasLongSearches, peopleOf } from './players/people';
import { type Person } from './players/person';
import { Scripts } from './realtime/scripts';
import { type Violation, type WorldOptions, type WorldReport } from './report';
import { Trace } from './trace';

const tables = tablesNamed((table) => table);
/** Once faults have stopped, everything must end within this time (virtual milliseconds). */
const maxSettlingMs = 60 * 60_000;

/** One world: everything that a seed decides, with the real code in it. */
export class World {
  readonly #options: WorldOptions;
  readonly #common: Common;
  readonly #violations: Violation[] = [];
  readonly #faults: WorldFaults;
  readonly #plan: FaultPlan;
  readonly #clock: WorldClock;
  readonly #trace: Trace;
  readonly #database: Database;
  readonly #rows: Rows;
  readonly #invariants: WriteInvariants;
  readonly #sentEvents: SentEvents;
  readonly #histories: Histories;
  readonly #gamelift: GameLift;
  readonly #settings: GameLiftSettings;
  readonly #triggers: Triggers;
  readonly #streams: Streams;
  readonly #tickets: TicketOracle;
  readonly #gateway: Gateway;
  readonly #scripts: Scripts;
  #persons: readonly Person[] = [];
  #steps = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    const chance = new WorldChance(options.seed);
    this.#clock = new WorldClock(
      (error) =>
        this.violation(
          'the world stands',
          error instanceof Error ? (error.stack ?? error.message) : String(error),
        ),
      () => {
        this.#steps += 1;
      },
    );
    const elapsed = (): number => this.#clock.elapsed;
    const until = chance.between('faults until', 15_000, 120_000);
    const plan = planOf(chance, until, options.kinds ?? allFaultKinds);
    this.#plan = options.only === undefined ? plan : { ...plan, only: options.only };
    this.#faults = new WorldFaults(chance, this.#plan, elapsed);
    this.#trace = new Trace(elapsed, options.keepTrace === true);
    const violation = (oracle: string, message: string): void => this.violation(oracle, message);
    const common = { clock: this.#clock, chance, faults: this.#faults, trace: this.#trace, violation };
    this.#common = common;
    this.#database = new Database(tables, (write, order) => this.#committed(write, order));
    this.#rows = new Rows(this.#database, tables);
    this.#invariants = new WriteInvariants({
      rows: this.#rows,
      isHosted: (gameSessionId) => this.#gamelift.fleet.running(gameSessionId) !== undefined,
      timedOut: (matchId, seats, waited) => this.#timedOut(matchId, seats, waited),
      violation,
    });
    this.#sentEvents = new SentEvents(violation);
    this.#histories = new Histories(() => this.#rows, violation);
    const tickets = new TicketOracle({
      rows: this.#rows,
      now: () => this.#clock.now(),
      newestFault: () => this.#clock.now() - elapsed() + (this.#faults.happened.at(-1)?.at ?? 0),
      violation,
    });
    this.#tickets = tickets;
    const containers = new Containers(common, {
      backend,
      database: this.#database,
      gamelift: () => this.#gamelift,
      tables,
      eventSent: (event) => this.#sentEvents.put(event),
      asked: (action, input) => tickets.asked(action, input),
    });
    this.#triggers = new Triggers(common, containers);
    this.#streams = new Streams(common, containers);
    this.#gateway = new Gateway(common, containers, (answer) => tickets.answered(answer));
    this.#scripts = this.#hosting();
    this.#settings = this.#gameLiftSettings(chance);
    this.#gamelift = new GameLift(common, this.#settings);
  }

  #hosting(): Scripts {
    const { violation } = this.#common;
    const messages = new Messages({
      invariants: this.#invariants,
      playerSession: (id) => this.#gamelift.sessions.playerSessions.get(id),
      violation,
    });
    return new Scripts({
      common: this.#common,
      database: this.#database,
      tables,
      fenced: (...stopped) => messages.fenced(...stopped),
      said: (...message) => messages.said(...message),
    });
  }

  #gameLiftSettings(chance: WorldChance): GameLiftSettings {
    return {
      backend,
      processes: chance.pick('processes', [1, 2, 2, 3]),
      placementSeconds: chance.between('placement seconds', 10, 40),
      ticketSeconds: hasLongSearches(chance) ? 600 : chance.between('ticket seconds', 8, 30),
      deliver: (envelope: EventEnvelope) => {
        if (envelope['detail-type'] !== 'GameLift Matchmaking Event') return;
        this.#tickets.happened(envelope);
        this.#triggers.event(envelope);
      },
      startScript: this.#scripts.start,
    };
  }

  /** A row was written: oracles look at it, streams carry it, and indexes follow. */
  #committed(write: Write, order: number): void {
    this.#invariants.committed(write);
    this.#tickets.committed(write);
    this.#streams.committed(write, order);
    for (const { name } of write.table.globalSecondaryIndexes) {
      const change = (): void => this.#database.table(tables[write.table.table]).index(name, write, order);
      if (this.#faults.happens('index-late', name)) this.#clock.after(this.#faults.size(50, 5000), change);
      else change();
    }
  }

  /** Lets the world run to its end. */
  async run(): Promise<WorldReport> {
    await this.#gamelift.provision(this.#settings);
    this.#triggers.schedule();
    this.#persons = peopleOf(
      {
        common: this.#common,
        gateway: this.#gateway,
        histories: this.#histories,
        scriptAt: (port) => this.#scripts.at(port),
      },
      this.#options,
    );
    const end = this.#clock.now() + this.#plan.until + maxSettlingMs;
    while (this.#violations.length === 0 && this.#clock.now() < end && !this.#isQuiet())
      await this.#clock.advanceTo(this.#clock.now() + 1000);
    this.#triggers.stop();
    if (this.#violations.length === 0) this.#checkEnd();
    return this.#report();
  }

  /** Seats timed out: once faults have stopped, a player who is there acts long before that. */
  #timedOut(matchId: string, seats: readonly number[], waited: number): void {
    const [now, players] = [this.#clock.elapsed, this.#rows.match(matchId)?.seats];
    for (const seat of seats) {
      const leftAt = this.#persons.find(({ playerId }) => playerId === players?.[seat])?.homeAt;
      const idle = idleTime({ since: now - waited, until: now, leftAt }, this.#faults.happened.at(-1)?.at);
      if (idle !== undefined) this.violation('who is there acts', `seat ${seat} of ${matchId}: ${idle} ms`);
    }
  }

  #isQuiet(): boolean {
    return (
      this.#persons.every((person) => person.isHome) &&
      this.#invariants.isQuiet &&
      this.#streams.isQuiet &&
      this.#gamelift.fleet.size === 0 &&
      !hasOpenInvitation(this.#rows, this.#clock.now())
    );
  }

  #checkEnd(): void {
    for (const [index, person] of this.#persons.entries())
      if (!person.isHome) this.violation('no person waits at the end', `player-${index + 1} still waits`);
    if (!this.#invariants.isQuiet) this.violation('everything ends', `still open: ${this.#invariants.open}`);
    if (this.#gamelift.fleet.size > 0)
      this.violation('processes end', `${this.#gamelift.fleet.size} processes still run`);
    if (!this.#streams.isQuiet) this.violation('streams are read', 'records still wait for a function');
    this.#histories.check();
    checkArranged(this.#rows, this.#clock.now(), this.#common.violation);
    checkAccounts(this.#rows, backend, this.#common.violation);
    checkClocks(this.#rows, this.#common.violation);
    if (!this.#streams.isQuiet) return;
    checkFollowers(this.#rows, backend, this.#common.violation);
    checkResults(this.#sentEvents, this.#rows, this.#common.violation);
    checkRematchesSent(this.#sentEvents, this.#rows, this.#common.violation);
  }

  /** Reports the violation of an invariant. */
  violation(oracle: string, message: string): void {
    this.#trace.add('oracle', `${oracle}: ${message.split('\n')[0] ?? ''}`);
    this.#violations.push({ oracle, message, at: this.#clock.elapsed });
  }

  #report(): WorldReport {
    return {
      seed: this.#options.seed,
      violations: this.#violations,
      matches: this.#invariants.matches,
      commands: this.#invariants.commands,
      acknowledgements: this.#histories.acknowledgements,
      faults: this.#faults.happened,
      occasions: this.#faults.occasions,
      hash: this.#trace.hash,
      trace: this.#trace.lines,
      lasted: this.#clock.elapsed,
      steps: this.#steps,
    };
  }
}
