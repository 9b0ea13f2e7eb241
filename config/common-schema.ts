import { EC2InstanceType } from '@aws-sdk/client-gamelift';
import * as z from 'zod';
import { homeRegions, limits, sessionLocations } from './limits';
import { partName, sameLogicalName } from './names-of-parts';

/** Settings that an environment in the cloud and the laptop have in common: the input of templates/. */

export const seconds = (least: number, most: number): z.ZodNumber => z.int().min(least).max(most);

const location = z
  .strictObject({
    location: z.enum(sessionLocations),
    /**
     * Instances. `desired` is the initial number of a new fleet; after that the scaling policy decides. A
     * minimum of 0 lets the location sleep: GameLift wakes it for a session, which waits for an instance to
     * start.
     */
    minimum: z.int().min(0),
    maximum: z.int().min(1).max(limits.instances),
    desired: z.int().min(0),
  })
  .superRefine(({ minimum, desired, maximum }, context) => {
    if (minimum > desired || desired > maximum)
      context.addIssue(
        `has minimum ${minimum}, desired ${desired}, maximum ${maximum}: minimum ≤ desired ≤ maximum ` +
          'must hold',
      );
  });

const fleet = z.strictObject({
  instanceType: z.enum(EC2InstanceType),
  fleetType: z.enum(['ON_DEMAND', 'SPOT']),
  nodeJsVersion: z.literal(limits.scriptNodeVersions),
  /** GENERATED: players connect with TLS to a name under amazongamelift.com. A change replaces the fleet. */
  certificate: z.enum(['GENERATED', 'DISABLED']),
  /** Concurrent matches on one instance: one process per match. */
  processesPerInstance: z.int().min(1).max(limits.processesPerInstance),
  sessionActivationSeconds: seconds(1, limits.sessionActivationSeconds),
  /** Share of sessions that the scaling policy keeps free, in per cent. */
  freeSessionsPercent: z.int().min(1).max(99),
  protection: z.enum(['FullProtection', 'NoProtection']),
  locations: z.array(location).min(1),
});

const alias = z.strictObject({
  name: partName(32),
  /**
   * Name of the fleet in `fleets` that receives new sessions. Changing this line switches fleets, and
   * changing it back rolls back.
   */
  active: z.string(),
});

/** Where matches run in one Region. */
export const hostingFields = {
  fleets: z
    .record(partName(20), fleet)
    .refine((fleets) => Object.keys(fleets).length > 0, 'needs at least one fleet'),
  /** The queue's destinations, in order of preference. */
  aliases: z.array(alias).min(1).max(limits.queueDestinations),
};
export type RegionHosting = z.output<z.ZodObject<typeof hostingFields>>;

const latencyPolicy = z.strictObject({
  maximumMilliseconds: z.int().min(1).max(limits.serviceInteger),
  forSeconds: seconds(1, limits.queueSeconds).optional(),
});

const gameProperty = z.strictObject({
  key: z.string().min(1).max(limits.gamePropertyKey),
  value: z.string().min(1).max(limits.gamePropertyValue),
});

/**
 * The settings that this environment overrides in one matchmaking of game/index.ts; absent: the definition's
 * own value.
 */
const matchmakingOverride = z.strictObject({
  requestTimeoutSeconds: seconds(1, limits.matchmakingRequestSeconds).optional(),
  /** `false`: players of this environment need not accept. */
  acceptanceSeconds: z.union([z.literal(false), seconds(1, limits.acceptanceSeconds)]).optional(),
});

