import path from 'node:path';
import { type CommonConfig } from '../../config';
import { type Backend } from '../../definition';
import { Names } from '../../templates';
import { type Insight } from '../gamelift';
import { projectRoot } from '../project-root';
import { type CallLog } from './call-log';
import { type CallSources } from './calls';
import { type EventSources } from './events';
import { faultWords, type FaultSwitches } from './faults';
import { FleetControl } from './fleet';
import { type LabSources } from './lab';
import { watchInvariants } from './invariants';
import { LogCache, type MatchDetailSources } from './match-detail';
import { MatchList } from './match-list';
import { MatchSeats } from './match-seats';
import { type NowSources } from './now';
import { PlayerNames } from './player-names';
import { RegisteredPlayers } from './registered-players';
import { type Endpoints } from './shell';
import { type StreamSources } from './table-use';
import { type ConsoleTables } from './tables';
import { TicketRows } from './ticket-rows';
import { type TicketPageSources } from './tickets';

/** The part of the running stack that the console reads. */
export interface ConsoleStack {
  /** The current definition. */
  readonly backend: () => Backend;
  readonly config: CommonConfig;
  readonly insight: Insight;
  readonly tables: ConsoleTables;
  /** Why the tables refuse writes. */
  readonly unwritable: () => string | undefined;
  readonly deadLetters: () => number;
  readonly calls: CallLog;
  readonly events: EventSources;
  readonly endpoints: () => Endpoints;
  readonly switches: FaultSwitches;
  readonly streams: StreamSources;
  /** Deploys the current bundles. */
  readonly deploy: () => Promise<void>;
  /** Runs the scheduled work of bans and deletions. */
  readonly sweepAccounts: () => Promise<unknown>;
}

export function consoleSources(stack: ConsoleStack): ConsoleSources {
  const { config, insight, tables } = stack;
  const now = (): number => insight.clock.now();
  const fleet = new FleetControl(insight);
  const names = new PlayerNames((ids) => tables.names(ids), Date.now);
  return {
    ...stack,
    environment: config.environment,
    region: config.region,
    prefix: new Names(config).prefix,
    names,
    seats: new MatchSeats((ids) => tables.matches(ids)),
    list: new MatchList(insight, tables, names),
    logs: new LogCache(tables),
    registered: new RegisteredPlayers(tables, Date.now),
    rows: new TicketRows((ids) => tables.tickets(ids)),
    fleet,
    now,
    invariants: watchInvariants(() => performance.now(), stack.switches.time),
    faults: () => [...faultWords(stack.switches, insight), ...fleet.words()],
    tableNames: new Names(config).tables,
    gameFolder: path.join(projectRoot, 'game'),
  };
}

/** The sources of all sections. `backend` changes when other rules are taken. */
export interface ConsoleSources
  extends
    MatchDetailSources,
    LabSources,
    CallSources,
    Pick<TicketPageSources, 'rows'>,
    Omit<NowSources, 'insight' | 'list'> {
  readonly registered: RegisteredPlayers;
  readonly fleet: FleetControl;
  readonly events: EventSources;
  readonly switches: FaultSwitches;
  readonly streams: StreamSources;
  /** Deploys the current bundles. */
  readonly deploy: () => Promise<void>;
  /** Carries out the due work of bans and deletions now, not at its next time. */
  readonly sweepAccounts: () => Promise<unknown>;
}
