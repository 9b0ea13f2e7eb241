import { createRequire } from 'node:module';
import path from 'node:path';
import { stackText, type SessionLog } from './logger';

/** The callbacks of a Realtime script that return a boolean, with the default for a missing one: allow. */
export type Question =
  | 'onProcessStarted'
  | 'onHealthCheck'
  | 'onPlayerConnect'
  | 'onSendToPlayer'
  | 'onSendToGroup'
  | 'onPlayerJoinGroup'
  | 'onPlayerLeaveGroup';

/** A callback whose result is not used. */
export type Notice =
  | 'init'
  | 'onStartGameSession'
  | 'onPlayerAccepted'
  | 'onMessage'
  | 'onPlayerDisconnect'
  | 'onProcessTerminate';

/** `exports.ssExports` of the script's file. @throws Error whose message describes the problem of the file */
export function loadScript(file: string): object {
  const exported: unknown = createRequire(file)(file);
  const found: unknown =
    typeof exported === 'object' && exported !== null ? Reflect.get(exported, 'ssExports') : undefined;
  if ((typeof found !== 'object' && typeof found !== 'function') || found === null) {
    throw new Error(
      `${path.basename(file)} has no exports.ssExports: a Realtime script exports its configuration ` +
        'and callbacks under that name',
    );
  }
  return found;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** A call whose result is not used. */
interface CallOutcome {
  readonly thrown?: unknown;
  /** Resolves when the callback has done its work, or failed. */
  readonly settled: Promise<unknown>;
  /** Of a callback that returned a promise: whether that was fulfilled. */
  readonly fulfilled?: Promise<boolean>;
}

const settled = Promise.resolve();
/** The result of most calls: they return at once, and throw nothing. */
const returned = { settled };

/**
 * Calls the script's callbacks. Their errors are logged and never rethrown; calls of different callbacks do
 * not wait for each other.
 */
export class Script {
  readonly #exports: object;
  readonly #log: SessionLog;

  constructor(ssExports: object, log: SessionLog) {
    this.#exports = ssExports;
    this.#log = log;
  }

  /** Late bound: scripts replace their own callbacks. */
  #find(name: string): CallableFunction | undefined {
    const callback: unknown = Reflect.get(this.#exports, name);
    return typeof callback === 'function' ? callback : undefined;
  }

  /** As a method of ssExports: scripts use `this`. */
  #call(callback: CallableFunction, values: readonly unknown[]): unknown {
    return Reflect.apply(callback, this.#exports, values);
  }

  has(name: Question | Notice): boolean {
    return this.#find(name) !== undefined;
  }

  /**
   * Truthiness of the (awaited) answer; false when the callback throws. Synchronous unless the script answers
   * with a promise.
   */
  ask(name: Question, ...values: unknown[]): boolean | Promise<boolean> {
    const callback = this.#find(name);
    if (callback === undefined) return true;
    const truthOf = (answer: unknown): boolean => {
      if (answer === undefined) this.#log.host('warn', `${name} returned undefined, which counts as false`);
      return Boolean(answer);
    };
    const failed = (error: unknown): boolean => {
      this.#log.host('error', `${name} threw, which counts as false: ${stackText(error)}`);
      return false;
    };
    try {
      const answer = this.#call(callback, values);
      return isThenable(answer) ? Promise.resolve(answer).then(truthOf, failed) : truthOf(answer);
    } catch (error) {
      return failed(error);
    }
  }

  /**
   * Calls a callback whose result is not used. Returns a synchronous error; a promise is not awaited, and its
   * rejection is logged.
   */
  notify(name: Notice, ...values: unknown[]): CallOutcome {
    const failed = (error: unknown): false => {
      this.#log.host('error', `${name} threw: ${stackText(error)}`);
      return false;
    };
    try {
      const callback = this.#find(name);
      const result = callback === undefined ? undefined : this.#call(callback, values);
      if (!isThenable(result)) return returned;
      const settled = Promise.resolve(result).then(() => true, failed);
      return { settled, fulfilled: settled };
    } catch (error) {
      failed(error);
      return { thrown: error ?? new Error('threw nothing'), settled };
    }
  }

  /** `configuration` of the script; invalid values are logged and replaced by the default. */
  configuration(): { readonly pingIntervalTime: number; readonly maxPlayers: number } {
    const configuration: unknown = Reflect.get(this.#exports, 'configuration');
    const read = (name: 'pingIntervalTime' | 'maxPlayers', fallback: number): number => {
      const value: unknown =
        typeof configuration === 'object' && configuration !== null
          ? Reflect.get(configuration, name)
          : undefined;
      if (value === undefined || value === null) return fallback;
      const number = Number(value);
      if (Number.isFinite(number) && number > 0) return number;
      this.#log.host(
        'warn',
        `configuration.${name} is ${stackText(value)}, not a positive number: ${fallback} is used`,
      );
      return fallback;
    };
    return {
      pingIntervalTime: Math.max(100, read('pingIntervalTime', 3000)),
      maxPlayers: Math.floor(read('maxPlayers', 32)),
    };
  }
}