export const commonFields = {
  /** Part of every name. */
  project: partName(20).regex(
    /^(?!xn--|sthree-|amzn-s3-demo-)/,
    'must not begin with xn--, sthree- or amzn-s3-demo-, which S3 reserves: buckets begin with it',
  ),
  /** Without hyphens: a role that may change `turnlift-dev-…` must not match another environment `dev-eu`. */
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9]*$/, 'must be lower case letters and digits, beginning with a letter, such as prod')
    .max(12),
  /** The account that this environment lives in; a deploy with credentials of another is refused. */
  account: z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account, without hyphens'),
  region: z.enum(homeRegions),
  /** Minimum number of locations to play in, so that one failing location does not stop the game. */
  leastLocations: z.int().min(1).default(1),
  realtime: z.strictObject({
    /** Path of the script on the instance; the file must be in build/realtime-server.zip. */
    launchPath: z
      .string()
      .regex(
        /^\/local\/game\/[\w./-]+\.js$/,
        'must be /local/game/<file in the zip>.js, such as /local/game/server.js',
      ),
    loggingLevel: z.enum(['debug', 'info', 'warn', 'error']),
    /** How long the script waits; absent values are the script's own (realtime-server/limits.ts). */
    patience: z
      .strictObject({
        /** For a seat's first arrival. */
        arrivalSeconds: seconds(1, 86_400).optional(),
        /** For a seat that left. */
        awaySeconds: seconds(1, 86_400).optional(),
        /** For players to read the result. */
        lingerSeconds: seconds(1, 86_400).optional(),
        /** For the rules to return from one message; the match ends when they do not. */
        rulesSeconds: seconds(1, 60).optional(),
      })
      .default({}),
    ...hostingFields,
    queue: z.strictObject({
      timeoutSeconds: seconds(10, limits.queueSeconds),
      latencyPolicies: z.array(latencyPolicy).max(10),
    }),
  }),
  matchmaking: z.strictObject({
    /**
     * How long a ticket may take, unless its matchmaking overrides it. AWS may count the placement too ("the
     * maximum duration that a ticket can remain in process"). So it is not shorter than a machine takes to
     * wake where every location may sleep. Elsewhere it may be shorter than the queue's timeout. A match that
     * was found in time waits as long as its queue says. The source is re:Post, "flexmatch can the
     * matchmaking configuration request timeout terminate a ticket that is close to completion". A ticket
     * that is ended all the same is `timed-out`, as one that found no match.
     */
    requestTimeoutSeconds: seconds(1, limits.matchmakingRequestSeconds),
    /** By the matchmaking's key in game/index.ts. */
    overrides: z.record(partName(32), matchmakingOverride).default({}),
    gameProperties: z.array(gameProperty).max(limits.gameProperties).default([]),
    customEventData: z.string().max(limits.customEventData).optional(),
  }),
};

/** The part of an environment that templates/ is made from. */
export type CommonConfig = z.output<z.ZodObject<typeof commonFields>>;

/** Reports an invalid field: `path` is from the environment's own object. */
export type Refuse = (path: ReadonlyArray<string | number>, message: string) => void;

/** Checks that involve more than one field. */
export function refineCommon(config: CommonConfig, refuse: Refuse): void {
  refineFleets(config, refuse);
  config.matchmaking.gameProperties.forEach(({ key }, index, all) => {
    if (all.findIndex((other) => other.key === key) !== index)
      refuse(
        ['matchmaking', 'gameProperties', index, 'key'],
        `${JSON.stringify(key)} occurs twice: scripts read one value of each key`,
      );
  });
  const { latencyPolicies, timeoutSeconds } = config.realtime.queue;
  if (alwaysAwake(config).length === 0) {
    if (timeoutSeconds < limits.wakingSeconds)
      refuse(['realtime', 'queue', 'timeoutSeconds'], tooShortToWake(timeoutSeconds));
    for (const [path, seconds] of requestTimes(config))
      if (seconds < limits.wakingSeconds) refuse(['matchmaking', ...path], tooShortToWake(seconds));
  }
  latencyPolicies.forEach((policy, index) => {
    if (index < latencyPolicies.length - 1 && policy.forSeconds === undefined)
      refuse(
        ['realtime', 'queue', 'latencyPolicies', index],
        'needs forSeconds, such as forSeconds: 20: only the last policy may hold until the timeout',
      );
    const next = latencyPolicies[index + 1];
    if (next !== undefined && next.maximumMilliseconds <= policy.maximumMilliseconds)
      refuse(
        ['realtime', 'queue', 'latencyPolicies', index + 1, 'maximumMilliseconds'],
        `is ${next.maximumMilliseconds}, and ${policy.maximumMilliseconds} in the policy before it: ` +
          'write more, because policies relax with time',
      );
  });
  const policySeconds = latencyPolicies.reduce((sum, policy) => sum + (policy.forSeconds ?? 0), 0);
  if (policySeconds > timeoutSeconds)
    refuse(
      ['realtime', 'queue', 'latencyPolicies'],
      `last ${policySeconds} s together, longer than the queue's timeoutSeconds of ${timeoutSeconds}`,
    );
}

