import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Turnlift } from '../../client/node';
import { functionDeclarations } from '../../contract/function-declarations';
import { createTables, startDynamoDb } from '../../local/dynamodb';
import { type LocalLambda, startLocalLambda } from '../../local/lambda';
import { startLocalSecrets } from '../../local/secrets';
import { buildArtifacts } from '../../tools/build/artifacts';
import { projectRoot } from '../../tools/project';
import { startGameLift } from '../functions/support/gamelift';
import { until } from '../local/lambda/support';
import { startRecordingProxy } from './support/recording-proxy';

const tables = { players: 'players', tickets: 'tickets', matches: 'matches', leaderboards: 'leaderboards' };
const region = 'us-east-1';

/** What the role of a function allows, in the words of the recorder. */
function granted(name: string): ReadonlySet<string> {
  const grants = functionDeclarations.find((declaration) => declaration.name === name)?.grants ?? [];
  return new Set(grants.flatMap((grant) => grant.actions.flatMap((action) => (grant.service === 'dynamodb'
    ? [tables[grant.table], ...(grant.indexes ?? []).map((index) => `${tables[grant.table]}/${index}`)].map((resource) => `dynamodb:${action} ${resource}`)
    : [`${grant.service}:${action}`]))));
}

describe('what functions really call', () => {
  const calls = new Set<string>();
  const closers: Array<() => unknown> = [];
  let backend: Turnlift;
  let asking: Turnlift;
  let lambda: LocalLambda;
  let gamelift: Awaited<ReturnType<typeof startGameLift>>;

  beforeAll(async () => {
    const build = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-rights-'));
    closers.push(() => fs.rmSync(build, { recursive: true, force: true }));
    await buildArtifacts(projectRoot(), build);
    const dynamodb = await startDynamoDb({ region });
    const secrets = await startLocalSecrets({ region, secrets: ['signing-keys'] });
    gamelift = await startGameLift();
    closers.push(() => dynamodb.close(), () => secrets.close(), () => gamelift.close());
    const client = new DynamoDBClient({ endpoint: dynamodb.url, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
    await createTables(client, tables);
    client.destroy();
    const proxies = await Promise.all([startRecordingProxy(dynamodb.url, 'dynamodb', calls), startRecordingProxy(gamelift.url, 'gamelift', calls), startRecordingProxy(secrets.url, 'secretsmanager', calls)] as const);
    closers.push(...proxies.map((proxy) => () => proxy.close()));
    const start = async (matchmakingConfiguration: string): Promise<LocalLambda> => {
      const started = await startLocalLambda({
        declarations: functionDeclarations, bundlesFolder: path.join(build, 'functions'), region,
        environment: { playersTable: 'players', ticketsTable: 'tickets', matchesTable: 'matches', leaderboardsTable: 'leaderboards', matchmakingConfiguration, signingKeysSecret: 'signing-keys', locations: region },
        endpoints: { dynamodb: proxies[0].url, gamelift: proxies[1].url, secretsManager: proxies[2].url },
        // The access key is the caller's name: so the recorder knows who asks.
        credentials: (name) => ({ accessKeyId: name, secretAccessKey: 'local' }),
      });
      closers.push(() => started.close());
      return started;
    };
    lambda = await start('duel');
    backend = new Turnlift({ url: lambda.url });
    asking = new Turnlift({ url: (await start('duel-asks')).url });
    gamelift.listener.take = (envelope) => lambda.deliver(envelope);
  });
  afterAll(async () => { for (const close of closers.reverse()) await close(); });

  it('is what their roles allow, through a whole evening of play', async () => {
    const [{ player: first, secret }, { player: second }] = [await backend.register({ displayName: 'First' }), await backend.register()];
    await first.rename('Renamed');
    await first.profile(second.playerId);
    await first.renew();
    await (await backend.signIn({ playerId: first.playerId, secret })).signOut();
    await backend.leaderboards();
    await backend.leaderboard('tic-tac-toe.rating');
    await backend.leaderboard('tic-tac-toe.rating', { period: '2026-11' });

    const [found] = await Promise.all([
      first.findMatch({ game: 'tic-tac-toe', latencyMs: { [region]: 20 } }), second.findMatch({ game: 'tic-tac-toe', latencyMs: { [region]: 20 } }), gamelift.place(),
    ]);
    // No script runs here, so the match has no row; what the function asks of DynamoDB and GameLift is what counts.
    await first.match(found.matchId).catch(() => undefined);
    await first.matchLog(found.matchId).catch(() => undefined);
    await first.rejoin(found.matchId).catch(() => undefined);
    await first.history();

    const cancelled = new AbortController();
    await first.findMatch({ game: 'tic-tac-toe', signal: cancelled.signal, onTicket: () => cancelled.abort() }).catch(() => undefined);

    const [third, fourth] = [(await asking.register()).player, (await asking.register()).player];
    let answered = 0;
    const refuse = { game: 'tic-tac-toe', latencyMs: { [region]: 20 }, accept: () => { answered += 1; return false; } };
    const stop = new AbortController();
    const searches = [third, fourth].map((player) => player.findMatch({ ...refuse, signal: stop.signal }).catch(() => undefined));
    await until(() => Promise.resolve(answered > 0), 'a proposal that is refused');
    stop.abort();
    await Promise.all(searches);
    await lambda.runSchedule('match-sweeper');
    await lambda.runSchedule('signing-keys');

    for (const { name } of functionDeclarations) {
      const made = [...calls].filter((call) => call.startsWith(`${name} `)).map((call) => call.slice(name.length + 1));
      const allowed = granted(name);
      expect({ name, calls: made.length > 0, missing: made.filter((call) => !allowed.has(call)) }).toEqual({ name, calls: true, missing: [] });
    }
  });
});
