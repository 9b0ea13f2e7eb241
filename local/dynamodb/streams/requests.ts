/** The answers of ListStreams, DescribeStream and GetRecords. */
import { type LevelDb } from 'dynalite/db';
import { checkTrimmed, iteratorText } from './iterators';
import { numberOf, onWire, recordRange, type Stream, streamRecord } from './rows';

type Request = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown>;

const maxRecords = 1000;
const maxBytes = 1024 * 1024;

/** ListStreams: sorted by ARN, so that `ExclusiveStartStreamArn` continues a list that has changed. */
export function listStreams(streams: Iterable<Stream>, request: Request): Answer {
  const limit = typeof request.Limit === 'number' ? request.Limit : 100;
  const all = [...streams]
    .filter(({ row }) => request.TableName === undefined || row.table === request.TableName)
    .sort((left, right) => (left.row.arn < right.row.arn ? -1 : 1));
  const from =
    request.ExclusiveStartStreamArn === undefined
      ? 0
      : all.findIndex(({ row }) => row.arn === request.ExclusiveStartStreamArn) + 1;
  const page = all.slice(from, from + limit);
  const last = page.at(-1);
  return {
    Streams: page.map(({ row }) => ({ StreamArn: row.arn, TableName: row.table, StreamLabel: row.label })),
    ...(last && from + limit < all.length ? { LastEvaluatedStreamArn: last.row.arn } : {}),
  };
}

export function describeStream({ row, next }: Stream, request: Request): Answer {
  const range = {
    StartingSequenceNumber: onWire(row.trimmed + 1),
    ...(row.disabledAt === undefined ? {} : { EndingSequenceNumber: onWire(next - 1) }),
  };
  return {
    StreamDescription: {
      StreamArn: row.arn,
      StreamLabel: row.label,
      StreamStatus: row.disabledAt === undefined ? 'ENABLED' : 'DISABLED',
      StreamViewType: row.view,
      TableName: row.table,
      KeySchema: row.keySchema,
      CreationRequestDateTime: row.createdAt / 1000,
      Shards:
        request.ExclusiveStartShardId === row.shardId
          ? []
          : [{ ShardId: row.shardId, SequenceNumberRange: range }],
    },
  };
}

/**
 * Records of a stream from a number on: up to the request's limit, and at most 1 MB but for the first.
 * @throws DynamoDbError TrimmedDataAccessException when the first record has been deleted
 */
export async function readRecords(
  db: LevelDb,
  stream: Stream,
  at: number,
  request: Request,
  now: () => number,
): Promise<Answer> {
  checkTrimmed(stream, at);
  const { row, next } = stream;
  const limit = typeof request.Limit === 'number' ? request.Limit : maxRecords;
  const records: unknown[] = [];
  let bytes = 0;
  let following = at;
  for await (const [key, value] of db.iterator({
    ...recordRange(row.arn, at),
    limit: Math.min(limit, maxRecords),
  })) {
    bytes += streamRecord(value).dynamodb.SizeBytes;
    if (records.length > 0 && bytes > maxBytes) break;
    records.push(value);
    following = numberOf(key) + 1;
  }
  const ended = row.disabledAt !== undefined && following >= next;
  return {
    Records: records,
    ...(ended ? {} : { NextShardIterator: iteratorText({ arn: row.arn, at: following }, now()) }),
  };
}
