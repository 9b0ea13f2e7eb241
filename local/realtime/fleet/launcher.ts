import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { type FromProcess, type ToProcess } from '../channel';
import { isFromLauncher, type LaunchOrder, type ToLauncher } from '../launcher/messages';
import { processEnvironment } from './environment';

/** The events of a launched process. */
export interface LaunchedEvents {
  message(message: FromProcess): void;
  /** Once, when the process has exited or could not be started. `detail` describes how. */
  over(detail: string): void;
}

/** A launched process, as the main process sees it. */
export interface LaunchedProcess {
  /** Undefined until it runs. */
  readonly pid: number | undefined;
  send(message: ToProcess): void;
  kill(): void;
}

interface LaunchedEntry {
  pid: number | undefined;
  readonly events: LaunchedEvents;
}

/**
 * The launcher of this process and of all its fleets: started with the first of them, ended with the last. If
 * it dies, its processes die with it, and the next launch uses a new launcher.
 */
export class Launcher {
  static #shared: Launcher | undefined;
  readonly #child: ChildProcess;
  readonly #entries = new Map<string, LaunchedEntry>();
  readonly #exited: Promise<void>;
  #holders = 0;

  /** Shares the launcher until every holder has called `release`. */
  static hold(): Launcher {
    Launcher.#shared ??= new Launcher();
    Launcher.#shared.#holders += 1;
    return Launcher.#shared;
  }

  private constructor() {
    const program = launcherProgram();
    this.#child = spawn(process.execPath, ['--max-semi-space-size=1', ...program], {
      env: processEnvironment(process.env, {}),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'json',
      windowsHide: true,
    });
    this.#child.on('message', (message: unknown) => this.#take(message));
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
    void this.#exited.then(() => {
      if (Launcher.#shared === this) Launcher.#shared = undefined;
      for (const [id, { events }] of [...this.#entries]) {
        this.#entries.delete(id);
        events.over('the launcher of script processes is gone');
      }
    });
  }

  /** False when it died: its holders should get another. */
  get lives(): boolean {
    return this.#child.connected;
  }

  launch(order: LaunchOrder, events: LaunchedEvents): LaunchedProcess {
    const id = randomUUID();
    const entry: LaunchedEntry = { pid: undefined, events };
    this.#entries.set(id, entry);
    this.#send({ kind: 'launch', id, order });
    return {
      get pid() {
        return entry.pid;
      },
      send: (message) => this.#send({ kind: 'message', id, message }),
      kill: () => this.#send({ kind: 'kill', id }),
    };
  }

  /** Resolves when the launcher has exited, if this was its last holder. */
  async release(): Promise<void> {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    if (Launcher.#shared === this) Launcher.#shared = undefined;
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }

  #send(message: ToLauncher): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #take(message: unknown): void {
    if (!isFromLauncher(message)) return;
    const entry = this.#entries.get(message.id);
    if (entry === undefined) return;
    switch (message.kind) {
      case 'launched':
        entry.pid = message.pid;
        return;
      case 'message':
        entry.events.message(message.message);
        return;
      case 'over':
        this.#entries.delete(message.id);
        entry.events.over(message.detail);
        return;
    }
  }
}

let source: string | undefined;

/** Node's arguments: the compiled program, or (when the project runs from its sources) the bundled text. */
function launcherProgram(): readonly string[] {
  const folder = path.join(__dirname, '..', 'launcher');
  const compiled = path.join(folder, 'main.js');
  if (fs.existsSync(compiled)) return [compiled];
  source ??= buildSync({
    entryPoints: [path.join(folder, 'main.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  }).outputFiles[0]?.text;
  if (source === undefined) throw new Error('esbuild made no program for the launcher');
  return ['-e', source];
}
