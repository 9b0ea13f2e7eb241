import vm from 'node:vm';
import { type Game } from '../core/define';
import { type GameRules } from '../core/game-rules';
import { type Json } from '../core/json';
import { RulesFailure, type RulesFunction } from '../core/match/rules-failure';
import { WatchThread } from './watch-thread';

/**
 * Runs the call, and throws ERR_SCRIPT_EXECUTION_TIMEOUT when it has not returned in time. Where `lost` is
 * given, it may be called instead: then the caller does not continue, and neither does anything that waits
 * for it.
 */
export type Interruptible = <Value>(call: () => Value, timeoutMs: number, lost?: () => void) => Value;

/**
 * Stops rules that do not return. JavaScript cannot interrupt itself, but V8 can, on a timer in a thread of
 * its own (`vm`, about 55 µs of CPU per call). So `run` is for one command or one whole log, not for each
 * function. In a process that makes many such calls, one thread watches them all (watch-thread.ts).
 *
 * It interrupts loops, recursion and regular expressions. A single call of a built-in function (sorting a
 * huge array, say) is not interrupted: the service's health checks end a process that hangs there.
 */
export class RulesWatch {
  readonly #timeoutMs: number;
  readonly #interruptible: Interruptible;
  #newest: RulesFunction | undefined;

  /**
   * @param timeoutMs default time limit of one `run`
   * @param interruptible replaces V8's own
   */
  constructor(timeoutMs: number, interruptible: Interruptible = interruptibleByV8) {
    this.#timeoutMs = timeoutMs;
    this.#interruptible = interruptible;
  }

  /** The same game, whose rules record which of their functions runs. */
  over(game: Game): Game {
    return {
      ...game,
      with: (use) => game.with((typed) => use({ ...typed, rules: this.#noting(typed.rules) })),
    };
  }

  /**
   * Runs code that calls the rules of watched games.
   * @throws RulesFailure naming the function of the rules that did not return in time; otherwise any error
   * that `call` throws
   */
  run<Value>(call: () => Value, timeoutMs = this.#timeoutMs): Value {
    this.#newest = undefined;
    try {
      return this.#interruptible(call, timeoutMs);
    } catch (error) {
      throw this.#failure(error, timeoutMs);
    }
  }

  /**
   * The same, cheaper where it is done often.
   * @param lost is called for rules that did not return in time, unless the failure is thrown: then the
   * caller does not continue, and neither does anything that waits for it
   * @throws RulesFailure for rules that did not return in time; the error of the call
   */
  runOften<Value>(call: () => Value, lost: (failure: RulesFailure) => void): Value {
    const timeoutMs = this.#timeoutMs;
    this.#newest = undefined;
    try {
      return this.#interruptible(call, timeoutMs, () => lost(this.#late(timeoutMs)));
    } catch (error) {
      throw this.#failure(error, timeoutMs);
    }
  }

  /** The error that was thrown; for a timeout, the failure of the rules. */
  #failure(error: unknown, timeoutMs: number): unknown {
    return isTimeout(error) && this.#newest !== undefined ? this.#late(timeoutMs) : error;
  }

  #late(timeoutMs: number): RulesFailure {
    const cause = new Error(`did not return within ${timeoutMs / 1000} s`);
    return new RulesFailure(this.#newest ?? 'apply', cause);
  }

  #noting<State extends Json, Command extends Json, View extends Json, Options extends Json>(
    rules: GameRules<State, Command, View, Options>,
  ): GameRules<State, Command, View, Options> {
    const noted =
      <Given extends unknown[], Value>(name: RulesFunction, ask: (...given: Given) => Value) =>
      (...given: Given): Value => {
        this.#newest = name;
        return ask(...given);
      };
    const { seen, leave, phase, skip } = rules;
    return {
      ...rules,
      setup: noted('setup', rules.setup.bind(rules)),
      toAct: noted('toAct', rules.toAct.bind(rules)),
      legalCommands: noted('legalCommands', rules.legalCommands.bind(rules)),
      parseCommand: noted('parseCommand', rules.parseCommand.bind(rules)),
      apply: noted('apply', rules.apply.bind(rules)),
      view: noted('view', rules.view.bind(rules)),
      result: noted('result', rules.result.bind(rules)),
      ...(seen === undefined ? {} : { seen: noted('seen', seen.bind(rules)) }),
      ...(leave === undefined ? {} : { leave: noted('leave', leave.bind(rules)) }),
      ...(skip === undefined ? {} : { skip: noted('skip', skip.bind(rules)) }),
      ...(phase === undefined ? {} : { phase: noted('phase', phase.bind(rules)) }),
    };
  }
}

/**
 * The global object of the context in which `vm` runs a script; under a test runner it differs from
 * `globalThis`.
 */
const realm = globalOfScripts();
/** The key under which the script finds the function to call. */
const place = Symbol.for('turnlift.interruptible');
const script = new vm.Script('globalThis[Symbol.for("turnlift.interruptible")]()', {
  filename: 'interruptible',
});

/** From this number of calls a second on, one thread for all of them is cheaper than one for each. */
const manyCalls = 100;
let thread: WatchThread | 'unavailable' | undefined;
let [counted, countedSince] = [0, 0];

/** Starts the thread once a second has had many calls. */
function count(): void {
  const now = performance.now();
  if (now - countedSince > 1000) [counted, countedSince] = [0, now];
  counted += 1;
  if (counted < manyCalls) return;
  try {
    thread = WatchThread.isPossible ? new WatchThread() : 'unavailable';
  } catch {
    thread = 'unavailable'; // calls are watched as before
  }
}

function interruptibleByV8<Value>(call: () => Value, timeoutMs: number, lost?: () => void): Value {
  if (lost !== undefined) {
    if (thread === undefined) count();
    else if (thread !== 'unavailable' && thread.watches) return thread.run(call, timeoutMs, lost);
  }
  const outcome: { returned?: { readonly value: Value } } = {};
  const before: unknown = Reflect.get(realm, place);
  Reflect.set(realm, place, () => {
    outcome.returned = { value: call() };
  });
  try {
    script.runInThisContext({ timeout: timeoutMs, displayErrors: false });
  } finally {
    Reflect.set(realm, place, before);
  }
  if (outcome.returned === undefined) throw new Error('the call ended without a value');
  return outcome.returned.value;
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

function globalOfScripts(): object {
  const found: unknown = vm.runInThisContext('globalThis');
  if (typeof found !== 'object' || found === null) throw new TypeError('vm has no global object');
  return found;
}
