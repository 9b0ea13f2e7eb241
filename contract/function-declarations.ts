import { matchmakingDetailType } from './events';
import { type FunctionDeclaration, type Grant } from './functions';

/**
 * GameLift's matchmaking and session calls know no resource, so their policies can only name `*` (Service
 * Authorization Reference, "Amazon GameLift Servers").
 */
const noResource =
  "GameLift's matchmaking, game session and player session actions support no resource-level permissions";

function gamelift(...actions: readonly string[]): Grant {
  return { service: 'gamelift', actions, reason: noResource };
}

/**
 * Every Lambda function of the backend: roles, environments, triggers and the local Lambda are made from this
 * list.
 */
export const functionDeclarations: readonly FunctionDeclaration[] = [
  {
    name: 'players',
    description: "Guests, sessions, profiles; the issuer's keys and metadata; the OpenAPI document; health",
    trigger: { kind: 'http' },
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    environment: ['playersTable', 'signingKeysSecret', 'issuer', 'attemptsPerAddress', 'originSecretHash'],
    grants: [
      {
        service: 'dynamodb',
        table: 'players',
        actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
      },
      { service: 'secretsmanager', secret: 'signing-keys', actions: ['GetSecretValue'] },
    ],
  },
  {
    name: 'matchmaking',
    description: 'Tickets: opens, reads, cancels them, and passes on acceptance',
    trigger: { kind: 'http' },
    memoryMegabytes: 512,
    timeoutSeconds: 15,
    environment: ['playersTable', 'ticketsTable', 'matchmakingConfiguration', 'locations'],
    grants: [
      { service: 'dynamodb', table: 'players', actions: ['GetItem'] },
      { service: 'dynamodb', table: 'tickets', actions: ['GetItem', 'PutItem', 'UpdateItem'] },
      gamelift('StartMatchmaking', 'StopMatchmaking', 'DescribeMatchmaking', 'AcceptMatch'),
    ],
  },
  {
    name: 'matches',
    description: 'Matches, their logs, histories; coming back to a live match',
    trigger: { kind: 'http' },
    memoryMegabytes: 512,
    timeoutSeconds: 15,
    environment: ['matchesTable'],
    grants: [
      { service: 'dynamodb', table: 'matches', actions: ['GetItem', 'Query', 'PutItem'] },
      gamelift('CreatePlayerSession', 'DescribePlayerSessions'),
    ],
  },
  {
    name: 'leaderboards',
    description: "Leaderboards and a player's place on them",
    trigger: { kind: 'http' },
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    environment: ['leaderboardsTable'],
    grants: [
      { service: 'dynamodb', table: 'leaderboards', indexes: ['rank'], actions: ['GetItem', 'Query'] },
    ],
  },
  {
    name: 'matchmaking-events',
    description:
      "Keeps tickets as FlexMatch's events say, and seats player sessions before their tickets complete",
    trigger: { kind: 'eventbridge', source: 'aws.gamelift', detailTypes: [matchmakingDetailType] },
    memoryMegabytes: 512,
    timeoutSeconds: 30,
    environment: ['ticketsTable', 'matchesTable', 'matchmakingConfiguration'],
    grants: [
      { service: 'dynamodb', table: 'tickets', actions: ['UpdateItem'] },
      { service: 'dynamodb', table: 'matches', actions: ['PutItem'] },
    ],
  },
  {
    name: 'match-sweeper',
    description:
      'Asks FlexMatch about open tickets that heard nothing for 30 seconds, and repairs them; ends active matches whose game session is gone',
    trigger: { kind: 'schedule', every: '1 minute' },
    memoryMegabytes: 512,
    timeoutSeconds: 50,
    reservedConcurrency: 1,
    environment: ['ticketsTable', 'matchesTable', 'playersTable', 'leaderboardsTable'],
    grants: [
      { service: 'dynamodb', table: 'tickets', indexes: ['open'], actions: ['Query', 'UpdateItem'] },
      {
        service: 'dynamodb',
        table: 'matches',
        indexes: ['active'],
        actions: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
      },
      // The result of a match whose process died between its last command and the result.
      { service: 'dynamodb', table: 'players', actions: ['GetItem', 'PutItem'] },
      { service: 'dynamodb', table: 'leaderboards', actions: ['GetItem', 'PutItem'] },
      gamelift('DescribeMatchmaking', 'DescribeGameSessions'),
    ],
  },
  {
    name: 'signing-keys',
    description: 'Makes the keys of our access tokens and rotates them: current, next, previous',
    trigger: { kind: 'schedule', every: '5 minutes' },
    memoryMegabytes: 512,
    timeoutSeconds: 60,
    reservedConcurrency: 1,
    environment: ['signingKeysSecret', 'issuer'],
    grants: [
      { service: 'secretsmanager', secret: 'signing-keys', actions: ['GetSecretValue', 'PutSecretValue'] },
    ],
  },
];

/** @throws RangeError when there is no function of that name */
export function functionDeclaration(name: string): FunctionDeclaration {
  const declaration = functionDeclarations.find((candidate) => candidate.name === name);
  if (declaration === undefined)
    throw new RangeError(
      `there is no function ${name}: ${functionDeclarations.map((known) => known.name).join(', ')}`,
    );
  return declaration;
}
