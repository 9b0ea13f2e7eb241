import {
  type FleetDocument,
  type FleetEvent,
  type FleetProcess,
  type ProcessAction,
} from '../../contract/console/fleet';
import { type ConsolePlayer } from '../../contract/console/console-player';
import { type MatchRecord } from '../../store/matches';
import { type Insight } from '../gamelift';
import { type FleetLocation } from '../gamelift/fleet-registry';
import { type GameSessionRow } from '../gamelift/sessions/rows';
import { type Event } from '../gamelift/model/shapes';
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

  /** The processes that are stopped, in words. */
  words(): readonly string[] {
    const frozen = processesOf(this.#insight).filter(({ pid }) => this.isFrozen(pid)).length;
    return frozen === 0 ? [] : [`${frozen} ${frozen === 1 ? 'process is' : 'processes are'} frozen`];
  }

  /** @returns false when the process is unknown */
  do(processId: string, action: ProcessAction): boolean {
    const chosen = processesOf(this.#insight).find((candidate) => candidate.processId === processId);
    if (chosen === undefined) return false;
    for (const { pid } of action === 'spot-loss' ? this.#beside(chosen) : [chosen])
      if (pid !== undefined) this.#send(pid, action);
    return true;
  }

  #beside({ fleetId, location }: HostedProcess): readonly HostedProcess[] {
    return processesOf(this.#insight).filter(
      (other) => other.fleetId === fleetId && other.location === location,
    );
  }

  #send(pid: number, action: ProcessAction): void {
    switch (action) {
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

/** The number of shown events of a fleet. */
const shownEvents = 20;

function shownEvent({ EventTime = 0, EventCode = 'GENERIC_EVENT', Message = '' }: Event): FleetEvent {
  return { at: EventTime * 1000, code: EventCode, message: Message };
}

/** Fleets, their locations, processes, and the matches in each. */
export async function currentFleets(
  insight: Insight,
  list: MatchList,
  names: PlayerNames,
  control: FleetControl,
): Promise<FleetDocument> {
  const records = new Map((await list.records()).map((record) => [record.header.matchId, record]));
  const seats = [...records.values()]
    .filter(({ status }) => status === 'active')
    .flatMap(({ header }) => header.seats);
  const named = await names.of(seats);
  const sessionOf = (gameSessionId: string | undefined): Pick<FleetProcess, 'session'> => {
    const session = gameSessionId === undefined ? undefined : insight.gameSession(gameSessionId);
    const matchId = session && matchOfSession(session);
    const record = matchId && records.get(matchId);
    return session === undefined ? {} : { session: shownSession(session, record, named) };
  };
  return {
    fleets: insight.fleets().map((fleet) => ({
      fleetId: fleet.fleetId,
      status: fleet.status,
      events: fleet.events().slice(-shownEvents).reverse().map(shownEvent),
      locations: fleet.locations.map((place) => ({
        location: place.location,
        status: place.status,
        free: place.freeProcesses,
        instances: place.instances.map(({ instanceId, status }) => ({ instanceId, status })),
        processes: place.host.processes().map((process) => ({
          ...shownProcess(process, control),
          ...instanceOf(place, process.gameSessionId),
          ...sessionOf(process.gameSessionId),
        })),
      })),
    })),
  };
}

function shownProcess(
  {
    processId,
    pid,
    port,
    players,
    residentBytes,
    answerMs,
    busyShare,
  }: Omit<HostedProcess, 'fleetId' | 'location'>,
  control: FleetControl,
): FleetProcess {
  return {
    processId,
    ...(pid === undefined ? {} : { pid }),
    port,
    players,
    ...(residentBytes === undefined ? {} : { memoryBytes: residentBytes }),
    ...(answerMs === undefined ? {} : { answerMs: Math.round(answerMs) }),
    ...(busyShare === undefined ? {} : { busyShare }),
    frozen: control.isFrozen(pid),
  };
}

function instanceOf(
  { instances }: Pick<FleetLocation, 'instances'>,
  gameSessionId: string | undefined,
): Pick<FleetProcess, 'instanceId'> {
  const found = instances.find(({ gameSessionIds }) => gameSessionIds.some((id) => id === gameSessionId));
  return found === undefined ? {} : { instanceId: found.instanceId };
}

function shownSession(
  { gameSessionId, status, maximumPlayers, creationTime }: GameSessionRow,
  record: MatchRecord | undefined,
  named: (id: string) => ConsolePlayer,
): NonNullable<FleetProcess['session']> {
  const common = { gameSessionId, status, since: creationTime * 1000 };
  if (record === undefined) return { ...common, seats: maximumPlayers };
  const { matchId, game, seats } = record.header;
  return { ...common, seats: seats.length, match: { matchId, game, players: seats.map(named) } };
}
