import { fieldsOf } from '../../core/fields-of';
import { environment } from '../../contract/environment';
import { first, same, type PlanValues } from './comparison';
import { beyondOrder } from './magnitude';

/** Variables of our own code. */
const ours: readonly string[] = Object.values(environment);
/** Settings of play, which open nothing. */
const settings: readonly string[] = [
  environment.locations,
  environment.reservedNames,
  environment.searchSeconds,
];
/** Settings that are one number. */
const numbers: readonly string[] = [environment.attemptsPerAddress];

/**
 * The effects of a function's environment beyond its own code. Node, the Lambda runtime and the AWS SDK obey
 * variables of their own, which load code and send calls and credentials elsewhere. So only the names of our
 * own code are known.
 * @param later marks of values that are known only after the apply
 */
export function environmentDangers(is: unknown, was: unknown, later: unknown): readonly string[] {
  const [now, before, unknown] = [variables(is), variables(was), variables(later)];
  const names = [...new Set([before, now, unknown].flatMap((one) => Object.keys(one)))].sort();
  return names.flatMap((name) => variableDangers(name, now[name], before[name], unknown[name] !== undefined));
}

function variableDangers(name: string, is: unknown, was: unknown, later: boolean): readonly string[] {
  if (is === was && !later) return [];
  if (!ours.includes(name))
    return [
      `${name} is not a variable of our code: it may decide what the function runs, or where its calls go`,
    ];
  // Only code that is new as well reads a further variable.
  if (was === undefined) return [];
  if (later)
    return [`${name} of the function is known only after the apply, so the change cannot be reviewed`];
  if ((is ?? '') === '') return [`${name} of the function is gone: code that reads it does not start`];
  if (settings.includes(name)) return [];
  if (numbers.includes(name))
    return beyondOrder(is, was).map((change) => `${name} of the function: ${change}`);
  return [`${name} of the function changes, which decides whose data it uses, or whom it trusts`];
}

const variables = (value: unknown): PlanValues => fieldsOf(first(value)['variables']);

/** A schedule that is not a rate of the same order of magnitude. */
export function scheduleDangers(is: unknown, was: unknown): readonly string[] {
  if (same(is, was)) return [];
  const [now, before] = [minutes(is), minutes(was)];
  if (now < before * 10 && now > before / 10) return [];
  const by = same(is, undefined) ? 'by no schedule' : `by ${String(is)}`;
  return [`its function runs ${by} instead of ${same(was, undefined) ? 'by none' : String(was)}`];
}

const minutesIn: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** Between two calls; NaN where it is not a rate. */
function minutes(schedule: unknown): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(schedule)) ?? [];
  return Number(count ?? NaN) * (minutesIn[unit] ?? NaN);
}
