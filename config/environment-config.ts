import { EC2InstanceType } from '@aws-sdk/client-gamelift';
import * as z from 'zod';
import { homeRegions, limits, sessionLocations } from './limits';

/** Letters, digits, hyphens; starts with a letter: the part that every service's names allow. */
const shortName = (most: number): z.ZodString =>
  z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must be lower case letters, digits and hyphens, beginning with a letter')
    .max(most);
const seconds = (least: number, most: number): z.ZodNumber => z.int().min(least).max(most);
const githubId = z
  .string()
  .regex(/^\d+$/, "must be GitHub's number, digits only: gh api repos/OWNER/NAME --jq '.owner.id, .id'");
const domainName = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a domain name in lower case, such as api.our-game.gg',
  );
/** As browsers send it: scheme, host and port, nothing behind them. */
const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => new URL(text).origin === text,
    'must be an origin, such as https://play.our-game.gg: no path, no slash at the end, lower case',
  );
const logRetentionDays = z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]);

const location = z
  .strictObject({
    location: z.enum(sessionLocations),
    /**
     * Instances. `desired` is where a new fleet starts; from then on the scaling policy decides. A minimum of
     * 0 lets the location sleep: GameLift wakes it for a session, which waits for a machine to start.
     */
    minimum: z.int().min(0),
    maximum: z.int().min(1),
    desired: z.int().min(0),
  })
  .refine(
    ({ minimum, desired, maximum }) => minimum <= desired && desired <= maximum,
    'minimum ≤ desired ≤ maximum must hold',
  );

const fleet = z.strictObject({
  instanceType: z.enum(EC2InstanceType),
  fleetType: z.enum(['ON_DEMAND', 'SPOT']),
  nodeJsVersion: z.literal(limits.scriptNodeVersions),
  /** GENERATED: players connect with TLS to a name under amazongamelift.com. A change replaces the fleet. */
  certificate: z.enum(['GENERATED', 'DISABLED']),
  /** Matches on one instance at once: one process a match. */
  processesPerInstance: z.int().min(1).max(limits.processesPerInstance),
  sessionActivationSeconds: seconds(1, limits.sessionActivationSeconds),
  /** Share of sessions that the scaling policy keeps free, in per cent. */
  freeSessionsPercent: z.int().min(1).max(99),
  protection: z.enum(['FullProtection', 'NoProtection']),
  locations: z.array(location).min(1),
});

const alias = z.strictObject({
  name: shortName(32),
  /** Name of the fleet in `fleets` that new sessions go to. This one line is a switch, and going back. */
  active: z.string(),
});

const latencyPolicy = z.strictObject({
  maximumMilliseconds: z.int().min(1),
  forSeconds: seconds(1, limits.queueSeconds).optional(),
});

const gameProperty = z.strictObject({
  key: z.string().min(1).max(limits.gamePropertyKey),
  value: z.string().min(1).max(limits.gamePropertyValue),
});

