import { messageOf } from '../message-of';

/** Functions of a game's rules that may fail. */
export type RulesFunction =
  | 'setup'
  | 'toAct'
  | 'legalCommands'
  | 'parseCommand'
  | 'apply'
  | 'view'
  | 'seen'
  | 'result'
  | 'leave'
  | 'skip'
  | 'phase';

/** A function of a game's rules has thrown, or its answer contradicts the match. `cause` is what it threw. */
export class RulesFailure extends Error {
  override readonly name = 'RulesFailure';

  constructor(
    readonly rulesFunction: RulesFunction,
    cause: unknown,
  ) {
    super(`rules.${rulesFunction}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Calls a function of the rules.
 * @throws RulesFailure with what the function threw
 */
export function ask<Value>(rulesFunction: RulesFunction, call: () => Value): Value {
  try {
    return call();
  } catch (error) {
    throw new RulesFailure(rulesFunction, error);
  }
}
