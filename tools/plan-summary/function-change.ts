import { first, type Values } from './comparison';

/** Variables that Node or the AWS SDK obeys: they load code, or send calls and credentials somewhere else. */
const steering =
  /^(AWS_(ENDPOINT_URL\w*|LAMBDA_EXEC_WRAPPER|CONFIG_FILE|SHARED_CREDENTIALS_FILE|CA_BUNDLE)|NODE_(OPTIONS|PATH|EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED)|(HTTPS?|ALL)_PROXY|LD_\w+)$/i;

/** What a function's environment makes it do besides its own code. */
export function environmentDangers(is: unknown, was: unknown): readonly string[] {
  const [now, before] = [variables(is), variables(was)];
  return Object.keys(now)
    .filter((name) => steering.test(name) && now[name] !== before[name])
    .sort()
    .map((name) => `${name} of the function decides which code it loads, or where its calls go`);
}

const variables = (environment: unknown): Values => Object(first(environment)['variables']);

/** A schedule that is at least ten times slower. */
export function scheduleDangers(is: unknown, was: unknown): readonly string[] {
  return minutes(is) >= minutes(was) * 10
    ? [`its function runs by ${String(is)} instead of ${String(was)}`]
    : [];
}

const minutesIn: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** Between two calls; NaN where it is not a rate. */
function minutes(schedule: unknown): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(schedule)) ?? [];
  return Number(count ?? NaN) * (minutesIn[unit] ?? NaN);
}
