import { tablesNamed } from '../contract/tables';
import { botId } from '../core/bots/bot-ids';
import { gameName, gameSessionId, matchId, type MatchId, matchmakingName, playerId } from '../core/ids';
import { type MatchHeader } from '../core/match/log';
import { replay } from '../core/match/match';
import { nextCheckAt, sleepAfter } from '../core/match/sleep';
import { turnsAwaited } from '../core/match/turns';
import { createMatchStore } from '../store/match-store';
import { OwnershipLost } from '../store/matches';
import { WorldChance } from './chance';
import { WorldClock } from './world-clock';
import { checkLog } from './days-log';
import { documentClient } from './dynamodb/client';
import { Database } from './dynamodb/database';
import { allFaultKinds, WorldFaults, planOf } from './faults';
import { daysBackend } from './game';
import { GameLift } from './gamelift/service';
import { type Common, Host } from './host';
import { Containers } from './lambda/containers';
import { timeoutSeconds } from './lambda/declarations';
import { Gateway } from './lambda/gateway';
import { Streams } from './lambda/streams';
import { checkResults, checkTurns, SentEvents } from './oracles/events';
import { WriteInvariants } from './oracles/write-invariants';
import { Rows } from './oracles/rows';
import { leakIn } from './oracles/secrecy';
import { type AcknowledgedCommand, RestPlayer } from './players/rest-player';
import { retryPolicy } from './retries';
import { Trace } from './trace';

const hour = 3_600_000;
const day = 24 * hour;
const tables = tablesNamed((table) => table);

export interface DaysReport {
  readonly violations: readonly string[];
  readonly commands: number;
  readonly acknowledgements: number;
  readonly faults: number;
  readonly ended: string;
}

/**
 * A world in which two players, or one against a bot, play one match by REST over days, while servers come
 * and go, and spectators watch. The functions are the deployed ones; the seed decides which calls, answers
 * and executions are lost.
 */
export async function runDays(seed: number): Promise<DaysReport> {
  const world = new DaysWorld(seed);
  await world.run();
  return world.report();
}

class DaysWorld {
  readonly #violations: string[] = [];
  readonly #common: Common;
  readonly #clock: WorldClock;
  readonly #chance: WorldChance;
  readonly #faults: WorldFaults;
  readonly #until: number;
  readonly #database: Database;
  readonly #rows: Rows;
  readonly #invariants: WriteInvariants;
  readonly #sentEvents: SentEvents;
  readonly #streams: Streams;
  readonly #containers: Containers;
  readonly #gateway: Gateway;
  readonly #acknowledged: AcknowledgedCommand[] = [];
  readonly #againstBot: boolean;
  #matchId: MatchId | undefined;
  #servers = 0;
  #requests = 0;

