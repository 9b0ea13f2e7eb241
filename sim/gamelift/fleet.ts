import {
  type AliasTarget,
  type Fleet as RegisteredFleet,
  type FleetLocation,
  type FleetRegistry,
  type StartedEndpoint,
  type StartedGameSession,
} from '../../local/gamelift/fleet-registry';
import { type FleetReports, type SessionEnd } from '../../local/realtime/hosting';
import { type Common } from '../host';
import { place } from './place';

/** A script process that hosts one game session. */
export interface RunningScript {
  readonly processId: string;
  readonly port: number;
  /** onProcessTerminate: the service's notice before it ends a process. */
  terminate(): void;
  /** Ends the process immediately. */
  kill(why: string): void;
}

/** Starts a script with its game session; resolves once onStartGameSession has been called. */
export type ScriptStarter = (
  session: StartedGameSession,
  reports: FleetReports,
  ended: (end: SessionEnd, detail: string) => void,
) => RunningScript | undefined;

const fleetId = 'fleet-00000000-0000-4000-8000-000000000001';
const fleetArn = `arn:aws:gamelift:${place.region}:${place.account}:fleet/${fleetId}`;
/** Time between the notice and the forced end of a process, in milliseconds. */
const terminateGraceMs = 120_000;

/** One fleet in one location, with a bounded number of processes. */
export class Fleet implements FleetRegistry {
  readonly attributes = {
    FleetId: fleetId,
    FleetArn: fleetArn,
    CertificateConfiguration: { CertificateType: 'DISABLED' },
  } as const;
  readonly #common: Common;
  readonly #maxProcesses: number;
  readonly #reports: (fleetId: string, location: string) => FleetReports;
  readonly #start: ScriptStarter;
  readonly #listeners: (() => void)[] = [];
  readonly #running = new Map<string, RunningScript>();
  #taken = 0;
  #goneUntil = 0;

  constructor(
    common: Common,
    maxProcesses: number,
    reports: (fleetId: string, location: string) => FleetReports,
    start: ScriptStarter,
  ) {
    this.#common = common;
    this.#maxProcesses = maxProcesses;
    this.#reports = reports;
    this.#start = start;
  }

  fleet(idOrArn: string): RegisteredFleet | undefined {
    return idOrArn === fleetId || idOrArn === fleetArn ? this.#registered : undefined;
  }
  alias(): AliasTarget | undefined {
    return undefined;
  }
  fleets(): readonly RegisteredFleet[] {
    return [this.#registered];
  }
  onCapacity(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The process that hosts a game session now. */
  running(gameSessionId: string): RunningScript | undefined {
    return this.#running.get(gameSessionId);
  }
  get size(): number {
    return this.#running.size;
  }

  get #registered(): RegisteredFleet {
    return {
      fleetId,
      fleetArn,
      status: 'ACTIVE',
      locations: [this.#location],
      newGameSessionProtectionPolicy: 'FullProtection',
      cost: 0,
      events: () => [],
    };
  }

  get #location(): FleetLocation {
    return {
      location: place.region,
      status: 'ACTIVE',
      // All of them run on one machine of the world.
      instances: [{ instanceId: 'i-world', status: 'ACTIVE', gameSessionIds: [...this.#running.keys()] }],
      freeProcesses: this.#freeProcesses(),
      start: (session) => this.#begin(session),
      wanted: () => false,
      host: {
        terminateGameSession: async (gameSessionId, mode) => {
          const running = this.#running.get(gameSessionId);
          if (mode === 'FORCE_TERMINATE') running?.kill('terminated');
          else running?.terminate();
          this.#common.clock.after(terminateGraceMs, () => running?.kill('terminated'));
        },
        processes: () => [],
        logFile: () => undefined,
      },
    };
  }

  #freeProcesses(): number {
    const { clock, faults } = this.#common;
    if (clock.now() < this.#goneUntil) return 0;
    if (faults.happens('capacity-gone', 'fleet')) {
      const gone = faults.size(2000, 60_000);
      this.#goneUntil = clock.now() + gone;
      clock.at(this.#goneUntil, () => this.#freed());
      return 0;
    }
    return Math.max(0, this.#maxProcesses - this.#taken);
  }

  async #begin(session: StartedGameSession): Promise<StartedEndpoint> {
    const { clock, chance, faults } = this.#common;
    this.#taken += 1;
    const wait = faults.happens('placement-late', 'fleet')
      ? faults.size(1000, 30_000)
      : chance.between('start', 20, 400);
    await new Promise<void>((resolve) => {
      clock.after(wait, resolve);
    });
    let ended = false;
    const running = faults.happens('start-fails', 'fleet')
      ? undefined
      : this.#start(session, this.#reports(fleetId, place.region), (end, detail) => {
          if (ended) return;
          ended = true;
          this.#running.delete(session.GameSessionId);
          this.#taken -= 1;
          this.#reports(fleetId, place.region).gameSessionEnded(session.GameSessionId, end, detail, false);
          this.#freed();
        });
    if (running === undefined) {
      this.#taken -= 1;
      clock.after(1, () => this.#freed());
      throw new Error('the process did not start');
    }
    if (!ended) this.#running.set(session.GameSessionId, running);
    if (faults.happens('spot-loss', session.GameSessionId)) {
      clock.after(faults.size(1000, 60_000), () => running.terminate());
      clock.after(faults.size(1000, 60_000) + terminateGraceMs, () =>
        running.kill('the instance is taken away'),
      );
    }
    return { ipAddress: '10.0.0.1', dnsName: '', port: running.port, processId: running.processId };
  }

  #freed(): void {
    for (const listener of this.#listeners) listener();
  }
}
