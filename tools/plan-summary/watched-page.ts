import { blocks, differing, first, same, type PlanValues, without } from './comparison';
import { routine, turnedOff, type WatchedType } from './watched-type';

/** The page to play on, as CloudFront serves it. */
export const pageTypes: Readonly<Record<string, WatchedType>> = {
  aws_cloudfront_distribution: {
    lost: 'the page to play on is gone, and the name that CloudFront made up for it',
    harmless: {
      'browsers and CloudFront agree on what both know': ['http_version', 'is_ipv6_enabled'],
      'the page comes from further away, and still comes': ['price_class'],
      'it is how long Terraform waits': ['wait_for_deployment'],
    },
    compared: {
      aliases: (is, was) => without(was, is).map((name) => `the page is served under ${name} no more`),
      enabled: turnedOff('the distribution'),
      default_cache_behavior: (is, was) => behaviorDangers(first(is), first(was)),
      ordered_cache_behavior: orderedDangers,
      web_acl_id: () => ['another web ACL, or none, decides whom CloudFront lets in'],
    },
    together: {
      of: [],
      dangers: (after, before) =>
        before === undefined
          ? [
              ...blocks(after['origin']).flatMap(newOriginDangers),
              ...[after['default_cache_behavior'], after['ordered_cache_behavior']]
                .flatMap(blocks)
                .flatMap(newBehaviorDangers),
            ]
          : [],
    },
  },
  aws_cloudfront_origin_access_control: {
    lost: 'CloudFront cannot read the files of the page',
    harmless: { [routine.people]: ['name'] },
  },
  aws_cloudfront_response_headers_policy: {
    lost: 'the page has no security headers',
    harmless: { [routine.people]: ['name'] },
    compared: {
      custom_headers_config: (is, was) =>
        customDangers(blocks(first(is)['items']), blocks(first(was)['items'])),
      security_headers_config: (is, was) => headerDangers(first(is), first(was)),
    },
  },
};

/**
 * The page comes from a bucket of the same plan, whose name is known only after the apply, or from an
 * existing bucket.
 */
function newOriginDangers({
  domain_name: domain,
  custom_origin_config: custom,
}: PlanValues): readonly string[] {
  const isBucket = /\.s3\.[a-z0-9-]+\.amazonaws\.com$/.test(String(domain));
  return same(custom, undefined) && (domain === undefined || domain === null || isBucket)
    ? []
    : [
        `the page comes from ${String(domain ?? 'a server that is known only after the apply')}, not ` +
          'from a bucket',
      ];
}

/** Dangers of a path of a new page: requests without TLS, and code that answers in its place. */
function newBehaviorDangers(is: PlanValues): readonly string[] {
  return [
    ...(withTls.includes(is['viewer_protocol_policy']) ? [] : [`${pathOf(is)} is served without TLS`]),
    ...['function_association', 'lambda_function_association'].flatMap((name) =>
      blocks(is[name]).map(
        (code) =>
          `${pathOf(is)} runs code at the edge: ` +
          `${String(code['function_arn'] ?? code['lambda_arn'] ?? 'known only after the apply')}`,
      ),
    ),
  ];
}

const policyHeader = 'content_security_policy';

function headerDangers(is: PlanValues, was: PlanValues): readonly string[] {
  return [
    ...differing(was, is)
      .filter((name) => name !== policyHeader)
      .filter((name) => !same(was[name], undefined))
      .map((name) =>
        same(is[name], undefined) ? `the page has no ${name} any more` : `the ${name} of the page changes`,
      ),
    ...differing(first(was[policyHeader]), first(is[policyHeader]))
      .filter((name) => name !== policyHeader && !same(is[policyHeader], undefined))
      .map((name) => `the ${policyHeader} of the page has another ${name}`),
    ...sourceDangers(directivesOf(is), directivesOf(was)),
  ];
}

/** An added custom header cannot weaken another one, so only changed and removed headers are listed. */
function customDangers(is: readonly PlanValues[], was: readonly PlanValues[]): readonly string[] {
  return was
    .filter((old) => !is.some((one) => same(one, old)))
    .map((old) => `the header ${String(old['header'])} of the page changes, or goes`);
}

