import { createRealtimeFleet } from '../../realtime';
import { type FleetScript, type RealtimeFleet } from '../../realtime/hosting';
import { type LocationPorts } from './location-ports';

interface HostSize {
  readonly maxProcesses: number;
  readonly warmProcesses: number;
}

/**
 * The processes of a location: one host for each server process of the runtime configuration, in its order.
 */
export class LocationHosts {
  readonly #ports: LocationPorts;
  readonly #activeInstances: () => number;
  readonly #hosts: RealtimeFleet[] = [];

  /** @param activeInstances how many instances run the processes now */
  constructor(ports: LocationPorts, activeInstances: () => number) {
    this.#ports = ports;
    this.#activeInstances = activeInstances;
  }

  freeProcesses(): number {
    return this.#hosts.reduce((sum, host) => sum + host.freeProcesses(), 0);
  }

  processes(): ReturnType<RealtimeFleet['processes']> {
    return this.#hosts.flatMap((host) => host.processes());
  }

  logFile(owner: string): string | undefined {
    return this.#hosts.map((host) => host.logFile(owner)).find((file) => file !== undefined);
  }

  /** The first host with a free process. */
  free(): RealtimeFleet | undefined {
    return this.#hosts.find((host) => host.freeProcesses() > 0);
  }

  /** The host with a process of the session. */
  running(gameSessionId: string): RealtimeFleet | undefined {
    return this.#hosts.find((host) =>
      host.processes().some((process) => process.gameSessionId === gameSessionId),
    );
  }

  /**
   * Adds a host for each script. Rejects with a script's own error when none of its processes becomes ready.
   */
  async add(scripts: readonly FleetScript[]): Promise<void> {
    const added = scripts.map((script) => {
      const size = this.#size(this.#hosts.length);
      const host = this.#create(script, size);
      this.#hosts.push(host);
      return { host, size };
    });
    // Without an instance no process starts, so there is nothing to wait for.
    await Promise.all(added.filter(({ size }) => size.maxProcesses > 0).map(({ host }) => host.ready()));
  }

  /** New processes of the present hosts use these scripts. @returns scripts beyond the present hosts */
  async update(scripts: readonly FleetScript[]): Promise<readonly FleetScript[]> {
    await Promise.all(
      this.#hosts.slice(0, scripts.length).map((host, index) => {
        const script = scripts[index];
        return script === undefined ? undefined : host.updateScript(script);
      }),
    );
    return scripts.slice(this.#hosts.length);
  }

  /** Adjusts the hosts to the number of ACTIVE instances and the runtime configuration. */
  resize(): void {
    for (const [index, host] of this.#hosts.entries()) {
      const { maxProcesses, warmProcesses } = this.#size(index);
      host.resize(maxProcesses, warmProcesses);
    }
  }

  /** Starts no further process; running sessions continue. */
  strand(): void {
    for (const host of this.#hosts) host.resize(0, 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.close()));
  }

  #size(index: number): HostSize {
    const executions = this.#ports.fleet().runtime.processes[index]?.ConcurrentExecutions ?? 0;
    const maxProcesses = this.#activeInstances() * executions;
    return {
      maxProcesses,
      warmProcesses: Math.min(maxProcesses, this.#ports.settings.warmProcesses),
    };
  }

  #create(script: FleetScript, size: HostSize): RealtimeFleet {
    const fleet = this.#ports.fleet();
    const { settings, clock, address, advertised, environment, logFolder, reports } = this.#ports;
    const { healthCheckMs } = settings;
    return createRealtimeFleet(
      {
        fleetId: fleet.fleetId,
        fleetArn: fleet.fleetArn,
        fleetName: fleet.name,
        script,
        ...size,
        address,
        certificate: fleet.certificate,
        dnsNames: [advertised.dnsName, advertised.ipAddress],
        udp: true,
        environment,
        activationTimeoutSeconds: fleet.runtime.activationTimeoutSeconds,
        logFolder,
        ...(clock.time === undefined ? {} : { time: clock.time }),
        timing: { healthIntervalMs: healthCheckMs, healthTimeoutMs: healthCheckMs },
      },
      reports,
    );
  }
}