function refineFleets(config: CommonConfig, refuse: Refuse): void {
  refineHosting(config.realtime, config.region, (path, message) => refuse(['realtime', ...path], message));
  const serving = locationsOf(config);
  if (serving.length < config.leastLocations)
    refuse(
      ['realtime', 'fleets'],
      `the active fleets serve ${serving.length} location(s), leastLocations asks for ` +
        `${config.leastLocations}: add locations to the active fleets`,
    );
}

/** Why a time does not suffice where every location may sleep. */
export function tooShortToWake(given: number): string {
  return (
    `is ${given}, but every location may sleep (minimum 0) and a machine takes minutes to start: write ` +
    `at least ${limits.wakingSeconds}, or give one location a minimum of 1`
  );
}

/** How long tickets may take, with the place below `matchmaking` that says so. */
function requestTimes({
  matchmaking: { requestTimeoutSeconds, overrides },
}: CommonConfig): ReadonlyArray<readonly [path: readonly string[], given: number]> {
  return [
    [['requestTimeoutSeconds'], requestTimeoutSeconds],
    ...Object.entries(overrides).flatMap(([key, { requestTimeoutSeconds: given }]) =>
      given === undefined ? [] : [[['overrides', key, 'requestTimeoutSeconds'], given] as const],
    ),
  ];
}

/**
 * Refuses fleets and aliases that cannot coexist in one Region.
 * @param refuse takes paths from the object that holds them
 */
export function refineHosting({ fleets, aliases }: RegionHosting, region: string, refuse: Refuse): void {
  const fleetNames = Object.keys(fleets);
  for (const [kind, names] of [
    ['fleets', fleetNames],
    ['aliases', [...new Set(aliases.map(({ name }) => name))]],
  ] as const) {
    const same = sameLogicalName(names);
    if (same !== undefined)
      refuse(
        [kind],
        `${same.map((name) => JSON.stringify(name)).join(' and ')} differ in hyphens only, and would ` +
          'be one resource in the template: rename one that is not deployed',
      );
  }
  aliases.forEach(({ name, active }, index) => {
    if (!fleetNames.includes(active))
      refuse(
        ['aliases', index, 'active'],
        `is ${JSON.stringify(active)}, which is not a fleet; take one of ${fleetNames.join(', ')}`,
      );
    const first = aliases.findIndex((other) => other.active === active);
    if (first !== index)
      refuse(
        ['aliases', index, 'active'],
        `is ${JSON.stringify(active)}, as in aliases.${first}: the queue would ask one fleet twice, ` +
          'so name another fleet or remove this alias',
      );
    if (aliases.findIndex((other) => other.name === name) !== index)
      refuse(
        ['aliases', index, 'name'],
        `${JSON.stringify(name)} occurs twice: give one of the aliases another name`,
      );
  });
  for (const [name, { locations }] of Object.entries(fleets)) {
    const places = locations.map(({ location: place }) => place);
    const twice = places.find((place, index) => places.indexOf(place) !== index);
    if (twice !== undefined)
      refuse(['fleets', name, 'locations'], `names ${twice} twice: remove one of them`);
    if (!places.some((place) => place === region))
      refuse(
        ['fleets', name, 'locations'],
        `must have the home region ${region}: GameLift always places instances there`,
      );
  }
}

/**
 * Locations where matches can be played: those of the fleets that an alias points to, in every Region,
 * sorted.
 */
export function locationsOf(config: {
  readonly realtime: Pick<RegionHosting, 'fleets' | 'aliases'>;
  readonly furtherRegions?: readonly RegionHosting[];
}): readonly string[] {
  const active = [config.realtime, ...(config.furtherRegions ?? [])].flatMap(({ fleets, aliases }) =>
    aliases.flatMap((entry) => fleets[entry.active]?.locations ?? []),
  );
  return [...new Set(active.map((entry) => entry.location))].sort();
}

/** Locations of active fleets where an instance always runs, so that no session waits for one to start. */
export function alwaysAwake(config: {
  readonly realtime: Pick<CommonConfig['realtime'], 'fleets' | 'aliases'>;
}): readonly string[] {
  return config.realtime.aliases.flatMap(({ active }) =>
    (config.realtime.fleets[active]?.locations ?? [])
      .filter(({ minimum }) => minimum > 0)
      .map(({ location: place }) => place),
  );
}
