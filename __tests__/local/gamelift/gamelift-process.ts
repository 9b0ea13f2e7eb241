import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { compileProgram } from '../../support/compiled';
import { type Caller, callerOf, type Envelope, envelope, textAt } from './caller';
import { parseText } from '../../support/json-values';
import { listeningPort } from '../../../local/listening-port';

/** `npm run gamelift` on a data folder of its own, which can be killed and started again. */
export class GameLiftProcess {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-restart-'));
  /** Every accepted event, by id: delivery with faults may send one more than once. */
  readonly taken = new Map<string, Envelope>();
  readonly #listener: http.Server;
  #child: ChildProcess | undefined;
  #copies = 0;

  private constructor() {
    this.#listener = http.createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      request.on('end', () => this.#take(text, response));
    });
  }

  /** Opens the consumer of events; no process runs yet. */
  static async open(): Promise<GameLiftProcess> {
    const opened = new GameLiftProcess();
    opened.#listener.listen(0, '127.0.0.1');
    await once(opened.#listener, 'listening');
    return opened;
  }

  async start(...more: readonly string[]): Promise<Caller> {
    const eventUrl = `http://127.0.0.1:${listeningPort(this.#listener)}`;
    const spawned = spawn(
      process.execPath,
      [
        compileProgram('local/cli/gamelift.js'),
        '--data',
        this.folder,
        '--json',
        '--event-url',
        eventUrl,
        ...more,
      ],
      {
        cwd: process.cwd(),
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_NO_WARNINGS: '1' },
      },
    );
    this.#child = spawned;
    const [line] = await once(createInterface({ input: spawned.stdout }), 'line');
    return callerOf({
      url: textAt(JSON.parse(String(line)), 'gamelift'),
      close: async () => {
        spawned.kill('SIGTERM');
        await once(spawned, 'exit');
      },
    });
  }

  /** As kill -9 does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.#end('SIGTERM');
    this.#listener.closeAllConnections();
    this.#listener.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Every seventh event fails, as a consumer does now and then. */
  #take(text: string, response: http.ServerResponse): void {
    this.#copies += 1;
    if (this.#copies % 7 === 0) {
      response.writeHead(503).end();
      return;
    }
    const taken = parseText(envelope, text);
    this.taken.set(taken.id, taken);
    response.end();
  }
}
