/**
 * Limits of the services that a configuration can exceed. Sources: GameLift API reference (CreateFleet,
 * CreateMatchmakingConfiguration, CreateGameSessionQueue, RuntimeConfiguration), GameLift quotas page, AWS
 * Lambda and S3 guides.
 */

/**
 * Regions in which GameLift hosts sessions, and which a latency report may name (GameLift guide, "Service
 * locations").
 */
export const sessionLocations = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;

/** Locations that an account must enable first (GameLift guide, "Service locations"). */
export const optInLocations: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-southeast-5',
  'ap-southeast-7',
  'eu-south-1',
  'me-south-1',
];

/**
 * Regions whose control plane offers multi-location fleets, queues and FlexMatch together: possible home
 * Regions of an environment (FlexMatch guide, "Supported AWS Regions"; GameLift guide, "Service locations").
 */
export const homeRegions = [
  'us-east-1',
  'us-west-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-2',
  'eu-central-1',
  'eu-west-1',
] as const;

export const limits = {
  /**
   * Matchmaking configurations, rule sets, queues, aliases and fleets; the hash in a rule set's name takes 13
   * of the characters.
   */
  gameliftName: 128,
  lambdaFunctionName: 64,
  /**
   * A function's zip when it is uploaded, and its files (Lambda guide, "Lambda quotas", deployment package).
   */
  lambdaZipBytes: 50 * 1024 * 1024,
  lambdaUnzippedBytes: 250 * 1024 * 1024,
  iamRoleName: 64,
  bucketName: 63,
  /** Processes on one instance (RuntimeConfiguration). */
  processesPerInstance: 50,
  sessionActivationSeconds: 600,
  /** Instances of a fleet in one location: far above any quota, to catch a mistyped number. */
  instances: 10_000,
  /** The API's Integer has 32 bits. */
  serviceInteger: 2_147_483_647,
  matchmakingRequestSeconds: 43_200,
  acceptanceSeconds: 600,
  queueSeconds: 600,
  /**
   * Minimum timeout of a placement where every location may sleep: an instance of a fleet takes some minutes
   * to start (GameLift guide, "Scale fleet capacity to and from zero").
   */
  wakingSeconds: 300,
  queueDestinations: 10,
  /** A month's budget: far above any bill, to catch a mistyped number. */
  budgetDollars: 100_000_000,
  /** The longest address that a mail server takes (RFC 5321, "Path"; the angle brackets count). */
  mailAddress: 254,
  /**
   * API Gateway's documents name no number for an HTTP API. This one is that of Lambda's function URLs
   * (Lambda API reference, "Cors").
   */
  allowedOrigins: 100,
  gameProperties: 16,
  gamePropertyKey: 32,
  gamePropertyValue: 96,
  sessionData: 4_096,
  customEventData: 256,
  /**
   * Only Node 24 is accepted: new fleets from Node 10 scripts are refused since 2026-09-30 (GameLift FAQ,
   * "nodejs10").
   */
  scriptNodeVersions: ['24.x'],
} as const;
