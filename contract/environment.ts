/**
 * Every environment variable that deployed code reads, besides the AWS SDK's own (AWS_REGION,
 * AWS_ENDPOINT_URL_DYNAMODB …). Functions get them from their stack or from the local Lambda. The Realtime
 * script has no environment of its own: it gets the table names and the Region as launch parameters of its
 * fleet (`contract/launch-parameters.ts`).
 */
export const environment = {
  playersTable: 'TURNLIFT_PLAYERS_TABLE',
  ticketsTable: 'TURNLIFT_TICKETS_TABLE',
  matchesTable: 'TURNLIFT_MATCHES_TABLE',
  leaderboardsTable: 'TURNLIFT_LEADERBOARDS_TABLE',
  ranksTable: 'TURNLIFT_RANKS_TABLE',
  deliveriesTable: 'TURNLIFT_DELIVERIES_TABLE',
  /** `<project>-<environment>`, the prefix of resource names (contract/names.ts). */
  resourcePrefix: 'TURNLIFT_RESOURCE_PREFIX',
  /** Beginning of the ARNs of the environment's GameLift resources, with Region and account. */
  gameliftArn: 'TURNLIFT_GAMELIFT_ARN',
  /** Id of the Secrets Manager secret that holds the signing keys. */
  signingKeysSecret: 'TURNLIFT_SIGNING_KEYS_SECRET',
  /** `iss` of our tokens and the authorizer's issuer: the API's own base URL, without a slash at the end. */
  issuer: 'TURNLIFT_ISSUER',
  /** Comma-separated AWS locations that the queue serves. */
  locations: 'TURNLIFT_LOCATIONS',
  /** How long tickets search (contract/search-seconds.ts). */
  searchSeconds: 'TURNLIFT_SEARCH_SECONDS',
  /** The maximum number of guests that one address may register, and of sign-ins, within five minutes. */
  attemptsPerAddress: 'TURNLIFT_ATTEMPTS_PER_ADDRESS',
  /** SHA-256 of the secret that CloudFront adds to requests, hexadecimal; `none` without CloudFront. */
  originSecretHash: 'TURNLIFT_ORIGIN_SECRET_HASH',
  /** JSON: the identity providers (contract/identity-providers.ts). */
  identityProviders: 'TURNLIFT_IDENTITY_PROVIDERS',
  /** Name of the bus that events of players go to. */
  eventBus: 'TURNLIFT_EVENT_BUS',
  /** JSON: the webhooks that get events (contract/webhooks.ts). */
  webhooks: 'TURNLIFT_WEBHOOKS',
  /** Comma-separated words that display names must not contain; `none` where there are none. */
  reservedNames: 'TURNLIFT_RESERVED_NAMES',
} as const;

export type EnvironmentKey = keyof typeof environment;

/** The name of an environment variable. */
export type EnvironmentVariable = (typeof environment)[EnvironmentKey];
