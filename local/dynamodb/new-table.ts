import { randomUUID } from 'node:crypto';
import { type SecondaryIndex, type TableDescription } from 'dynalite/db';
import { type Engine } from './engine';

/** The parameters of CreateTable. */
export interface WantedTable {
  readonly TableName: string;
  readonly KeySchema: TableDescription['KeySchema'];
  readonly AttributeDefinitions: TableDescription['AttributeDefinitions'];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: object;
  readonly GlobalSecondaryIndexes?: readonly SecondaryIndex[];
  readonly LocalSecondaryIndexes?: readonly SecondaryIndex[];
  readonly StreamSpecification?: TableDescription['StreamSpecification'];
  readonly DeletionProtectionEnabled?: boolean;
}

/** The shapes inside are what CreateTable's rules declare. */
export function isWanted(
  fields: Readonly<Record<string, unknown>>,
): fields is Readonly<Record<string, unknown>> & WantedTable {
  return (
    typeof fields.TableName === 'string' &&
    Array.isArray(fields.KeySchema) &&
    Array.isArray(fields.AttributeDefinitions)
  );
}

/** The description of a table that is about to be there. */
export function newTable(wanted: WantedTable, engine: Engine): TableDescription {
  const { BillingMode, GlobalSecondaryIndexes, LocalSecondaryIndexes } = wanted;
  const arn = `arn:aws:dynamodb:${engine.region}:000000000000:table/${wanted.TableName}`;
  const createdAt = engine.now() / 1000;
  const throughput = (given: unknown): object => ({
    ...(typeof given === 'object' && given !== null
      ? given
      : { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
    NumberOfDecreasesToday: 0,
  });
  const describeIndex = (index: SecondaryIndex): SecondaryIndex => ({
    ...index,
    IndexArn: `${arn}/index/${index.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
  });
  return {
    TableName: wanted.TableName,
    TableArn: arn,
    TableId: randomUUID(),
    TableStatus: 'CREATING',
    CreationDateTime: createdAt,
    KeySchema: wanted.KeySchema,
    AttributeDefinitions: wanted.AttributeDefinitions,
    ItemCount: 0,
    TableSizeBytes: 0,
    ProvisionedThroughput: throughput(wanted.ProvisionedThroughput),
    ...(BillingMode === 'PAY_PER_REQUEST'
      ? {
          BillingModeSummary: { BillingMode, LastUpdateToPayPerRequestDateTime: createdAt },
          TableThroughputModeSummary: { TableThroughputMode: BillingMode },
        }
      : {}),
    ...(LocalSecondaryIndexes === undefined
      ? {}
      : { LocalSecondaryIndexes: LocalSecondaryIndexes.map(describeIndex) }),
    ...(GlobalSecondaryIndexes === undefined
      ? {}
      : {
          GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
            ...describeIndex(index),
            IndexStatus: 'CREATING',
            ProvisionedThroughput: throughput(index.ProvisionedThroughput),
          })),
        }),
    ...(wanted.StreamSpecification === undefined ? {} : { StreamSpecification: wanted.StreamSpecification }),
    DeletionProtectionEnabled: wanted.DeletionProtectionEnabled ?? false,
  };
}
