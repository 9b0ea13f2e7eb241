import { isJsonObject, type JsonValue, readJson } from '../json/reader';
import { parseRuleSet } from '../rule-set/parse';
import { type RuleSet } from '../rule-set/rule-set';
import { PopulationError } from './population';

/** One setting that is tried with several values. */
export interface Sweep {
  /** `rules[Fair].maxDistance`, `expansions[0].steps[1].value`, or the name of an option. */
  readonly target: string;
  readonly values: readonly string[];
}

/** Options that can be swept besides the rule set. */
export const sweptOptions = ['rate', 'timeout', 'look-every', 'accept', 'patience'] as const;
export type SweptOption = (typeof sweptOptions)[number];

const maxValues = 50;

/** Reads `TARGET=VALUE,VALUE…`. @throws PopulationError */
export function parseSweep(text: string): Sweep {
  const equals = text.lastIndexOf('=');
  const values = text
    .slice(equals + 1)
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  const target = text.slice(0, Math.max(0, equals)).trim();
  if (target === '' || values.length === 0)
    throw new PopulationError(
      `--sweep ${text}: write TARGET=VALUE,VALUE, where TARGET is a place in the rule set such as ` +
        `rules[NAME].maxDistance, or ${sweptOptions.join(', ')}`,
    );
  if (values.length > maxValues)
    throw new PopulationError(`--sweep ${target}: at most ${maxValues} values are tried`);
  return { target, values };
}

export function isSweptOption(target: string): target is SweptOption {
  return sweptOptions.some((option) => option === target);
}

/**
 * The rule set with one value replaced.
 * @param body a valid rule set
 * @param target members by name, elements by index or by their `name`: `teams[red].maxPlayers`
 * @throws PopulationError when the target does not exist, or the rule set is not valid with the value
 */
export function withValue(body: string, target: string, value: string): RuleSet {
  const reading = readJson(body);
  if ('problem' in reading) throw new PopulationError(`the rule set is not JSON: ${reading.problem}`);
  const steps = [...target.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)].map(
    ([, member, element]) => member ?? element ?? '',
  );
  const changed = replaced(reading.value, steps, parsedValue(value), target);
  const { ruleSet, errors, warnings } = parseRuleSet(JSON.stringify(changed));
  if (ruleSet === undefined)
    throw new PopulationError(
      `--sweep ${target}=${value}: the rule set is not valid with it: ` +
        `${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    );
  // An ignored member would give equal results for all values, as a value without effect does.
  const known = parseRuleSet(body).warnings;
  const ignored = warnings.find(
    ({ code, path }) =>
      code === 'unknown-key' && !known.some((one) => one.code === code && one.path === path),
  );
  if (ignored !== undefined)
    throw new PopulationError(
      `--sweep ${target}: ${ignored.message.replace(/, so it is ignored/, '')}; options are ` +
        `${sweptOptions.join(', ')}`,
    );
  return ruleSet;
}

function parsedValue(text: string): JsonValue {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function replaced(
  value: JsonValue,
  [step, ...rest]: readonly string[],
  by: JsonValue,
  target: string,
): JsonValue {
  if (step === undefined) return by;
  if (Array.isArray(value)) {
    const place = /^\d+$/.test(step)
      ? Number(step)
      : value.findIndex((element) => isJsonObject(element) && element['name'] === step);
    const element = value[place];
    if (element === undefined)
      throw new PopulationError(`--sweep ${target}: the rule set has no element "${step}" there`);
    return value.map((one, index) => (index === place ? replaced(element, rest, by, target) : one));
  }
  if (!isJsonObject(value))
    throw new PopulationError(`--sweep ${target}: the rule set has no member "${step}" there`);
  const inner = value[step];
  // The last member may be new: an option that the rule set omits.
  if (inner === undefined && rest.length > 0)
    throw new PopulationError(`--sweep ${target}: the rule set has no member "${step}" there`);
  return { ...value, [step]: inner === undefined ? by : replaced(inner, rest, by, target) };
}
