import { json } from '../../contract/json';
import { type Json } from '../../core/json';
import { jsonNumberProblem } from '../../core/stored-number';

/** Maximum length of a reward as JSON text: players read a hundred of them at once. */
export const maxRewardCharacters = 4000;
/** DynamoDB stores 32 levels: the row is one of them. */
export const maxRewardLevels = 30;

/** The answer of a game's hook cannot be stored. The message says why. */
export class UnfitReward extends Error {
  override readonly name = 'UnfitReward';
}

/**
 * The answer of a game's hook as JSON that a row can store. At run time a hook may return anything: promises,
 * dates, numbers that rows do not store.
 * @throws UnfitReward when it is not such JSON
 */
export function checkedReward(answer: unknown): Json {
  handleRejections(answer, new Set());
  if (answer instanceof Promise) throw new UnfitReward('it is a promise: give must not be async');
  checkValue(answer, 1);
  const text = JSON.stringify(answer);
  if (text.length > maxRewardCharacters)
    throw new UnfitReward(
      `it has ${text.length} characters as JSON: at most ${maxRewardCharacters} are possible`,
    );
  const reward = json.parse(JSON.parse(text));
  const problem = jsonNumberProblem(reward);
  if (problem !== undefined) throw new UnfitReward(`${problem.field || 'it'} ${problem.message}`);
  return reward;
}

/**
 * The rejection of a promise in an answer would end the process, in which other players' rewards are given.
 * All of them are handled before the first one refuses the answer.
 */
function handleRejections(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Promise) value.catch(() => undefined);
  else for (const member of Object.values(value)) handleRejections(member, seen);
}

function checkValue(value: unknown, level: number): void {
  if (level > maxRewardLevels) throw new UnfitReward(`it is nested more than ${maxRewardLevels} levels deep`);
  if (typeof value === 'string') checkText(value);
  else if (typeof value === 'object' && value !== null) checkMembers(value, level);
  else if (value !== null && typeof value !== 'boolean' && !Number.isFinite(value))
    throw new UnfitReward(
      `it contains ${typeof value === 'number' ? value : `a value of type ${typeof value}`}, which is ` +
        'not JSON',
    );
}

function checkMembers(value: object, level: number): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && prototype !== Object.prototype)
    throw new UnfitReward(`it contains a ${value.constructor.name}, which is not JSON`);
  for (const [name, member] of Object.entries(value)) {
    if (name === '') throw new UnfitReward('it has a field without a name');
    checkText(name);
    checkValue(member, level + 1);
  }
}

/** DynamoDB stores UTF-8, which has no halves of characters. */
function checkText(text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new UnfitReward('it has text with half of a character');
}
