import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { type Position } from './stream-positions';

interface Shard {
  readonly StreamArn: string;
  readonly ShardId: string;
}

/** Where a reader of a shard begins. */
interface ShardStart {
  readonly iterator: string | undefined;
  /** The position behind which it begins; undefined: at the oldest record. */
  readonly position?: Position;
  /** Why the position is not one of this stream, as the end of a sentence about it. */
  readonly refused?: string;
}

/**
 * Continues a shard behind a position, if the record of the position is in the shard. That record is missing
 * after an older copy of the tables was put back, or after a power cut lost the newest writes. New records
 * then get numbers up to that of the position, and a reading behind it would skip them. So the shard is read
 * from its oldest record. The same happens when the record has been trimmed: all records that are left may be
 * new.
 */
export async function startOfShard(
  streams: DynamoDBStreamsClient,
  shard: Shard,
  position: Position | undefined,
  abortSignal: AbortSignal,
): Promise<ShardStart> {
  const oldest = async (): Promise<string | undefined> =>
    (
      await streams.send(new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'TRIM_HORIZON' }), {
        abortSignal,
      })
    ).ShardIterator;
  if (position === undefined) return { iterator: await oldest() };
  try {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        ...shard,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: position.sequence,
      }),
      { abortSignal },
    );
    const { Records: [record] = [], NextShardIterator } = await streams.send(
      new GetRecordsCommand({ ShardIterator, Limit: 1 }),
      { abortSignal },
    );
    const eventId = record?.eventID;
    if (eventId === undefined) return { iterator: await oldest(), refused: 'is ahead of the newest record' };
    if (position.eventId !== undefined && position.eventId !== eventId)
      return { iterator: await oldest(), refused: 'is that of another record' };
    return { iterator: NextShardIterator, position: { ...position, eventId } };
  } catch (error) {
    if (error instanceof TrimmedDataAccessException) return { iterator: await oldest() };
    throw error;
  }
}