const schema = z
  .strictObject({
    /** Part of every name. */
    project: shortName(20),
    environment: shortName(12),
    /** The account that this environment lives in; a deploy with credentials of another is refused. */
    account: z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account'),
    region: z.enum(homeRegions),
    /** At least this many places to play, so that one failing location does not end the game. */
    leastLocations: z.int().min(1).default(1),
    data: z.strictObject({ deletionProtection: z.boolean() }),
    realtime: z.strictObject({
      /** Path of the script on the instance; the file must be in build/realtime-server.zip. */
      launchPath: z
        .string()
        .regex(/^\/local\/game\/[\w./-]+\.js$/, 'must be /local/game/<file in the zip>.js'),
      loggingLevel: z.enum(['debug', 'info', 'warn', 'error']),
      fleets: z
        .record(shortName(20), fleet)
        .refine((fleets) => Object.keys(fleets).length > 0, 'needs at least one fleet'),
      /** The queue's destinations, in order of preference. */
      aliases: z.array(alias).min(1).max(limits.queueDestinations),
      queue: z.strictObject({
        timeoutSeconds: seconds(10, limits.queueSeconds),
        latencyPolicies: z.array(latencyPolicy).max(10),
      }),
    }),
    matchmaking: z.strictObject({
      /** File matchmaking/rule-sets/<ruleSet>.json. */
      ruleSet: shortName(64),
      requestTimeoutSeconds: seconds(1, limits.matchmakingRequestSeconds),
      /** Present: every player must accept the match within this time. */
      acceptanceSeconds: seconds(1, limits.acceptanceSeconds).optional(),
      gameProperties: z.array(gameProperty).max(limits.gameProperties).default([]),
      customEventData: z.string().max(limits.customEventData).optional(),
    }),
    api: z.strictObject({
      allowedOrigins: z.array(z.union([z.literal('*'), origin])).min(1),
      /**
       * How many guests one address may register, and how often it may sign in, within five minutes each.
       * (Throttling by route: contract/rest.)
       */
      attemptsPerAddress: z.int().min(1).max(100_000),
      /**
       * The API's own name. With Route 53 the certificate and the records are made; elsewhere the certificate
       * is given (ACM, in the environment's region), and the deploy prints the record to make.
       */
      domain: z
        .discriminatedUnion('dns', [
          z.strictObject({
            dns: z.literal('route53'),
            name: domainName,
            hostedZoneId: z
              .string()
              .regex(/^Z[A-Z0-9]{5,31}$/, 'must be the id of a hosted zone, such as Z0123456789ABC'),
          }),
          z.strictObject({
            dns: z.literal('elsewhere'),
            name: domainName,
            certificateArn: z
              .string()
              .regex(
                /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
                'must be the ARN of a certificate in ACM',
              ),
          }),
        ])
        .optional(),
      /**
       * SHA-256, hexadecimal, of the secret that a CloudFront distribution in front adds as `x-turnlift-origin`:
       * with it, attempts are counted by the viewer's address and not by CloudFront's.
       */
      originSecretSha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits: the SHA-256 of the secret')
        .optional(),
      /**
       * Reserved concurrency from the functions' declarations; off where the account's whole limit is too
       * small for it.
       */
      reserveConcurrency: z.boolean(),
    }),
    operations: z.strictObject({
      logRetentionDays,
      /** Gets the alarms and the budget's warnings; AWS sends one mail to confirm. */
      alarmEmail: z.email().optional(),
      monthlyBudgetDollars: z.int().min(1),
      /**
       * What the budget counts: the account's whole bill, or this environment's part of it. The part needs
       * the cost allocation tag `environment` to be activated (docs/operating.md).
       */
      budgetOf: z.enum(['account', 'environment']).default('account'),
    }),
    delivery: z.strictObject({
      /** owner/name on GitHub. */
      repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name of the GitHub repository'),
      /**
       * GitHub's numbers of owner and repository: they are part of the identity that jobs of newer
       * repositories have. `gh api repos/OWNER/NAME --jq '.owner.id, .id'` prints both.
       */
      repositoryIds: z.strictObject({ owner: githubId, repository: githubId }),
      /**
       * An account holds one OIDC provider of GitHub: false where another environment of this account made it
       * already.
       */
      createProvider: z.boolean(),
      /** How long the deploy role's session lasts: a new fleet takes up to an hour and more. */
      deploySessionSeconds: seconds(3_600, 43_200),
    }),
  })
  .superRefine((config, context) => {
    const refuse = (path: Array<string | number>, message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const fleetNames = Object.keys(config.realtime.fleets);
    config.realtime.aliases.forEach(({ name, active }, index) => {
      if (!fleetNames.includes(active))
        refuse(
          ['realtime', 'aliases', index, 'active'],
          `is ${JSON.stringify(active)}, which is no fleet; take one of ${fleetNames.join(', ')}`,
        );
      if (config.realtime.aliases.findIndex((other) => other.name === name) !== index)
        refuse(['realtime', 'aliases', index, 'name'], `${JSON.stringify(name)} is there twice`);
    });
    for (const [name, { locations }] of Object.entries(config.realtime.fleets)) {
      const places = locations.map(({ location: place }) => place);
      if (new Set(places).size !== places.length)
        refuse(['realtime', 'fleets', name, 'locations'], 'names a location twice');
      if (!places.some((place) => place === config.region))
        refuse(
          ['realtime', 'fleets', name, 'locations'],
          `must have the home region ${config.region}: GameLift always places instances there`,
        );
    }
    const serving = locationsOf(config);
    if (serving.length < config.leastLocations)
      refuse(
        ['realtime', 'fleets'],
        `the active fleets serve ${serving.length} location(s), leastLocations asks for ${config.leastLocations}: add locations to the active fleets`,
      );
    const { latencyPolicies, timeoutSeconds } = config.realtime.queue;
    if (alwaysAwake(config).length === 0 && timeoutSeconds < limits.wakingSeconds)
      refuse(
        ['realtime', 'queue', 'timeoutSeconds'],
        `is ${timeoutSeconds}, but every location may sleep (minimum 0) and a machine takes minutes to start: write at least ${limits.wakingSeconds}, or give one location a minimum of 1`,
      );
    latencyPolicies.forEach((policy, index) => {
      if (index < latencyPolicies.length - 1 && policy.forSeconds === undefined)
        refuse(
          ['realtime', 'queue', 'latencyPolicies', index],
          'needs forSeconds: only the last policy may hold until the timeout',
        );
      const next = latencyPolicies[index + 1];
      if (next !== undefined && next.maximumMilliseconds <= policy.maximumMilliseconds)
        refuse(
          ['realtime', 'queue', 'latencyPolicies', index + 1, 'maximumMilliseconds'],
          'must be above the policy before it: policies relax with time',
        );
    });
    const policySeconds = latencyPolicies.reduce((sum, policy) => sum + (policy.forSeconds ?? 0), 0);
    if (policySeconds > timeoutSeconds)
      refuse(
        ['realtime', 'queue', 'latencyPolicies'],
        `last ${policySeconds} s together, longer than the queue's timeoutSeconds of ${timeoutSeconds}`,
      );
    const { domain } = config.api;
    if (domain?.dns === 'elsewhere' && domain.certificateArn.split(':')[3] !== config.region)
      refuse(
        ['api', 'domain', 'certificateArn'],
        `is of another region: the API is in ${config.region}, and takes certificates of its own region only`,
      );
    const { allowedOrigins } = config.api;
    if (allowedOrigins.includes('*') && allowedOrigins.length > 1)
      refuse(['api', 'allowedOrigins'], 'is either ["*"] or a list of origins');
  });

/** One environment, as its file says it. */
export type EnvironmentSource = z.input<typeof schema>;
/** One environment, validated, with defaults. */
export type EnvironmentConfig = z.output<typeof schema>;

/**
 * A configuration that would not deploy; the message is one line that names the file, the place and the fix.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Places where matches can be played: the locations of the fleets that an alias points to, sorted. */
export function locationsOf(config: {
  readonly realtime: Pick<EnvironmentConfig['realtime'], 'fleets' | 'aliases'>;
}): readonly string[] {
  const active = config.realtime.aliases.flatMap(
    (entry) => config.realtime.fleets[entry.active]?.locations ?? [],
  );
  return [...new Set(active.map((entry) => entry.location))].sort();
}

/** Locations of active fleets where a machine always runs, so that no session waits for one to start. */
function alwaysAwake(config: {
  readonly realtime: Pick<EnvironmentConfig['realtime'], 'fleets' | 'aliases'>;
}): readonly string[] {
  return config.realtime.aliases.flatMap(({ active }) =>
    (config.realtime.fleets[active]?.locations ?? [])
      .filter(({ minimum }) => minimum > 0)
      .map(({ location: place }) => place),
  );
}

/**
 * Validates one environment.
 * @param file the file that it came from, for the message
 * @throws ConfigError with one line: the first thing that is wrong
 */
export function parseEnvironment(file: string, source: unknown): EnvironmentConfig {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new ConfigError(`${file}: ${where}${where === '' ? '' : ' '}${describe(issue)}`);
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'is invalid';
  if (issue.code === 'invalid_value' && issue.values.length > 20)
    return `is not in AWS's list of ${issue.values.length} values; take for example ${issue.values.slice(0, 6).map(String).join(', ')}`;
  if (issue.code === 'unrecognized_keys')
    return `has no setting ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}: remove it, or see config/environment-config.ts for the name`;
  return issue.message;
}
