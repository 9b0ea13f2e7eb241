import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  commonFields,
  type CommonConfig,
  type RegionHosting,
  hostingFields,
  refineCommon,
  refineHosting,
  type Refuse,
  seconds,
} from './common-schema';
import { ConfigError } from './config-error';
import { identitySettingsSchema } from './identity-schema';
import { homeRegions, limits } from './limits';
import { inOurWords, settingProblem } from './setting-words';
import { versionShifts } from './version-shifts';
import { ownDomain, refineAddresses, siteSchema } from './site-schema';
import { cloudWebhooks, laptopWebhooks } from './webhook-schema';

const githubId = z
  .string()
  .regex(
    /^(0+|[1-9]\d{0,18})$/,
    "must be GitHub's number, digits only, without leading zeros: gh api repos/OWNER/NAME --jq " +
      "'.owner.id, .id'",
  );
const hostName = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/** As browsers send it: scheme, host and port, without a path. */
function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false;
  const { origin: itself, hostname } = new URL(text);
  return itself === text && (hostName.test(hostname) || /^\[[0-9a-f:.]+\]$/.test(hostname));
}

/** The origin that an address has, or that a name with a dot at its end means. */
function originIn(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  const meant = `${protocol}//${hostname.replace(/\.$/, '')}${port === '' ? '' : `:${port}`}`;
  return isOrigin(meant) ? meant : undefined;
}
const origin = z.string().superRefine((text, context) => {
  if (text !== '*' && !isOrigin(text))
    context.addIssue(
      'must be an origin as browsers send it, ' +
        `${originIn(text) ?? 'such as https://play.our-game.example'}: lower case, no path, no slash or ` +
        'dot at the end, no *',
    );
});
const allowedOrigins = z.array(origin).superRefine((origins, context) => {
  const refuse = (path: readonly number[], message: string): void =>
    context.addIssue({ code: 'custom', path: [...path], message });
  if (origins.length > limits.allowedOrigins)
    refuse([], `has ${origins.length} origins, ${limits.allowedOrigins} are allowed`);
  origins.forEach((one, index) => {
    if (origins.indexOf(one) !== index) refuse([index], `${one} occurs twice: remove one of them`);
  });
});
const logRetentionDays = z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]);

/** The output of a hash command for a variable without a value: empty, or an end of line alone. */
const emptySecrets = ['', '\n', '\r\n', ' '].map((text) => createHash('sha256').update(text).digest('hex'));
/** A hash of one digit 64 times is a placeholder. */
const isPlaceholderHash = (hash: string): boolean => /^(.)\1*$/.test(hash);

/** How many guests one address may register, and how often it may sign in, each within five minutes. */
const attemptsPerAddress = z.int().min(1).max(100_000);

