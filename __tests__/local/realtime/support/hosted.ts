import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  createRealtimeFleet,
  type FleetHostOptions,
  type HostedGameSession,
  type RealtimeFleet,
  type SessionEnd,
} from '../../../../local/realtime';
import { type ScriptSaid } from '../../../../local/realtime/hosting';
import { StandalonePlayerSessions } from '../../../../local/realtime/standalone/player-sessions';
import { type ClientOptions, RealtimeClient } from './client';
import { until } from '../../../support/until';

export const fixtures = path.join(__dirname, '..', 'fixtures');

/**
 * The line of a fixture that contains a text, as the log names it. Formatting a fixture moves its lines.
 * @param script as for HostedFleet
 */
export function lineOf(script: string, text: string): number {
  const lines = fs.readFileSync(path.join(fixtures, script), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`${script} has no line with ${text}`);
  return index + 1;
}

/** A fleet of one of the fixtures with all its reports, and player sessions that work as GameLift's. */
export class HostedFleet {
  readonly fleet: RealtimeFleet;
  readonly sessions = new StandalonePlayerSessions(false);
  readonly ended: Array<{
    readonly gameSessionId: string;
    readonly end: SessionEnd;
    readonly detail: string;
    readonly soon: boolean;
  }> = [];
  readonly failed: string[] = [];
  readonly lines: string[] = [];
  /** Output of scripts that their developer should read at once. */
  readonly said: ScriptSaid[] = [];
  /** The calls of acceptPlayerSession and removePlayerSession. */
  readonly calls: string[] = [];
  readonly logFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'realtime-test-'));
  readonly #clients: RealtimeClient[] = [];

  constructor(script: string, options: Partial<FleetHostOptions> = {}) {
    const at = path.join(fixtures, script);
    this.fleet = createRealtimeFleet(
      {
        fleetId: 'fleet-test',
        fleetArn: 'arn:aws:gamelift:eu-central-1:000000000000:fleet/fleet-test',
        fleetName: 'test',
        script: {
          source: { kind: 'folder', path: path.dirname(at) },
          launchPath: `/local/game/${path.basename(at)}`,
          launchParameters: '',
        },
        maxProcesses: 4,
        warmProcesses: 1,
        address: '127.0.0.1',
        certificate: 'DISABLED',
        udp: true,
        environment: {},
        activationTimeoutSeconds: 30,
        logFolder: this.logFolder,
        ...options,
      },
      {
        checkPlayerSession: (game, id) => this.sessions.checkPlayerSession(game, id),
        acceptPlayerSession: (game, id) => {
          this.calls.push(`accept ${id}`);
          return this.sessions.acceptPlayerSession(game, id);
        },
        removePlayerSession: (game, id) => {
          this.calls.push(`remove ${id}`);
          return this.sessions.removePlayerSession(game, id);
        },
        gameSessionEnded: (gameSessionId, end, detail, soon) => {
          this.ended.push({ gameSessionId, end, detail, soon });
        },
        processFailed: (detail) => {
          this.failed.push(detail);
        },
        log: (line) => {
          this.lines.push(line);
        },
        said: (said) => {
          this.said.push(said);
        },
      },
    );
  }

  /** Starts a game session. */
  async session(more: Partial<HostedGameSession> = {}): Promise<HostedSession> {
    const id = `arn:aws:gamelift:eu-central-1::gamesession/fleet-test/${randomUUID()}`;
    const { port } = await this.fleet.startGameSession({
      GameSessionId: id,
      Name: 'test',
      FleetId: 'fleet-test',
      MaximumPlayerSessionCount: 8,
      GameProperties: [{ Key: 'map', Value: 'winter' }],
      IpAddress: '127.0.0.1',
      ...more,
    });
    return new HostedSession(this, more.GameSessionId ?? id, port);
  }

  adopt(client: RealtimeClient): RealtimeClient {
    this.#clients.push(client);
    return client;
  }

  /** Closes clients and fleet. */
  async close(): Promise<void> {
    for (const client of this.#clients) client.socket.terminate();
    await this.fleet.close();
    fs.rmSync(this.logFolder, { recursive: true, force: true });
  }
}

export class HostedSession {
  #players = 0;

  constructor(
    readonly host: HostedFleet,
    readonly id: string,
    readonly port: number,
  ) {}

  get url(): string {
    return `ws://127.0.0.1:${this.port}/websocket`;
  }

  reserve(): string {
    this.#players += 1;
    const id = `psess-${randomUUID()}`;
    this.host.sessions.reserve([id]);
    return id;
  }

  /** Connects a player with a reserved player session and waits for the login result. */
  async join(options: Partial<ClientOptions> = {}): Promise<RealtimeClient> {
    const client = this.host.adopt(
      await RealtimeClient.connect({ url: this.url, playerSessionId: this.reserve(), ...options }),
    );
    if (options.udp === true) await until('UDP', () => client.fast);
    return client;
  }

  get pid(): number {
    const pid = this.host.fleet.processes().find((process) => process.gameSessionId === this.id)?.pid;
    if (pid === undefined) throw new Error('the session has no process');
    return pid;
  }

  log(): string {
    const file = this.host.fleet.logFile(this.id);
    return file === undefined ? '' : fs.readFileSync(file, 'utf8');
  }

  /** Waits until the session's log matches. */
  async logged(pattern: RegExp): Promise<void> {
    await until(
      () => `${String(pattern)} in the log:\n${this.log()}`,
      () => pattern.test(this.log()),
    );
  }

  async over(): Promise<{ readonly end: SessionEnd; readonly detail: string; readonly soon: boolean }> {
    const found = () => this.host.ended.find((ended) => ended.gameSessionId === this.id);
    await until('the end of the session', () => found() !== undefined);
    const ended = found();
    if (ended === undefined) throw new Error('the session has not ended');
    return ended;
  }
}

/** Whether a process with this id exists. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
