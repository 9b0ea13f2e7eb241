import { blocks, differing, first, list, same, type PlanValues, without } from './comparison';

const limits = ['throttling_rate_limit', 'throttling_burst_limit'];
/** With fewer requests a second, or at once, a route is closed to most players. */
const fewest = 5;
/** The account's own limit of requests a second (API Gateway quotas): a higher one limits nothing. */
const maxAccountRequestsPerSecond = 10_000;

/** @param was limits before; empty for what had none of its own */
export function throttleDangers(what: string, is: PlanValues, was: PlanValues): readonly string[] {
  const numbers = limits.flatMap((limit) => {
    const [now, before] = [Number(is[limit] ?? 0), Number(was[limit] ?? 0)];
    if (before > 0 && now <= 0)
      return [`${what}: ${limit} ${before} is gone, and either all are refused or none`];
    if (now > 0 && now < fewest && (before === 0 || now < before))
      return [`${what}: ${limit} is ${now}, so nearly all are refused`];
    if (now > 0 && now < before / 10)
      return [`${what}: ${limit} is ${now} instead of ${before}, so most are refused`];
    if (before > 0 && before < maxAccountRequestsPerSecond && now >= maxAccountRequestsPerSecond)
      return [`${what}: ${limit} is ${now}, which limits nothing: the account's own limit holds`];
    return before > 0 && now > before * 10
      ? [`${what}: ${limit} is ${now} instead of ${before}, which limits hardly anything`]
      : [];
  });
  return [...numbers, ...otherDangers(what, is, was)];
}

/** Settings of calls besides their limits; none of a route that comes or goes, whose limits are listed. */
function otherDangers(what: string, is: PlanValues, was: PlanValues): readonly string[] {
  if (same(is, {}) || same(was, {})) return [];
  const metrics = 'detailed_metrics_enabled';
  return differing(was, is)
    .filter((name) => !limits.includes(name) && !(name === metrics && is[name] === true))
    .map((name) =>
      name === metrics ? `${what}: no metric is kept of single routes` : `${what}: ${name} changes`,
    );
}

/** Where and how calls are logged. */
export function logDangers(is: PlanValues, was: PlanValues): readonly string[] {
  if (same(is, {})) return ['calls are not logged any more'];
  const [now, before] = [fieldsOf(is), fieldsOf(was)];
  return [
    ...(same(is['destination_arn'], was['destination_arn'])
      ? []
      : [`calls are logged in ${String(is['destination_arn'] ?? 'none')}`]),
    ...without(before, now).map((field) => `the log of calls has no ${field} any more`),
  ];
}

/** The values that a line of the log has, such as `$context.requestId`. */
const fieldsOf = ({ format }: PlanValues): readonly string[] =>
  String(format ?? '').match(/\$[\w.-]+/g) ?? [];

/** Limits of single routes, which stand for those of the stage. */
export function routeThrottleDangers(is: unknown, was: unknown): readonly string[] {
  const [now, before] = [blocks(is), blocks(was)];
  const routes = [...new Set([...before, ...now].map((one) => String(one['route_key'])))];
  const limitsOf = (settings: readonly PlanValues[], route: string): PlanValues =>
    settings.find((one) => one['route_key'] === route) ?? {};
  return routes.flatMap((route) => throttleDangers(route, limitsOf(now, route), limitsOf(before, route)));
}

/** Limits of a stage that is made: too low ones, and none at all. */
export function newThrottleDangers({
  default_route_settings: all,
  route_settings: routes,
}: PlanValues): readonly string[] {
  const unlimited = limits.filter((limit) => !(Number(first(all)[limit] ?? 0) > 0));
  return [
    ...unlimited.map((limit) => `calls: no ${limit} holds for the new stage`),
    ...throttleDangers('calls', first(all), {}),
    ...(list(routes).length === 0 ? [] : routeThrottleDangers(routes, [])),
  ];
}
