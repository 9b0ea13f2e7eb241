import * as z from 'zod/mini';
import { type EventEnvelope } from '../contract/events';
import { formatLaunchParameters } from '../contract/launch-parameters';
import { opCode } from '../contract/realtime/op-codes';
import { tablesNamed } from '../contract/tables';
import { createScript } from '../realtime-server/script';
import { createMatchStore } from '../store/match-store';
import { Chance } from './chance';
import { WorldClock } from './clock';
import { documentClient } from './dynamodb/client';
import { Database } from './dynamodb/database';
import { allFaultKinds, type Fault, type FaultKind, type FaultPlan, Faults, planOf } from './faults';
import { backend, clockNames, interruptible } from './game';
import { place, prefix } from './gamelift/place';
import { GameLift, type GameLiftSettings } from './gamelift/service';
import { type Common } from './host';
import { Containers } from './lambda/containers';
import { Gateway } from './lambda/gateway';
import { Streams } from './lambda/streams';
import { Triggers } from './lambda/triggers';
import { checkAccounts } from './oracles/accounts';
import { checkArranged, hasOpenInvitation } from './oracles/arranged';
import { checkClocks } from './oracles/clocks';
import { checkFollowers } from './oracles/boards';
import { checkRematchesTold, checkResults, ToldEvents } from './oracles/events';
import { Histories } from './oracles/histories';
import { idleTime } from './oracles/idle-turns';
import { Ledger } from './oracles/ledger';
import { Rows } from './oracles/rows';
import { leakIn } from './oracles/secrecy';
import { Company } from './players/company';
import { Person, type Wishes } from './players/person';
import { ScriptProcess } from './realtime/script-process';
import { retryPolicy } from './retries';
import { Trace } from './trace';

export interface WorldOptions {
  readonly seed: number;
  /** Absent: every kind. */
  readonly kinds?: readonly FaultKind[];
  /** Only the faults with these ids happen. */
  readonly only?: ReadonlySet<string>;
  /** Maximum number of persons, and of commands per seat: shrinking reduces them. */
  readonly persons?: number;
  readonly rounds?: number;
  readonly keepTrace?: boolean;
}

export interface Violation {
  readonly oracle: string;
  readonly message: string;
  /** Virtual milliseconds since the start. */
  readonly at: number;
}

/** The outcome of a world. */
export interface WorldReport {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly matches: number;
  readonly commands: number;
  readonly acknowledgements: number;
  readonly faults: readonly Fault[];
  readonly occasions: ReadonlyMap<FaultKind, number>;
  readonly hash: string;
  readonly trace: readonly string[];
  /** Virtual milliseconds. */
  readonly lasted: number;
  readonly steps: number;
}

const tables = tablesNamed((table) => table);
const launchParameters = formatLaunchParameters({
  region: place.region,
  prefix,
  tables,
  loggingLevel: 'info',
  patience: { arrivalSeconds: 40, awaySeconds: 40, lingerSeconds: 5 },
});
const refusal = z.object({ code: z.string(), id: z.nullable(z.string()) });
/** Refusals that do not tell whether an earlier copy of the command was accepted. */
const undecided = new Set(['try-again', 'too-many', 'closing', 'replaced', 'not-seated']);
/** Once faults have stopped, everything must end within this time (virtual milliseconds). */
const patience = 60 * 60_000;

