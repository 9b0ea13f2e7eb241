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

/** The beginning of a reading of a shard. */
interface ShardStart {
  readonly iterator: string | undefined;
  /** The position at which it begins; undefined: the oldest record. */
  readonly position?: Position;
  /** A clause about the position, when it is not one of this stream. */
  readonly refused?: string;
}

/**
 * Continues a shard behind a position, if its record is in the shard. It is not after an older copy of the
 * tables was put back, or a power cut took the newest writes. New records would get the numbers up to the
 * position and be skipped, so that the shard is then read from its oldest record. It is also read from there
 * when the record has been trimmed: all records that are left may be new.
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
