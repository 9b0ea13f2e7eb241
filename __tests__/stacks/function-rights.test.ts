import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { tablesNamed } from '../../contract/tables';
import { Turnlift } from '../../client/node';
import { functionDeclarations } from '../../functions/declarations';
import { commandId, gameSessionId, matchId, type MatchId, playerId } from '../../core/ids';
import { type MatchAction } from '../../core/match/log';
import { createTables, startDynamoDb } from '../../local/dynamodb';
import { type LocalLambda, startLocalLambda } from '../../local/lambda';
import { systemClock } from '../../local/system-clock';
import { startLocalMessages } from '../../local/messages';
import { startLocalSecrets } from '../../local/secrets';
import { createMatchStore } from '../../store';
import { createAccountStore } from '../../store/accounts';
import { buildSharedFunctions } from '../functions/support/bundles';
import { gameliftArn, resourcePrefix } from '../functions/support/backend';
import { startGameLift } from '../functions/support/gamelift';
import { until } from '../support/until';
import { startRecordingProxy } from './support/recording-proxy';
import { aConduct, aMatchHeader } from '../support/headers';

const tables = tablesNamed((table) => table);
const region = 'us-east-1';
const bus = 'events';

/** The rights of a function's role, in the notation of the recorder. */
function granted(name: string): ReadonlySet<string> {
  const grants = functionDeclarations.find((declaration) => declaration.name === name)?.grants ?? [];
  return new Set(
    grants.flatMap((grant) => {
      const actions = grant.actions.map((action) => `${grant.service}:${action}`);
      if (grant.service !== 'dynamodb') return actions;
      const table = tables[grant.table];
      const resources = [table, ...(grant.indexes ?? []).map((index) => `${table}/${index}`)];
      return actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`));
    }),
  );
}

/**
 * __tests__/functions/grants.test.ts checks that no right is unused: it makes every function do all it can.
 */
describe('the calls that functions make', () => {
  const calls = new Set<string>();
  const closers: Array<() => unknown> = [];
  let documents: DynamoDBDocumentClient;
  let backend: Turnlift;
  let lambda: LocalLambda;
  let gamelift: Awaited<ReturnType<typeof startGameLift>>;

  beforeAll(async () => {
    const bundlesFolder = await buildSharedFunctions();
    const dynamodb = await startDynamoDb({ region });
    const secrets = await startLocalSecrets({ region, secrets: ['signing-keys'] });
    const messages = await startLocalMessages({
      bus,
      resourcePrefix,
      webhooks: [],
      region,
      account: '000000000000',
      clock: systemClock,
      batchSize: 10,
      bury: () => undefined,
      log: () => undefined,
    });
    gamelift = await startGameLift();
    closers.push(
      () => messages.close(),
      () => dynamodb.close(),
      () => secrets.close(),
      () => gamelift.close(),
    );
    const client = new DynamoDBClient({
      endpoint: dynamodb.url,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await createTables(client, tables);
    documents = DynamoDBDocumentClient.from(client);
    closers.push(() => client.destroy());
    const proxies = await Promise.all([
      startRecordingProxy(dynamodb.url, 'dynamodb', calls),
      startRecordingProxy(gamelift.url, 'gamelift', calls),
      startRecordingProxy(secrets.url, 'secretsmanager', calls),
      startRecordingProxy(messages.url, 'events', calls),
      startRecordingProxy(messages.url, 'sqs', calls),
    ] as const);
    closers.push(...proxies.map((proxy) => () => proxy.close()));
    const start = async (): Promise<LocalLambda> => {
      const started = await startLocalLambda({
        declarations: functionDeclarations,
        bundlesFolder,
        region,
        environment: {
          playersTable: 'players',
          ticketsTable: 'tickets',
          matchesTable: 'matches',
          leaderboardsTable: 'leaderboards',
          ranksTable: 'ranks',
          deliveriesTable: 'deliveries',
          eventBus: bus,
          resourcePrefix,
          gameliftArn,
          signingKeysSecret: 'signing-keys',
          locations: region,
        },
        messages,
        endpoints: {
          dynamodb: proxies[0].url,
          gamelift: proxies[1].url,
          secretsManager: proxies[2].url,
          eventBridge: proxies[3].url,
          sqs: proxies[4].url,
        },
        // The access key is the caller's name, so that the recorder knows the caller.
        credentials: (name) => ({ accessKeyId: name, secretAccessKey: 'local' }),
      });
      closers.push(() => started.close());
      return started;
    };
    lambda = await start();
    backend = new Turnlift({ url: lambda.url });
    gamelift.listener.take = (envelope) => lambda.deliver(envelope);
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  it('are those that their roles allow, through a whole evening of play', async () => {
    const [{ player: first, secret }, { player: second }] = [
      await backend.register({ displayName: 'First' }),
      await backend.register(),
    ];
    await first.rename('Renamed');
    await first.profile(second.playerId);
    await first.renew();
    await (await backend.signIn({ playerId: first.playerId, secret })).signOut();
    await backend.leaderboards();
    await backend.leaderboard('noughts.rating');
    await backend.leaderboard('noughts.rating', { period: '2026-11' });

    const search = { game: 'noughts', latencyMs: { [region]: 20 } };
    const [found, , session] = await Promise.all([
      first.findMatch(search),
      second.findMatch(search),
      gamelift.place(),
    ]);
    // The test does what the script would do; the second seat has no player session, so that a rejoin makes a
    // new one.
    const { player: late } = await backend.register();
    const store = createMatchStore(documents, tables);
    const header = aMatchHeader({
      matchId: matchId(found.matchId),
      seats: [playerId(first.playerId), playerId(late.playerId)],
      startedAt: Date.now(),
    });
    await store.claim(header, gameSessionId(session ?? ''));
    await first.match(found.matchId);
    await first.matchLog(found.matchId);
    // No service listens at the address, and the session has two players already: only the calls to GameLift
    // count.
    for (const player of [first, late]) await player.rejoin(found.matchId).catch(() => undefined);
    // A match whose server is gone is placed again.
    const lonely = { ...header, matchId: matchId(randomUUID()) };
    const gone = gameSessionId(`arn:aws:gamelift:${region}::gamesession/fleet-gone/${randomUUID()}`);
    await store.claim(lonely, gone);
    const coming = [first, late].map((player) => player.rejoin(lonely.matchId).catch(() => undefined));
    await until('the match to be placed again', () =>
      [...calls].some((call) => call.startsWith('matches gamelift:StartGameSessionPlacement')),
    );
    await gamelift.place();
    await Promise.all(coming);
    const finish = (id: MatchId) =>
      store.finish(id, {
        result: { places: [1, 2], reason: 'line' },
        endedAt: Date.now(),
        commands: 0,
        conduct: aConduct(),
      });
    await finish(header.matchId);
    expect(await first.me()).toMatchObject({
      matches: [{ matchId: lonely.matchId, game: 'noughts', matchmaking: 'duel', seat: 0 }],
      tickets: [],
    });
    expect((await second.me()).matches).toEqual([]);
    await first.history();
    await until('the leaderboard to follow the result', () =>
      backend.place('noughts.rating', first.playerId).then(Boolean, () => false),
    );

    // Only a player without a running match opens a ticket.
    await finish(lonely.matchId);
    const cancelled = new AbortController();
    await first
      .findMatch({ ...search, signal: cancelled.signal, onTicket: () => cancelled.abort() })
      .catch(() => undefined);

    // A ticket that needs acceptance.
    const [third, fourth] = [(await backend.register()).player, (await backend.register()).player];
    const casual = { ...search, matchmaking: 'casual' };
    await Promise.all([third.findMatch(casual), fourth.findMatch(casual), gamelift.place()]);

    // A match whose process died between its last command and the result, long ago: the sweeper finishes it.
    const orphan = { ...header, matchId: matchId(randomUUID()) };
    await createMatchStore(documents, tables, { now: () => 1 }).claim(
      orphan,
      gameSessionId(`arn:aws:gamelift:${region}::gamesession/fleet-gone/${randomUUID()}`),
    );
    // Both have played, so that the match is rated.
    const actions: ReadonlyArray<readonly [number, MatchAction]> = [
      [0, { kind: 'play', command: { cell: 4 } }],
      [1, { kind: 'play', command: { cell: 0 } }],
      [0, { kind: 'resign' }],
    ];
    for (const [index, [seat, action]] of actions.entries())
      await store.append(orphan.matchId, 1, {
        kind: 'command',
        sequence: index + 1,
        commandId: commandId(`c${index}`),
        seat,
        at: Date.now(),
        action,
      });

    // The events never come: the sweeper asks instead, once the ticket has had no event for a while.
    gamelift.listener.take = () => Promise.resolve();
    let lostTicket = '';
    const [fifth, sixth] = [(await backend.register()).player, (await backend.register()).player];
    const lost = [
      fifth.findMatch({
        ...search,
        onTicket: ({ ticketId }) => {
          lostTicket = ticketId;
        },
      }),
      sixth.findMatch(search),
    ];
    await gamelift.place();
    await until('the ticket to be known', () => Promise.resolve(lostTicket !== ''));
    // FlexMatch is ahead of our row: the match is made, and the function asks why it cannot be stopped.
    await expect(fifth.cancelTicket(lostTicket)).rejects.toMatchObject({
      code: expect.stringMatching(/^ticket-(ended|placing)$/),
    });
    await until('the sweeper to have repaired both tickets', async () => {
      const { Items } = await documents.send(
        new ScanCommand({
          TableName: 'tickets',
          FilterExpression: 'attribute_exists(heardAt) AND attribute_exists(openShard)',
        }),
      );
      for (const row of Items ?? [])
        await documents.send(
          new UpdateCommand({
            TableName: 'tickets',
            Key: { pk: row['pk'], sk: row['sk'] },
            UpdateExpression: 'SET heardAt = :long',
            ExpressionAttributeValues: { ':long': 1 },
          }),
        );
      await lambda.runSchedule('match-sweeper');
      return (Items ?? []).length === 0;
    });
    await Promise.all(lost);
    await lambda.runSchedule('signing-keys');
    for (const schedule of ['period-rewards', 'leaderboard-check']) await lambda.runSchedule(schedule);

    await until('standings to be followed', () =>
      Promise.resolve([...calls].some((call) => call.startsWith('player-records dynamodb:PutItem'))),
    );

    // An account whose data are exported, and which waits for a match when it is deleted.
    await first.account.export();
    let waiting = false;
    const given = new AbortController();
    const alone = { ...search, game: 'columns', signal: given.signal, onTicket: () => void (waiting = true) };
    const looking = first.findMatch(alone).catch(() => undefined);
    await until('the ticket to be open', () => waiting);
    await first.account.delete();
    const accounts = createAccountStore(documents, tables);
    await accounts.ban(playerId(second.playerId), { reason: 'x', at: Date.now() }, { by: 'operator' });
    await lambda.runSchedule('account-sweeper');
    given.abort();
    await looking;

    for (const { name } of functionDeclarations) {
      const allowed = granted(name);
      const made = [...calls]
        .filter((call) => call.startsWith(`${name} `))
        .map((call) => call.slice(name.length + 1));
      expect({ name, missing: made.filter((call) => !allowed.has(call)) }).toEqual({ name, missing: [] });
    }
  });
});
