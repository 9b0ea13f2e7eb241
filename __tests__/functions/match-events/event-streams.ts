import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { commandId, gameSessionId, matchId, playerId } from '../../../core/ids';
import { type MatchHeader } from '../../../core/match/log';
import { type PlayerEvent } from '../../../contract/player-events';
import { followsRow } from '../../../functions/declaration';
import { invitationEventsFunction } from '../../../functions/invitation-events/declaration';
import { matchEventsFunction } from '../../../functions/match-events/declaration';
import { openWriter } from '../../../functions/shared/matches/writer';
import { asEventRecord } from '../../../local/lambda/event-record';
import { matchRows } from '../../../store/keys';
import { aMatchHeader } from '../../support/headers';
import { dailyNoughts } from '../../games/noughts';
import { tableNames } from '../support/backend';
import { startStores } from '../support/stores';

const keyed = z.record(z.string(), z.looseObject({ S: z.string().optional() })).optional();
const streamRow = z.looseObject({
  dynamodb: z.looseObject({ Keys: keyed, NewImage: keyed }).optional(),
});
type StreamRow = z.output<typeof streamRow>;
export const day = 86_400_000;
export const start = 1_700_000_000_000;
export let stores: Awaited<ReturnType<typeof startStores>>;
let streams: DynamoDBStreamsClient;

/**
 * All records of a table's stream about some partitions, in the form in which the event source mapping
 * delivers them.
 */
export async function records(
  table: 'matches' | 'tickets',
  partitions: readonly string[],
): Promise<readonly StreamRow[]> {
  const { Table } = await stores.documents.send(new DescribeTableCommand({ TableName: tableNames[table] }));
  const arn = Table?.LatestStreamArn ?? '';
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
  const found: StreamRow[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    let iterator = (
      await streams.send(
        new GetShardIteratorCommand({ StreamArn: arn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      )
    ).ShardIterator;
    for (;;) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: iterator }),
      );
      found.push(...Records.map((record) => streamRow.parse(asEventRecord(record, arn, 'us-east-1'))));
      if (Records.length === 0) break;
      iterator = NextShardIterator;
    }
  }
  const { trigger } = table === 'matches' ? matchEventsFunction : invitationEventsFunction;
  return found.filter(({ dynamodb }) => {
    const own = partitions.includes(dynamodb?.Keys?.['pk']?.S ?? '');
    return (
      own &&
      trigger.kind === 'stream' &&
      followsRow(trigger.rows, dynamodb?.Keys?.['sk']?.S ?? '', dynamodb?.NewImage)
    );
  });
}
export const ofMatch = ({ matchId: id }: MatchHeader) =>
  records('matches', [matchRows.match.partition({ matchId: id })]);

export const newHeader = (differences: Partial<MatchHeader> = {}) =>
  aMatchHeader({
    matchId: matchId(randomUUID()),
    game: dailyNoughts.name,
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
    startedAt: start,
    ...differences,
  });
export const session = () => gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`);
export async function writer(header: MatchHeader, at: number) {
  const entries = await stores.matches.log(header.matchId);
  return openWriter(
    { matches: stores.matches, now: () => at, newId: randomUUID },
    dailyNoughts,
    { header, entries },
    3000,
  );
}
const play = (seat: number, cell: number) => ({
  seat,
  commandId: commandId(randomUUID()),
  action: { kind: 'play', command: { cell } } as const,
});

/** A match over days, from its first claim to its result, as a function and the sweeper write it. */
export async function playToEnd(header: MatchHeader): Promise<void> {
  await stores.matches.claim(header, session());
  const first = await writer(header, start + 1000);
  await first.sleep();
  for (const [index, cell] of [0, 3, 1, 4, 2].entries()) {
    const at = start + (index + 1) * day;
    const one = await writer(header, at);
    await one.take(play(index % 2, cell), at);
    if (index === 2) await one.warn(at + 2 * day);
    if (index === 2) await one.warn(at + 2 * day - 1);
    await one.recordResult();
  }
}

export const idsOf = (events: readonly PlayerEvent[]) => events.map(({ id }) => id);

/** Makes what the tests of the suite share, and ends it after them. */
export function useEventStreams(): void {
  beforeAll(async () => {
    stores = await startStores();
    streams = new DynamoDBStreamsClient({
      region: 'us-east-1',
      endpoint: stores.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  afterAll(async () => {
    streams.destroy();
    await stores.close();
  });
}
