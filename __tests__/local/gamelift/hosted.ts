import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { strToU8, zipSync } from 'fflate';
import { at, type Caller, type Json, textAt } from './caller';
import { untilRead } from '../../support/until';

/**
 * A script that hosts a session and accepts every player; it ends its process when a player says `end`, and
 * dies when one says `die`.
 */
const script = `
let session;
exports.ssExports = {
  configuration: {},
  init(rtSession) { session = rtSession; },
  onProcessStarted() { return true; },
  onStartGameSession(gameSession) {
    console.log('plays ' + gameSession.GameSessionId);
    session.getLogger().info('started ' + gameSession.GameSessionId);
  },
  onPlayerConnect() { return true; },
  onPlayerAccepted() {},
  onMessage(message) { if (message.getPayloadAsText() === 'die') process.exit(7); },
  onHealthCheck() { return true; },
  onProcessTerminate() {},
};`;

/** The form in which CreateScript takes it over JSON. */
export const scriptZip = Buffer.from(zipSync({ 'server.js': strToU8(script) })).toString('base64');

export function sdk(url: string): GameLiftClient {
  return new GameLiftClient({
    region: 'us-west-2',
    endpoint: url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

/** An ACTIVE fleet with this many processes, an alias and a queue to it. */
export async function makeFleet(
  caller: Caller,
  processes: number,
  more: Json = {},
): Promise<{
  readonly fleetId: string;
  readonly fleetArn: string;
  readonly aliasId: string;
  readonly aliasArn: string;
  readonly queueArn: string;
}> {
  const script = await caller.ok('CreateScript', {
    Name: 'duel',
    NodeJsVersion: '24.x',
    ZipFile: scriptZip,
  });
  const fleet = await caller.ok('CreateFleet', {
    Name: 'duel',
    ScriptId: textAt(script, 'Script.ScriptId'),
    EC2InstanceType: 'c5.large',
    RuntimeConfiguration: {
      ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: processes }],
    },
    ...more,
  });
  const fleetId = textAt(fleet, 'FleetAttributes.FleetId');
  await untilRead(
    async () =>
      at(await caller.ok('DescribeFleetAttributes', { FleetIds: [fleetId] }), 'FleetAttributes.0.Status'),
    (status) => status === 'ACTIVE' || status === 'ERROR',
  );
  const alias = await caller.ok('CreateAlias', {
    Name: 'duel',
    RoutingStrategy: { Type: 'SIMPLE', FleetId: fleetId },
  });
  const aliasArn = textAt(alias, 'Alias.AliasArn');
  const queue = await caller.ok('CreateGameSessionQueue', {
    Name: 'duel',
    TimeoutInSeconds: 60,
    Destinations: [{ DestinationArn: aliasArn }],
  });
  return {
    fleetId,
    fleetArn: textAt(fleet, 'FleetAttributes.FleetArn'),
    aliasId: textAt(alias, 'Alias.AliasId'),
    aliasArn,
    queueArn: textAt(queue, 'GameSessionQueue.GameSessionQueueArn'),
  };
}

export const duelRuleSet = JSON.stringify({
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'game', type: 'string' },
    { name: 'skill', type: 'number', default: 1500 },
  ],
  teams: [
    { name: 'first', minPlayers: 1, maxPlayers: 1 },
    { name: 'second', minPlayers: 1, maxPlayers: 1 },
  ],
  rules: [
    {
      name: 'SameGame',
      type: 'comparison',
      measurements: ['flatten(teams[*].players.attributes[game])'],
      operation: '=',
    },
  ],
});

/** A matchmaker named duel, whose matches are placed by queues; `more` is of its configuration. */
export async function makeDuel(caller: Caller, queueArns: readonly string[], more: Json = {}): Promise<void> {
  await caller.ok('CreateMatchmakingRuleSet', { Name: 'duel', RuleSetBody: duelRuleSet });
  await caller.ok('CreateMatchmakingConfiguration', {
    Name: 'duel',
    RuleSetName: 'duel',
    AcceptanceRequired: false,
    RequestTimeoutSeconds: 60,
    GameSessionQueueArns: queueArns,
    ...more,
  });
}

export const player = (id: string): Json => ({
  PlayerId: id,
  PlayerAttributes: { game: { S: 'noughts' }, skill: { N: 1500 } },
});
