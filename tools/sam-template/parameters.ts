import { type EnvironmentKey } from '../../contract/environment';

/** The parameter of the template for each environment variable. */
export const parameterOf: Readonly<
  Record<EnvironmentKey, { readonly name: string; readonly default: string; readonly description: string }>
> = {
  playersTable: {
    name: 'PlayersTable',
    default: 'turnlift-dev-players',
    description: 'Name of the table players',
  },
  ticketsTable: {
    name: 'TicketsTable',
    default: 'turnlift-dev-tickets',
    description: 'Name of the table tickets',
  },
  matchesTable: {
    name: 'MatchesTable',
    default: 'turnlift-dev-matches',
    description: 'Name of the table matches',
  },
  leaderboardsTable: {
    name: 'LeaderboardsTable',
    default: 'turnlift-dev-leaderboards',
    description: 'Name of the table leaderboards',
  },
  ranksTable: {
    name: 'RanksTable',
    default: 'turnlift-dev-ranks',
    description: 'Name of the table ranks',
  },
  deliveriesTable: {
    name: 'DeliveriesTable',
    default: 'turnlift-dev-deliveries',
    description: 'Name of the table deliveries',
  },
  eventBus: {
    name: 'EventBus',
    default: 'turnlift-dev-events',
    description: 'Name of the bus that events of players go to',
  },
  webhooks: {
    name: 'Webhooks',
    default: '[]',
    description: 'Where events are sent, as JSON (contract/webhooks.ts)',
  },
  resourcePrefix: {
    name: 'ResourcePrefix',
    default: 'turnlift-dev',
    description: 'Prefix of the names of the FlexMatch configurations: project and environment',
  },
  gameliftArn: {
    name: 'GameliftArn',
    default: 'arn:aws:gamelift:eu-west-1:111122223333:',
    description: 'Prefix of the ARNs of the FlexMatch configurations: Region and account',
  },
  signingKeysSecret: {
    name: 'SigningKeysSecret',
    default: 'turnlift-dev-signing-keys',
    description: 'Name of the secret with the signing keys',
  },
  issuer: {
    name: 'Issuer',
    default: 'https://issuer.example.com',
    description:
      "URL of the issuer of players' tokens: output issuer-url of the api stack; it must answer " +
      'during the deploy',
  },
  locations: {
    name: 'Locations',
    default: 'eu-west-1',
    description: 'Comma-separated locations that the queue serves',
  },
  searchSeconds: {
    name: 'SearchSeconds',
    default: '120',
    description: 'How long tickets search, in seconds; of single matchmakings: 120,duel=60',
  },
  attemptsPerAddress: {
    name: 'AttemptsPerAddress',
    default: '100',
    description: 'Registrations and sign-ins of one address within five minutes',
  },
  originSecretHash: {
    name: 'OriginSecretHash',
    default: 'none',
    description: 'SHA-256 of the secret that CloudFront adds to requests; none without CloudFront',
  },
  identityProviders: {
    name: 'IdentityProviders',
    default: '[]',
    description: 'Identity providers for sign-in, as JSON (contract/identity-providers.ts)',
  },
  reservedNames: {
    name: 'ReservedNames',
    default: 'none',
    description: 'Comma-separated words that are refused in display names; none without such words',
  },
};