/** Directives of the page's content security policy, each with its sources. */
function directivesOf(headers: PlanValues): ReadonlyMap<string, readonly string[]> {
  const text = String(first(headers[policyHeader])[policyHeader] ?? '');
  const parts = text.split(';').map((part) => part.trim().split(/\s+/));
  return new Map(parts.flatMap(([name = '', ...sources]) => (name === '' ? [] : [[name, sources] as const])));
}

function sourceDangers(
  is: ReadonlyMap<string, readonly string[]>,
  was: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  if (is.size === 0 && was.size > 0) return ['the page has no content_security_policy any more'];
  const opened = [...is].flatMap(([directive, sources]) => {
    // Without a directive of its own, the page was held to the default.
    const before = was.get(directive) ?? was.get('default-src') ?? [];
    return without(sources, before).map((source) => ({ directive, source }));
  });
  return [
    ...[...was.keys()]
      .filter((directive) => !is.has(directive))
      .map((directive) => `the policy of the page has no ${directive} any more`),
    ...opened.map(({ directive, source }) => `the page may load from or connect to ${source} (${directive})`),
  ];
}

const withTls: readonly unknown[] = ['https-only', 'redirect-to-https'];
/** The methods of a page that only reads. */
const reading = ['GET', 'HEAD', 'OPTIONS'];
const comparedInBehavior = ['allowed_methods', 'response_headers_policy_id', 'viewer_protocol_policy'];
/**
 * Arguments of a behavior that are harmless: its path identifies it. Compression, and the cached methods of
 * a page that only reads, weaken nothing.
 */
const harmlessInBehavior = ['cached_methods', 'compress', 'path_pattern'];
/** The arguments that a new path needs and that do not by themselves lead it elsewhere. */
const usualInNewBehavior = [
  ...comparedInBehavior,
  ...harmlessInBehavior,
  ...['cache_policy_id', 'default_ttl', 'max_ttl', 'min_ttl', 'target_origin_id'],
];

function orderedDangers(is: unknown, was: unknown): readonly string[] {
  const [now, before] = [blocks(is), blocks(was)];
  const gone = without(before.map(pathOf), now.map(pathOf));
  const kept = now.map(pathOf).filter((path) => before.map(pathOf).includes(path));
  const order = before.map(pathOf).filter((path) => kept.includes(path));
  return [
    // The first path that matches decides.
    ...(kept.join() === order.join() ? [] : [`paths are looked for in another order: ${kept.join(', ')}`]),
    ...gone.map((path) => `${path} is not served by rules of its own any more`),
    ...now.flatMap((behavior) =>
      behaviorDangers(
        behavior,
        before.find((old) => pathOf(old) === pathOf(behavior)),
      ),
    ),
  ];
}

const pathOf = (behavior: PlanValues): string => String(behavior['path_pattern'] ?? 'the page');

/** @param was absent for a path that had no rules of its own */
function behaviorDangers(is: PlanValues, was: PlanValues | undefined): readonly string[] {
  const path = pathOf(is);
  const headers = 'response_headers_policy_id';
  const strange = was
    ? differing(was, is).filter((name) => ![...comparedInBehavior, ...harmlessInBehavior].includes(name))
    : differing({}, is).filter((name) => !usualInNewBehavior.includes(name));
  return [
    ...(!withTls.includes(is['viewer_protocol_policy']) &&
    is['viewer_protocol_policy'] !== was?.['viewer_protocol_policy']
      ? [`${path} is served without TLS`]
      : []),
    ...(same(was?.[headers], undefined) || same(was?.[headers], is[headers])
      ? []
      : [`${path} has ${same(is[headers], undefined) ? 'no' : 'other'} security headers`]),
    ...without(was?.['allowed_methods'], is['allowed_methods']).map(
      (method) => `${path} takes no ${method} any more`,
    ),
    ...without(is['allowed_methods'], was?.['allowed_methods'] ?? reading).map(
      (method) => `${path} takes ${method}`,
    ),
    ...(strange.length === 0
      ? []
      : [`the summary does not know what ${strange.join(', ')} of ${path} does: read its plan`]),
  ];
}
