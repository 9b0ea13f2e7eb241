import fs from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../../system-error';

/** Log files remembered for GetGameSessionLogUrl, two names each; the service keeps them for two weeks. */
const maxLogs = 20_000;

/** How many log files of processes that have ended are kept in a folder, and how many bytes of them. */
export interface LogLimits {
  readonly files: number;
  readonly bytes: number;
}

const defaultLimits: LogLimits = { files: 200, bytes: 64 * 1024 * 1024 };

/** The log files of the newest processes, by their ids and by those of their game sessions. */
export class LogFiles {
  readonly #limits: LogLimits;
  readonly #files = new Map<string, string>();

  constructor(limits = defaultLimits) {
    this.#limits = limits;
  }

  /** Deletes the oldest logs of a folder, but none of a process that runs. */
  trim(folder: string, running: ReadonlyArray<{ readonly plan: { readonly logFile: string } }>): void {
    const inUse = running.map(({ plan }) => plan.logFile);
    const ended = logsIn(folder)
      .filter(({ file }) => !inUse.includes(file))
      .sort((one, other) => other.changedAt - one.changedAt);
    let bytes = 0;
    for (const [index, { file, size }] of ended.entries()) {
      bytes += size;
      if (index >= this.#limits.files || bytes > this.#limits.bytes) fs.rmSync(file, { force: true });
    }
  }

  /** @param owner the id of a process, or of the game session that it took */
  remember(owner: string, file: string): void {
    this.#files.set(owner, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > maxLogs && oldest !== undefined) this.#files.delete(oldest);
  }

  get(owner: string): string | undefined {
    return this.#files.get(owner);
  }
}

/** @returns none for a folder that was deleted meanwhile */
function logsIn(
  folder: string,
): Array<{ readonly file: string; readonly size: number; readonly changedAt: number }> {
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => path.join(folder, name))
      .map((file) => ({ file, stat: fs.statSync(file) }))
      .map(({ file, stat }) => ({ file, size: stat.size, changedAt: stat.mtimeMs }));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