  constructor(seed: number) {
    const chance = new WorldChance(seed);
    const violation = (oracle: string, message: string): void => {
      this.#violations.push(`${oracle}: ${message}`);
    };
    const clock = new WorldClock(
      (error) => violation('the world stands', error instanceof Error ? (error.stack ?? '') : String(error)),
      () => undefined,
    );
    this.#againstBot = chance.next('against a bot') < 0.3;
    const until = chance.between('faults until', 2, 12) * day;
    const faults = new WorldFaults(chance, planOf(chance, until, allFaultKinds), () => clock.elapsed);
    const trace = new Trace(() => clock.elapsed, false);
    const common: Common = { clock, chance, faults, trace, violation };
    this.#common = common;
    this.#clock = clock;
    this.#chance = chance;
    this.#faults = faults;
    this.#until = until;
    this.#database = new Database(tables, (write, order) => {
      this.#invariants.committed(write);
      this.#streams.committed(write, order);
      for (const { name } of write.table.globalSecondaryIndexes)
        this.#database.table(tables[write.table.table]).index(name, write, order);
    });
    this.#rows = new Rows(this.#database, tables);
    this.#sentEvents = new SentEvents(violation);
    this.#invariants = new WriteInvariants({
      rows: this.#rows,
      isHosted: () => false,
      timedOut: () => undefined,
      violation,
    });
    const gamelift = new GameLift(common, {
      backend: daysBackend,
      processes: 1,
      placementSeconds: 10,
      ticketSeconds: 10,
      deliver: () => undefined,
      startScript: () => undefined,
    });
    this.#containers = new Containers(common, {
      backend: daysBackend,
      database: this.#database,
      gamelift: () => gamelift,
      tables,
      eventSent: (event) => this.#sentEvents.put(event),
      asked: () => undefined,
    });
    this.#streams = new Streams(common, this.#containers, ['match-events']);
    this.#gateway = new Gateway(common, this.#containers, () => undefined);
  }

  async run(): Promise<void> {
    const people = (this.#againstBot ? ['ada'] : ['ada', 'bob']).map(
      (name) =>
        new RestPlayer({
          common: this.#common,
          gateway: this.#gateway,
          name,
          acknowledged: (command) => this.#acknowledged.push(command),
        }),
    );
    void this.#live(people);
    const end = this.#clock.now() + this.#until + 200 * day;
    const isOver = (): boolean => people.every(({ isHome }) => isHome) && this.#streams.isQuiet;
    while (this.#violations.length === 0 && this.#clock.now() < end && !isOver())
      await this.#clock.advanceTo(this.#clock.now() + hour);
    if (this.#violations.length === 0) this.#checkEnd(people);
  }

  async #live(people: readonly RestPlayer[]): Promise<void> {
    const seats = await Promise.all(people.map((person) => person.register()));
    const header: MatchHeader = {
      matchId: matchId(this.#chance.uuid('match')),
      game: gameName('letters'),
      rulesVersion: 1,
      seed: this.#chance.hex('seed', 32),
      seats: [...seats.map(playerId), ...(this.#againstBot ? [botId(1)] : [])],
      teams: [0, 1],
      bots: this.#againstBot ? [{ seat: 1, strength: 'any' }] : [],
      options: {
        rounds: this.#chance.between('rounds', 2, 8),
        together: this.#chance.next('together') < 0.3,
      },
      origin: 'matchmaking',
      matchmaking: matchmakingName('days'),
      rated: !this.#againstBot,
      startedAt: this.#clock.now(),
    };
    this.#matchId = header.matchId;
    this.#begin(header);
    this.#sweep();
    this.#watch(header.matchId);
    for (const person of people) void person.play(header.matchId);
    this.#clock.after(this.#chance.between('visit', 1, 48) * hour, () => this.#visit(header.matchId));
  }

  /** The first server claims the match; where it died before, a player's ticket starts another. */
  #begin(header: MatchHeader): void {
    if (this.#rows.match(header.matchId) !== undefined) return;
    this.#server((store, session) => store.claim(header, session));
    this.#clock.after(hour, () => this.#begin(header));
  }

  /** A player connects from time to time, and a server takes over the match. */
  #visit(id: MatchId): void {
    this.#server((store, session) => store.takeOver(id, { gameSessionId: session }));
    if (this.#clock.elapsed < this.#until)
      this.#clock.after(this.#chance.between('visit', 12, 72) * hour, () => this.#visit(id));
  }

  /** A server that owns the match for a while, then gives it up; it may die at any of its calls. */
  #server(
    begin: (
      store: ReturnType<typeof createMatchStore>,
      session: ReturnType<typeof gameSessionId>,
    ) => ReturnType<ReturnType<typeof createMatchStore>['takeOver']>,
  ): void {
    this.#servers += 1;
    const name = `server-${this.#servers}`;
    const host = new Host(name, this.#common, { kill: 'script-kill' });
    const client = documentClient(host, this.#database, this.#common, () => undefined);
    const store = createMatchStore(client, tables, {
      retry: retryPolicy(host, this.#chance),
      now: () => this.#clock.now(),
      newId: () => this.#chance.uuid(`${name} claim`),
    });
    const session = gameSessionId(`arn:aws:gamelift:us-west-2::gamesession/fleet-1/${name}`);
    const life = async (): Promise<void> => {
      const claimed = await begin(store, session);
      if (claimed?.status !== 'active') return;
      await host.pause(this.#chance.between(`${name} stays`, 1, 120) * 60_000);
      const [game] = daysBackend.games.values();
      const slept = game?.with((typed) => {
        const match = replay(typed, claimed.header, claimed.entries);
        const at = this.#clock.now();
        return match.ending === undefined
          ? { entry: sleepAfter(match, at), lookAt: nextCheckAt(match, at), turns: turnsAwaited(match) }
          : undefined;
      });
      if (slept === undefined) return;
      const { header: of, ownerEpoch } = claimed;
      await store.sleep(of.matchId, ownerEpoch, slept.entry, slept.lookAt, slept.turns);
    };
    host.enter(() => {
      host.computes(life).catch((error: unknown) => {
        // Another server owns it, or the store did not answer: treated like a dead process.
        if (!(error instanceof OwnershipLost)) this.#common.trace.add(name, `fails: ${String(error)}`);
      });
    });
  }

  #sweep(): void {
    this.#clock.after(this.#chance.between('sweep', 1, 4) * hour, () => {
      const times = this.#faults.happens('sweep-twice', 'schedule') ? 2 : 1;
      for (let time = 0; time < times; time += 1)
        void this.#containers.run('match-sweeper', {}, timeoutSeconds('match-sweeper'));
      this.#sweep();
    });
  }

  /** While a match runs, a spectator must not see what a seat hides, nor an entry within its delay. */
  #watch(id: MatchId): void {
    this.#clock.after(this.#chance.between('watch', 2, 30) * hour, () => {
      void this.#watchOnce(id);
      this.#watch(id);
    });
  }

  async #watchOnce(id: MatchId): Promise<void> {
    this.#requests += 1;
    const asked = this.#clock.now();
    const host = new Host(`spectator-${this.#requests}`, this.#common);
    const url = `http://api.sim/v1/matches/${id}/watch?limit=100`;
    const answer = await this.#gateway
      .fetch(host, { downUntil: 0 }, url, { method: 'GET', headers: {} })
      .catch(() => undefined);
    if (answer?.status !== 200) return;
    const text = await answer.text();
    const { violation } = this.#common;
    const running = text.includes('"delaySeconds":3600');
    // Once a match is over, its log is public.
    const leak = running ? leakIn(text, -1, 2) : undefined;
    if (leak !== undefined) violation('hidden stays hidden', `a spectator read ${leak}…`);
    const late = this.#rows.log(id).filter(({ at }) => at > asked + 30_000 - hour);
    for (const { sequence } of running ? late : [])
      if (text.includes(`{"sequence":${sequence},`))
        violation('spectators are late', `entry ${sequence} was shown`);
  }

  #checkEnd(people: readonly RestPlayer[]): void {
    const { violation } = this.#common;
    const id = this.#matchId;
    if (id === undefined || people.some(({ isHome }) => !isHome)) {
      const open = people.map(({ isHome }) => isHome).join();
      violation(
        'sleeping matches end',
        `after ${this.#clock.elapsed / day} days: ${this.#invariants.open}, home ${open}`,
      );
      return;
    }
    const log = this.#rows.log(id);
    checkLog(id, log, this.#acknowledged, this.#againstBot, violation);
    const row = this.#rows.match(id);
    const [game] = daysBackend.games.values();
    const [header] = this.#rows.matches();
    if (row === undefined || game === undefined || header === undefined) return;
    checkResults(this.#sentEvents, this.#rows, violation);
    checkTurns(this.#sentEvents, game, header, log, violation);
    const ending = game.with((typed) => replay(typed, { ...header }, log).ending);
    if (row.status !== 'finished' || JSON.stringify(ending?.result) !== JSON.stringify(row.outcome?.result))
      violation('the result is that of the log', `${row.status}: ${JSON.stringify(row.outcome)}`);
  }

  report(): DaysReport {
    const row = this.#matchId === undefined ? undefined : this.#rows.match(this.#matchId);
    return {
      violations: this.#violations,
      commands: this.#invariants.commands,
      acknowledgements: this.#acknowledged.length,
      faults: this.#faults.happened.length,
      ended: row?.outcome?.result.reason ?? row?.status ?? 'none',
    };
  }
}
