import { DynamoDbError } from '../errors';
import { fromWire, type Stream } from './rows';

/** How long a shard iterator can be used, in milliseconds. */
const iteratorLifetimeMs = 15 * 60 * 1000;

const types = '[AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]';

/** A place in the shard of a stream. */
export interface StreamPosition {
  readonly arn: string;
  /** Number of the next record to read. */
  readonly at: number;
}

/**
 * The number of the record at which GetShardIterator starts.
 * @throws DynamoDbError ResourceNotFoundException, ValidationException, TrimmedDataAccessException
 */
export function iteratorStart({ row, next }: Stream, request: Readonly<Record<string, unknown>>): number {
  if (request.ShardId !== row.shardId)
    throw new DynamoDbError(
      'ResourceNotFoundException',
      `Requested resource not found: Shard does not exist: ${String(request.ShardId)}`,
    );
  switch (request.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return row.trimmed + 1;
    case 'LATEST':
      return next;
    case 'AT_SEQUENCE_NUMBER':
      return fromWire(request.SequenceNumber);
    case 'AFTER_SEQUENCE_NUMBER':
      return fromWire(request.SequenceNumber) + 1;
    default:
      throw new DynamoDbError(
        'ValidationException',
        `1 validation error detected: Value '${String(request.ShardIteratorType)}' at ` +
          "'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: " +
          `${types}`,
      );
  }
}

/** @throws DynamoDbError TrimmedDataAccessException when the record has been deleted */
export function checkTrimmed({ row }: Stream, at: number): void {
  if (at <= row.trimmed)
    throw new DynamoDbError(
      'TrimmedDataAccessException',
      'The operation attempted to read past the oldest stream record in a shard.',
    );
}

/** @param now epoch milliseconds */
export const iteratorText = ({ arn, at }: StreamPosition, now: number): string =>
  `${arn}|1|${Buffer.from(JSON.stringify({ at, issuedAt: now })).toString('base64')}`;

/** @throws DynamoDbError ValidationException, ExpiredIteratorException */
export function iteratorPosition(text: unknown, now: number): StreamPosition {
  const [arn, version, encoded] = typeof text === 'string' ? text.split('|') : [];
  const place = arn !== undefined && version === '1' && encoded !== undefined ? decode(encoded) : undefined;
  if (arn === undefined || place === undefined)
    throw new DynamoDbError('ValidationException', 'Invalid ShardIterator');
  if (now - place.issuedAt > iteratorLifetimeMs)
    throw new DynamoDbError(
      'ExpiredIteratorException',
      'Iterator expired. The iterator was created at a time older than 15 minutes',
    );
  return { arn, at: place.at };
}

/** Undefined for a text that no iterator has. */
function decode(text: string): { readonly at: number; readonly issuedAt: number } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    if (typeof value !== 'object' || value === null || !('at' in value) || !('issuedAt' in value))
      return undefined;
    const { at, issuedAt } = value;
    return typeof at === 'number' && typeof issuedAt === 'number' ? { at, issuedAt } : undefined;
  } catch {
    return undefined;
  }
}
