import * as z from 'zod';

/** A value in DynamoDB's wire format, of the types that our rows use. */
type WireValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly WireValue[] }
  | { readonly M: Readonly<Record<string, WireValue>> };

const wireValue: z.ZodType<WireValue> = z.lazy(() =>
  z.union([
    z.object({ S: z.string() }),
    z.object({ N: z.string() }),
    z.object({ BOOL: z.boolean() }),
    z.object({ NULL: z.literal(true) }),
    z.object({ L: z.array(wireValue) }),
    z.object({ M: z.record(z.string(), wireValue) }),
  ]),
);
const image = z.record(z.string(), wireValue);
const key = z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) });

/**
 * A batch of a table's stream as Lambda hands it over (Lambda guide, "Using AWS Lambda with Amazon
 * DynamoDB").
 */
const streamEvent = z.object({
  /** Present for functions with a tumbling window (Lambda guide, "Tumbling windows"). */
  shardId: z.string().optional(),
  Records: z.array(
    z.object({
      userIdentity: z.object({ principalId: z.string() }).optional(),
      dynamodb: z.object({
        /** Epoch seconds. */
        ApproximateCreationDateTime: z.number().optional(),
        Keys: key,
        SequenceNumber: z.string().regex(/^\d{1,40}$/),
        NewImage: z.unknown().optional(),
        OldImage: z.unknown().optional(),
      }),
    }),
  ),
});

/** A change of a row. */
export interface RowChange {
  readonly pk: string;
  readonly sk: string;
  /** Place in its shard: a whole number, rising. */
  readonly sequence: string;
  /** The time of the change in epoch milliseconds, to the second. */
  readonly at: number;
  /** DynamoDB deleted it, because its time to live was over (developer guide, "TTL and streams"). */
  readonly expired: boolean;
  /** As documents, parsed on demand: most records are of rows that a function does not follow. */
  before(): Readonly<Record<string, unknown>> | undefined;
  after(): Readonly<Record<string, unknown>> | undefined;
}

/** @throws ZodError when it is not an event of a stream */
export function rowChanges(event: unknown): readonly RowChange[] {
  return streamEvent
    .parse(event)
    .Records.map(({ userIdentity, dynamodb: { Keys, SequenceNumber, OldImage, NewImage, ...record } }) => ({
      pk: Keys.pk.S,
      sk: Keys.sk.S,
      sequence: SequenceNumber,
      at: (record.ApproximateCreationDateTime ?? 0) * 1000,
      expired: userIdentity?.principalId === 'dynamodb.amazonaws.com',
      before: () => documentOf(OldImage),
      after: () => documentOf(NewImage),
    }));
}

/**
 * The shard that an event is of.
 * @throws Error when the event does not name it
 */
export function shardOfEvent(event: unknown): string {
  const { shardId } = streamEvent.parse(event);
  if (shardId === undefined)
    throw new Error('the event names no shard: its event source mapping needs a tumbling window');
  return shardId;
}

function documentOf(given: unknown): Readonly<Record<string, unknown>> | undefined {
  return given === undefined ? undefined : mapOf(image.parse(given));
}

function mapOf(values: Readonly<Record<string, WireValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueOf(value)]));
}

function valueOf(value: WireValue): unknown {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('BOOL' in value) return value.BOOL;
  if ('L' in value) return value.L.map(valueOf);
  return 'M' in value ? mapOf(value.M) : null;
}
