import { formatLaunchParameters } from '../../contract/launch-parameters';
import { type TableName } from '../../contract/tables';
import { createScript } from '../../realtime-server/script';
import { createMatchStore } from '../../store/match-store';
import { documentClient } from '../dynamodb/client';
import { type Database } from '../dynamodb/database';
import { backend, interruptible } from '../game';
import { type ScriptStarter } from '../gamelift/fleet';
import { place, prefix } from '../gamelift/place';
import { type Common, type Host } from '../host';
import { retryPolicy } from '../retries';
import { SimulatedProcess } from './simulated-process';

export interface ScriptsParts {
  readonly common: Common;
  readonly database: Database;
  readonly tables: Readonly<Record<TableName, string>>;
  /** A script stopped because another process owns its match. */
  fenced(process: string, matchId: string, epoch: number): void;
  /** Called for each message to a player. */
  said(playerSessionId: string, opCode: number, text: string): void;
}

/**
 * The script processes of a world, by port: what the script's server.ts puts together is put together here.
 */
export class Scripts {
  readonly #parts: ScriptsParts;
  readonly #launchParameters: string;
  readonly #processes = new Map<number, SimulatedProcess>();

  constructor(parts: ScriptsParts) {
    this.#parts = parts;
    this.#launchParameters = formatLaunchParameters({
      region: place.region,
      prefix,
      tables: parts.tables,
      loggingLevel: 'info',
      patience: { arrivalSeconds: 40, awaySeconds: 40, lingerSeconds: 5 },
    });
  }

  at(port: number): SimulatedProcess | undefined {
    return this.#processes.get(port);
  }

  /** Starts a process with its game session. */
  readonly start: ScriptStarter = (session, reports, ended) => {
    const { common, fenced, said } = this.#parts;
    const port = 1000 + this.#processes.size;
    const name = `script-${this.#processes.size + 1}`;
    const script = new SimulatedProcess({
      common,
      name,
      port,
      launchParameters: this.#launchParameters,
      session,
      reports,
      ended,
      makeScript: (host, exit) => this.#script(name, host, exit),
      fenced: (matchId, epoch) => fenced(name, matchId, epoch),
      said,
    });
    this.#processes.set(port, script);
    return script.start() ? script : undefined;
  };

  #script(name: string, host: Host, exit: () => void) {
    const { common, database, tables } = this.#parts;
    const { clock, chance } = common;
    const now = (): number => clock.now();
    return createScript({
      clock: { now, after: (delayMs, call) => host.after(delayMs, call) },
      games: backend.games,
      matchmakings: backend.matchmakings,
      interruptible,
      openStore: () =>
        createMatchStore(
          documentClient(host, database, common, () => undefined),
          tables,
          { retry: retryPolicy(host, chance), now, newId: () => chance.uuid(`${name} claim`) },
        ),
      newSeed: () => chance.hex(`${name} seed`, 32),
      newSecret: () => chance.hex(`${name} secret`, 32),
      newId: () => chance.uuid(`${name} id`),
      exit,
    });
  }
}