const cloudSchema = z
  .strictObject({
    ...commonFields,
    /**
     * Fleets whose control plane is in other Regions, as further destinations of the same queue: matches are
     * placed there when the home Region has no capacity. Tables, API and FlexMatch stay in the home Region
     * (docs/cost.md).
     */
    furtherRegions: z.array(z.strictObject({ region: z.enum(homeRegions), ...hostingFields })).default([]),
    data: z.strictObject({ deletionProtection: z.boolean() }),
    identity: identitySettingsSchema('cloud'),
    webhooks: cloudWebhooks,
    api: z.strictObject({
      /**
       * Pages whose scripts browsers allow to use the API, besides that of `site`. Pages of a developer's
       * machine or network, such as http://localhost:5173, only where data.deletionProtection is false.
       */
      allowedOrigins,
      /** (Throttling per route: contract/rest.) */
      attemptsPerAddress,
      /**
       * Raise it by one after a leak of signing keys. API Gateway caches the keys of an authorizer for up to
       * two hours, and a new authorizer has no cache (docs/operating.md).
       */
      authorizerGeneration: z.int().min(1).max(999).default(1),
      /** The API's own domain; a given certificate must be in the environment's Region. */
      domain: ownDomain.optional(),
      /**
       * SHA-256, hexadecimal, of the secret that a CloudFront distribution in front of the API adds as
       * `x-turnlift-origin`. With it, attempts are counted by the viewer's address instead of CloudFront's.
       */
      originSecretSha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits: the SHA-256 of the secret')
        .refine(
          (hash) => !emptySecrets.includes(hash),
          'is the SHA-256 of an empty secret: every caller could choose the address that its attempts ' +
            'count for',
        )
        .refine((hash) => !isPlaceholderHash(hash), 'is a placeholder: write the SHA-256 of your secret')
        .optional(),
      /**
       * How a function's new version is rolled out, by the name of the deployment configuration after
       * `CodeDeployDefault.Lambda`. All but AllAtOnce roll back when the version fails (docs/operating.md).
       */
      newVersions: z.enum(versionShifts).default('AllAtOnce'),
      /**
       * Reserved concurrency from the functions' declarations; off where the account's total limit is too
       * small.
       */
      reserveConcurrency: z.boolean(),
    }),
    site: siteSchema.optional(),
    operations: z.strictObject({
      logRetentionDays,
      /** Receives the alarms and the budget's warnings; AWS sends one mail to confirm. */
      alarmEmail: z
        .email('must be an email address, such as oncall@our-game.example')
        .max(limits.mailAddress, `must have at most ${limits.mailAddress} characters`)
        .optional(),
      monthlyBudgetDollars: z.int().min(1).max(limits.budgetDollars),
      /**
       * The bill that the budget covers: the account's whole bill, or this environment's part of it. The part
       * needs the cost allocation tag `environment` to be activated (docs/operating.md).
       */
      budgetOf: z.enum(['account', 'environment']).default('account'),
    }),
    delivery: z.strictObject({
      /**
       * owner/name on GitHub. Owners are letters, digits and hyphens between them; those that a company
       * manages end in an underscore and its short name.
       */
      repository: z
        .string()
        .regex(
          /^(?=[^/]{1,39}\/)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(_[a-zA-Z0-9]+)?\/(?!\.{1,2}$)[\w.-]{1,100}$/,
          'must be owner/name of the GitHub repository, such as our-studio/our-game',
        )
        .regex(/(?<!\.git)$/i, 'must be owner/name, without the .git of its address'),
      /**
       * GitHub's numeric ids of owner and repository, which are part of the identity of jobs in newer
       * repositories. `gh api repos/OWNER/NAME --jq '.owner.id, .id'` prints both.
       */
      repositoryIds: z.strictObject({ owner: githubId, repository: githubId }),
      /**
       * An account holds one OIDC provider of GitHub: false where another environment of this account made
       * it.
       */
      createProvider: z.boolean(),
      /**
       * How long a session of the deploy role may be: a new fleet can take more than an hour. At least what
       * .github/workflows/deploy-environment.yml asks for (`role-duration-seconds`).
       */
      deploySessionSeconds: seconds(10_800, 43_200),
    }),
  })
  .superRefine((config, context) => {
    refineCommon(config, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
    refineRegions(config, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
    refineAddresses(config, (path, message) =>
      context.addIssue({ code: 'custom', path: [...path], message }),
    );
  });

/** Refuses Regions that cannot be destinations of one queue together. */
function refineRegions(
  {
    region: home,
    realtime,
    furtherRegions,
  }: Pick<CommonConfig, 'region' | 'realtime'> & {
    readonly furtherRegions: ReadonlyArray<RegionHosting & { readonly region: string }>;
  },
  refuse: Refuse,
): void {
  furtherRegions.forEach(({ region, ...hosting }, index) => {
    const at = ['furtherRegions', index] as const;
    refineHosting(hosting, region, (path, message) => refuse([...at, ...path], message));
    if (region === home) refuse([...at, 'region'], `is the home region: its fleets belong in realtime`);
    if (furtherRegions.findIndex((other) => other.region === region) !== index)
      refuse([...at, 'region'], `${region} occurs twice: put its fleets into one of them`);
  });
  const destinations = [realtime, ...furtherRegions].flatMap(({ aliases }) => aliases);
  if (destinations.length > limits.queueDestinations)
    refuse(
      ['furtherRegions'],
      `the queue has ${destinations.length} destinations with them, ${limits.queueDestinations} are ` +
        'allowed: have fewer aliases',
    );
}

const laptopSchema = z
  .strictObject({
    ...commonFields,
    api: z.strictObject({
      attemptsPerAddress,
      /** Pages that may use the API besides those of this machine; their names may be this machine's, too. */
      allowedOrigins: allowedOrigins.default([]),
    }),
    identity: identitySettingsSchema('laptop'),
    webhooks: laptopWebhooks,
    /** Settings that only `npm start` needs. */
    laptop: z.strictObject({
      /** Listening address of every server; also the address that tickets name. */
      host: z.string().min(1),
      /** Preferred port of the REST API and the pages; another free one is taken when it is in use. */
      port: z.int().min(1).max(65_535),
      /** Folder that keeps players, matches and leaderboards, relative to the project's folder. */
      dataFolder: z.string().min(1),
      /** Processes that each location keeps ready; further ones are started when matches come. */
      warmProcesses: z.int().min(0).max(50),
      /**
       * Seconds between two health checks of a process, and for its answer (GameLift: 60); three failures end
       * it.
       */
      healthCheckSeconds: seconds(1, 60).default(5),
    }),
  })
  .superRefine((config, context) =>
    refineCommon(config, (path, message) => context.addIssue({ code: 'custom', path: [...path], message })),
  );

/**
 * One environment in the cloud, as its file declares it.
 * @interface
 */
export type EnvironmentSource = z.input<typeof cloudSchema>;
/** One environment in the cloud, validated, with defaults. */
export type EnvironmentConfig = z.output<typeof cloudSchema>;
/**
 * The laptop's environment, as its file declares it.
 * @interface
 */
export type LaptopSource = z.input<typeof laptopSchema>;
/** The laptop's environment, validated, with defaults. */
export type LaptopConfig = z.output<typeof laptopSchema>;

/**
 * Validates one environment of the cloud.
 * @param file the file that declares it, for the message
 * @throws ConfigError with one line: the first problem
 */
export function parseEnvironment(file: string, source: unknown): EnvironmentConfig {
  return read(file, source, cloudSchema.safeParse(source, inOurWords));
}

/**
 * Validates the laptop's environment.
 * @param file the file that declares it, for the message
 * @throws ConfigError with one line: the first problem
 */
export function parseLaptop(file: string, source: unknown): LaptopConfig {
  return read(file, source, laptopSchema.safeParse(source, inOurWords));
}

function read<Config>(file: string, source: unknown, parsed: z.ZodSafeParseResult<Config>): Config {
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const names = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const keys = [...(issue?.path ?? []), ...names].filter((key) => typeof key !== 'symbol');
  throw new ConfigError(`${file}: ${settingProblem(issue)}`, { file, keys, value: valueAt(source, keys) });
}

function valueAt(source: unknown, keys: ReadonlyArray<string | number>): unknown {
  return keys.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    source,
  );
}
