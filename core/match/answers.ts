import { type GameResult, type IllegalCommand, type PlayRules, type Viewer } from '../game-rules';
import { type Seat } from '../ids';
import { type Json } from '../json';
import { described, jsonProblem } from '../json-problem';
import { resultProblem, undeclaredProblem } from '../result-problems';
import { ask } from './rules-failure';

/**
 * Asks the rules, and checks what they answer. Developers may write JavaScript, and a branch without `return`
 * compiles there. An answer of another shape is a failure of the function that gave it, like an error that it
 * throws. Unchecked, it would fail later, in a message or in a row of the database.
 */

export type Rules<State extends Json, Command extends Json, View extends Json> = PlayRules<
  State,
  Command,
  View
>;

/**
 * The part of a state that a viewer may see.
 * @param checked a view that is JSON: where the rules answer with it again, it is not checked again
 * @throws RulesFailure
 */
export function viewOf<State extends Json, Command extends Json, View extends Json>(
  rules: Rules<State, Command, View>,
  state: State,
  viewer: Viewer,
  checked?: View,
): View {
  return ask('view', () => {
    const view = rules.view(state, viewer);
    return checked !== undefined && view === checked ? checked : asJson(view);
  });
}

/**
 * Legal commands of a seat, to be compared or counted.
 * @throws RulesFailure
 */
export function legalOf<State extends Json, Command extends Json, View extends Json>(
  rules: Rules<State, Command, View>,
  state: State,
  seat: Seat,
): readonly Command[] {
  return ask('legalCommands', () => list(rules.legalCommands(state, seat)));
}

/**
 * Legal commands of a seat, to be sent.
 * @throws RulesFailure
 */
export function shownLegalOf<State extends Json, Command extends Json, View extends Json>(
  rules: Rules<State, Command, View>,
  state: State,
  seat: Seat,
): readonly Command[] {
  return ask('legalCommands', () => asJson(list(rules.legalCommands(state, seat))));
}

/**
 * The phase of a state; null in games of one phase.
 * @throws RulesFailure
 */
export function phaseOf<State extends Json, Command extends Json, View extends Json>(
  rules: Rules<State, Command, View>,
  state: State,
): string | null {
  return ask('phase', () => {
    const phase: unknown = rules.phase?.(state) ?? null;
    if (phase !== null && typeof phase !== 'string')
      throw new TypeError(`the answer is ${described(phase)}, not a text`);
    return phase;
  });
}

/**
 * The result of a state, with the fields of a result and no others; undefined while the game continues.
 * @throws RulesFailure when it contradicts itself, the match, or what the rules declare
 */
export function resultIn<State extends Json, Command extends Json, View extends Json>(
  rules: Rules<State, Command, View>,
  state: State,
  teams: readonly number[],
): GameResult | undefined {
  return ask('result', () => {
    const result = rules.result(state);
    if (result === undefined) return undefined;
    const problem = resultProblem(result, teams) ?? undeclaredProblem(result, rules);
    if (problem !== undefined) throw new Error(problem);
    const { places, scores, numbers, reason } = result;
    return {
      places: [...places],
      ...(scores === undefined ? {} : { scores: [...scores] }),
      ...(numbers === undefined ? {} : { numbers }),
      reason,
    };
  });
}

/** A command as the rules have read it. @throws TypeError, for `ask` */
export function commandIn<Command extends Json>(
  read: { readonly command: Command } | { readonly illegal: IllegalCommand },
): typeof read {
  const answer = inOneOf(read, 'command');
  if ('command' in answer) asJson(answer.command);
  return answer;
}

/** A state that a command led to. @throws TypeError, for `ask` */
export function stateIn<State extends Json>(
  applied: { readonly state: State } | { readonly illegal: IllegalCommand },
): typeof applied {
  const answer = inOneOf(applied, 'state');
  if ('state' in answer) present(answer.state);
  return answer;
}

/** A state that is there: `undefined` is a forgotten `return`. @throws TypeError, for `ask` */
export function present<State extends Json>(state: State): State {
  const given: unknown = state;
  if (given === undefined) throw new TypeError('the answer is undefined');
  return state;
}

/** A value that JSON can hold. @throws TypeError naming the place, for `ask` */
export function asJson<Value extends Json>(value: Value): Value {
  const problem = jsonProblem(value);
  if (problem !== undefined) throw new TypeError(`the answer is not JSON: ${problem}`);
  return value;
}

function inOneOf<Given extends object>(given: Given, name: string): Given {
  if (!(name in given) && !('illegal' in given))
    throw new TypeError(`the answer has neither "${name}" nor "illegal"`);
  if (!('illegal' in given)) return given;
  const { illegal } = given;
  for (const field of ['code', 'message']) {
    const text: unknown =
      typeof illegal === 'object' && illegal !== null ? Reflect.get(illegal, field) : illegal;
    if (typeof text !== 'string')
      throw new TypeError(`${field} of "illegal" is ${described(text)}, not a text`);
  }
  return given;
}

function list<Item>(items: readonly Item[]): readonly Item[] {
  const given: unknown = items;
  if (!Array.isArray(given)) throw new TypeError(`the answer is ${described(items)}, not a list`);
  return items;
}
