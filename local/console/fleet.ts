import { type FleetDocument, type FleetProcess, type ProcessDeed } from '../../contract/console/fleet';
import { type MatchRecord } from '../../store/matches';
import { type Insight } from '../gamelift';
import { type FleetLocation } from '../gamelift/fleet-registry';
import { type MatchList, matchOfSession } from './match-list';
import { type PlayerNames } from './player-names';
import { processesOf } from './match-detail';

type HostedProcess = ReturnType<typeof processesOf>[number];

/** Ends and stops real processes, like a lost or overloaded instance. */
export class FleetControl {
  readonly #insight: Insight;
  readonly #signal: (pid: number, signal: NodeJS.Signals) => void;
  readonly #frozen = new Set<number>();

  constructor(insight: Insight, signal: (pid: number, signal: NodeJS.Signals) => void = process.kill) {
    this.#insight = insight;
    this.#signal = signal;
  }

  isFrozen(pid: number | undefined): boolean {
    return pid !== undefined && this.#frozen.has(pid);
  }

  /** @returns false when the process is unknown */
  do(processId: string, deed: ProcessDeed): boolean {
    const chosen = processesOf(this.#insight).find((candidate) => candidate.processId === processId);
    if (chosen === undefined) return false;
    for (const { pid } of deed === 'spot-loss' ? this.#beside(chosen) : [chosen])
      if (pid !== undefined) this.#send(pid, deed);
    return true;
  }

  #beside({ fleetId, location }: HostedProcess): readonly HostedProcess[] {
    return processesOf(this.#insight).filter(
      (other) => other.fleetId === fleetId && other.location === location,
    );
  }

  #send(pid: number, deed: ProcessDeed): void {
    switch (deed) {
      case 'kill':
      case 'spot-loss':
        this.#frozen.delete(pid);
        this.#signal(pid, 'SIGKILL');
        return;
      case 'freeze':
        this.#frozen.add(pid);
        this.#signal(pid, 'SIGSTOP');
        return;
      case 'resume':
        this.#frozen.delete(pid);
        this.#signal(pid, 'SIGCONT');
    }
  }
}

/** Fleets, their locations, processes, and the matches in each. */
export async function fleetDocument(
  insight: Insight,
  list: MatchList,
  names: PlayerNames,
  control: FleetControl,
): Promise<FleetDocument> {
  const records = new Map((await list.records()).map((record) => [record.header.matchId.toString(), record]));
  const seats = [...records.values()]
    .filter(({ status }) => status === 'active')
    .flatMap(({ header }) => header.seats);
  const named = await names.of(seats);
  return {
    fleets: insight.fleets().map(({ fleetId, status, locations }) => ({
      fleetId,
      status,
      locations: locations.map((place) => ({
        location: place.location,
        status: place.status,
        free: place.freeProcesses,
        instances: place.instances.map(({ instanceId, status: state }) => ({ instanceId, status: state })),
        processes: place.host.processes().map((process): FleetProcess => ({
          processId: process.processId,
          ...(process.pid === undefined ? {} : { pid: process.pid }),
          port: process.port,
          ...instanceOf(place, process.gameSessionId),
          players: process.players,
          ...(process.residentBytes === undefined ? {} : { memoryBytes: process.residentBytes }),
          ...(process.answerMs === undefined ? {} : { answerMs: Math.round(process.answerMs) }),
          ...(process.busyShare === undefined ? {} : { busyShare: process.busyShare }),
          frozen: control.isFrozen(process.pid),
          ...sessionOf(process.gameSessionId),
        })),
      })),
    })),
  };

  function instanceOf(
    { instances }: Pick<FleetLocation, 'instances'>,
    gameSessionId: string | undefined,
  ): Pick<FleetProcess, 'instanceId'> {
    const found = instances.find(({ gameSessionIds }) => gameSessionIds.some((id) => id === gameSessionId));
    return found === undefined ? {} : { instanceId: found.instanceId };
  }

  function sessionOf(gameSessionId: string | undefined): Pick<FleetProcess, 'session'> {
    const session = gameSessionId === undefined ? undefined : insight.gameSession(gameSessionId);
    if (session === undefined) return {};
    const record: MatchRecord | undefined = records.get(matchOfSession(session) ?? '');
    return {
      session: {
        gameSessionId: session.gameSessionId,
        status: session.status,
        seats: session.maximumPlayers,
        since: session.creationTime * 1000,
        ...(record === undefined
          ? {}
          : {
              match: {
                matchId: record.header.matchId,
                game: record.header.game,
                players: record.header.seats.map(named),
              },
            }),
      },
    };
  }
}