/** One world: everything that a seed decides, with the real code in it. */
export class World {
  readonly #common: Common;
  readonly #violations: Violation[] = [];
  readonly #faults: Faults;
  readonly #plan: FaultPlan;
  readonly #clock: WorldClock;
  readonly #trace: Trace;
  readonly #chance: Chance;
  readonly #database: Database;
  readonly #rows: Rows;
  readonly #ledger: Ledger;
  readonly #told: ToldEvents;
  readonly #histories: Histories;
  readonly #gamelift: GameLift;
  readonly #settings: GameLiftSettings;
  readonly #triggers: Triggers;
  readonly #streams: Streams;
  readonly #gateway: Gateway;
  readonly #scripts = new Map<number, ScriptProcess>();
  readonly #persons: Person[] = [];
  readonly #options: WorldOptions;
  /** Tickets whose players' answers have reached GameLift. */
  readonly #acceptances = new Set<string>();
  #steps = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    const chance = new Chance(options.seed);
    this.#chance = chance;
    const clock = new WorldClock(
      (error) =>
        this.violation(
          'the world stands',
          error instanceof Error ? (error.stack ?? error.message) : String(error),
        ),
      () => {
        this.#steps += 1;
      },
    );
    this.#clock = clock;
    const until = chance.between('faults until', 15_000, 120_000);
    const plan = planOf(chance, until, options.kinds ?? allFaultKinds);
    this.#plan = options.only === undefined ? plan : { ...plan, only: options.only };
    this.#faults = new Faults(chance, this.#plan, () => clock.elapsed);
    this.#trace = new Trace(() => clock.elapsed, options.keepTrace === true);
    const common: Common = {
      clock,
      chance,
      faults: this.#faults,
      trace: this.#trace,
      violation: (oracle, message) => this.violation(oracle, message),
    };
    this.#common = common;
    this.#database = new Database(tables, (write, order) => {
      this.#ledger.committed(write);
      this.#streams.committed(write, order);
      for (const { name } of write.table.globalSecondaryIndexes) {
        const change = (): void => this.#database.table(tables[write.table.table]).index(name, write, order);
        if (this.#faults.happens('index-late', name)) clock.after(this.#faults.size(50, 5000), change);
        else change();
      }
    });
    this.#rows = new Rows(this.#database, tables);
    this.#ledger = new Ledger({
      rows: this.#rows,
      isHosted: (gameSessionId) => this.#gamelift.fleet.running(gameSessionId) !== undefined,
      timedOut: (matchId, seats, waited) => this.#timedOut(matchId, seats, waited),
      violation: common.violation,
    });
    this.#told = new ToldEvents(common.violation);
    this.#histories = new Histories(() => this.#rows, common.violation);
    const containers = new Containers(common, {
      backend,
      database: this.#database,
      gamelift: () => this.#gamelift,
      tables,
      told: (event) => this.#told.put(event),
      asked: (action, input) => this.#asked(action, input),
    });
    this.#triggers = new Triggers(common, containers);
    this.#streams = new Streams(common, containers);
    this.#gateway = new Gateway(common, containers, (...answer) => this.#answered(...answer));
    this.#settings = {
      backend,
      processes: chance.pick('processes', [1, 2, 2, 3]),
      placementSeconds: chance.between('placement seconds', 10, 40),
      ticketSeconds: chance.between('ticket seconds', 8, 30),
      deliver: (envelope: EventEnvelope) => {
        if (envelope['detail-type'] === 'GameLift Matchmaking Event') this.#triggers.event(envelope);
      },
      startScript: (session, reports, ended) => this.#startScript(session, reports, ended),
    };
    this.#gamelift = new GameLift(common, this.#settings);
  }

  /** Lets the world run to its end. */
  async run(): Promise<WorldReport> {
    await this.#gamelift.provision(this.#settings);
    this.#triggers.schedule();
    this.#people();
    const end = this.#clock.now() + this.#plan.until + patience;
    while (this.#violations.length === 0 && this.#clock.now() < end && !this.#isQuiet())
      await this.#clock.advanceTo(this.#clock.now() + 1000);
    this.#triggers.stop();
    if (this.#violations.length === 0) this.#checkEnd();
    return this.#report();
  }

  #people(): void {
    const chance = this.#chance;
    const { persons: most = 6, rounds: mostRounds = 25 } = this.#options;
    const three = chance.next('three') < 0.2;
    const [game, matchmaking] = three
      ? (['choir', 'three'] as const)
      : (['murmurs', chance.next('asked') < 0.3 ? 'asked' : 'rated'] as const);
    const count = Math.min(
      most,
      three ? chance.pick('persons', [3, 3, 4]) : chance.pick('persons', [2, 2, 2, 2, 3, 4]),
    );
    const rounds = chance.between('rounds', 3, mostRounds);
    const together = chance.next('together') < 0.4;
    const clock = chance.pick('clock', clockNames);
    const matches = chance.pick('matches', [1, 1, 2]);
    const company = new Company(this.#common);
    for (let index = 1; index <= count; index += 1) {
      const name = `player-${index}`;
      const wishes: Wishes = {
        name,
        game,
        matchmaking,
        options: { rounds, together, clock },
        matches,
        udp: chance.next(`${name} udp`) < 0.3,
        thinks: chance.pick(`${name} pace`, [50, 500, 3000, 12_000]),
      };
      const person = new Person(
        {
          common: this.#common,
          gateway: this.#gateway,
          histories: this.#histories,
          company,
          scriptAt: (port) => this.#scripts.get(port),
        },
        wishes,
      );
      this.#persons.push(person);
      this.#clock.after(chance.between(`${name} comes`, 0, 1500), () => person.start());
    }
  }

  #startScript(
    session: Parameters<GameLiftSettings['startScript']>[0],
    reports: Parameters<GameLiftSettings['startScript']>[1],
    ended: Parameters<GameLiftSettings['startScript']>[2],
  ): ScriptProcess | undefined {
    const port = 1000 + this.#scripts.size;
    const name = `script-${this.#scripts.size + 1}`;
    const { clock, chance } = this.#common;
    const script = new ScriptProcess({
      common: this.#common,
      name,
      port,
      launchParameters,
      session,
      reports,
      ended,
      makeScript: (host, exit) =>
        createScript({
          clock: { now: () => clock.now(), after: (milliseconds, call) => host.after(milliseconds, call) },
          games: backend.games,
          matchmakings: backend.matchmakings,
          interruptible,
          openStore: () =>
            createMatchStore(
              documentClient(host, this.#database, this.#common, () => undefined),
              tables,
              {
                retry: retryPolicy(host, chance),
                now: () => clock.now(),
                newId: () => chance.uuid(`${name} claim`),
              },
            ),
          newSeed: () => chance.hex(`${name} seed`, 32),
          newSecret: () => chance.hex(`${name} secret`, 32),
          newId: () => chance.uuid(`${name} id`),
          exit,
        }),
      fenced: (matchId, epoch) => {
        if (this.#ledger.ownerOf(matchId) <= epoch)
          this.violation(
            'only a fenced owner falls silent',
            `${name} left ${matchId}, which epoch ${epoch} owns`,
          );
      },
      said: (playerSessionId, code, text) => this.#said(playerSessionId, code, text),
    });
    this.#scripts.set(port, script);
    return script.start() ? script : undefined;
  }

  /** A script sends a message: it must not reveal to a player what another seat hides. */
  #said(playerSessionId: string, code: number, text: string): void {
    const session = this.#gamelift.sessions.playerSessions.get(playerSessionId);
    if (session === undefined) return;
    const seats = this.#ledger.seatsOf(session.gameSessionId);
    // A connection that takes over a seat has its own GameLift player id: `<player>#2`.
    const seat = seats?.findIndex((player) => player === session.playerId.split('#')[0]) ?? -1;
    const leak = seats === undefined ? undefined : leakIn(text, seat, seats.length);
    if (code === opCode.refused) this.#refused(session.gameSessionId, seat, text);
    if (leak !== undefined) this.violation('hidden stays hidden', `seat ${seat} was told ${leak}…`);
  }

  /** A refused command must not be in the log, unless the refusal says that the outcome is unknown. */
  #refused(gameSessionId: string, seat: number, text: string): void {
    const read = refusal.safeParse(JSON.parse(text));
    if (!read.success || undecided.has(read.data.code) || read.data.id === null) return;
    const { code, id } = read.data;
    const matchId = this.#ledger.matchOf(gameSessionId);
    const stored = matchId !== undefined && this.#ledger.hasCommand(matchId, seat, id);
    if (stored) this.violation('refused is not stored', `command ${id} of seat ${seat} was refused: ${code}`);
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

  /** A call reaches GameLift: a starting ticket must have its row. */
  #asked(action: string, input: object): void {
    const ticketId: unknown = Reflect.get(input, 'TicketId');
    if (action === 'AcceptMatch') this.#acceptances.add(String(ticketId));
    if (action !== 'StartMatchmaking') return;
    if (typeof ticketId === 'string' && this.#rows.ticket(ticketId) === undefined)
      this.violation('a row before its ticket', `ticket ${ticketId} starts without a row`);
  }

  /** A player whose answer to a proposed match was confirmed: FlexMatch must have received it. */
  #answered(pathname: string, status: number): void {
    const [, ticketId] = /^\/v1\/tickets\/([^/]+)\/acceptance$/.exec(pathname) ?? [];
    if (ticketId !== undefined && status < 300 && !this.#acceptances.has(ticketId))
      this.violation('answers are passed on', `GameLift heard no answer of ticket ${ticketId}`);
  }

  #isQuiet(): boolean {
    return (
      this.#persons.every((person) => person.isHome) &&
      this.#ledger.isQuiet &&
      this.#streams.isQuiet &&
      this.#gamelift.fleet.size === 0 &&
      !hasOpenInvitation(this.#rows, this.#clock.now())
    );
  }

  #checkEnd(): void {
    for (const [index, person] of this.#persons.entries())
      if (!person.isHome) this.violation('everybody comes home', `player-${index + 1} still waits`);
    if (!this.#ledger.isQuiet) this.violation('everything ends', `still open: ${this.#ledger.open}`);
    if (this.#gamelift.fleet.size > 0)
      this.violation('processes end', `${this.#gamelift.fleet.size} processes still run`);
    if (!this.#streams.isQuiet) this.violation('streams are read', 'records still wait for a function');
    this.#histories.check();
    checkArranged(this.#rows, this.#clock.now(), this.#common.violation);
    checkAccounts(this.#rows, backend, this.#common.violation);
    checkClocks(this.#rows, this.#common.violation);
    if (!this.#streams.isQuiet) return;
    checkFollowers(this.#rows, backend, this.#common.violation);
    checkResults(this.#told, this.#rows, this.#common.violation);
    checkRematchesTold(this.#told, this.#rows, this.#common.violation);
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
      matches: this.#ledger.matches,
      commands: this.#ledger.commands,
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
