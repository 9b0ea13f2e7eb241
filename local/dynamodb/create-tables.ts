import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex as GlobalSecondaryIndexInput,
  type KeySchemaElement,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type TableName, tableNames } from '../../contract/tables';
import {
  type GlobalSecondaryIndex,
  type KeySchema,
  keyAttributes,
  type TableDeclaration,
  tables,
} from '../../store/tables';

/** The real name of each table. */
export type TableNames = Readonly<Record<TableName, string>>;

/**
 * Makes the tables of store/tables.ts, or brings those that exist up to the declaration: missing indexes,
 * streams and TTL are added, nothing is ever removed. Repeating it changes nothing.
 */
export async function createTables(
  client: DynamoDBClient,
  names: TableNames,
  declarations: Readonly<Record<TableName, TableDeclaration>> = tables,
): Promise<void> {
  for (const table of tableNames) await createTable(client, names[table], declarations[table]);
}

async function createTable(
  client: DynamoDBClient,
  name: string,
  declaration: TableDeclaration,
): Promise<void> {
  try {
    await client.send(new CreateTableCommand(creation(name, declaration)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  if (Table === undefined)
    throw new ResourceNotFoundException({ message: `table ${name} not found`, $metadata: {} });
  const present = new Set(Table.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  for (const index of declaration.globalSecondaryIndexes) {
    if (present.has(index.name)) continue;
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions: attributeDefinitions(declaration),
        GlobalSecondaryIndexUpdates: [{ Create: indexInput(index) }],
      }),
    );
  }
  if (declaration.stream && Table.StreamSpecification?.StreamEnabled !== true) {
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        StreamSpecification: { StreamEnabled: true, StreamViewType: declaration.stream },
      }),
    );
  }
  if (declaration.timeToLiveAttribute !== undefined) {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    if (TimeToLiveDescription?.TimeToLiveStatus !== 'ENABLED') {
      await client.send(
        new UpdateTimeToLiveCommand({
          TableName: name,
          TimeToLiveSpecification: { AttributeName: declaration.timeToLiveAttribute, Enabled: true },
        }),
      );
    }
  }
  if (declaration.pointInTimeRecovery) {
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName: name,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
  }
}

function creation(name: string, declaration: TableDeclaration): CreateTableCommandInput {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributeDefinitions(declaration),
    KeySchema: keySchema(declaration),
    ...(declaration.globalSecondaryIndexes.length > 0
      ? { GlobalSecondaryIndexes: declaration.globalSecondaryIndexes.map(indexInput) }
      : {}),
    ...(declaration.stream
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: declaration.stream } }
      : {}),
  };
}

function attributeDefinitions(
  declaration: TableDeclaration,
): CreateTableCommandInput['AttributeDefinitions'] {
  return keyAttributes(declaration).map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
}

function keySchema({ partitionKey, sortKey }: KeySchema): KeySchemaElement[] {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' },
    ...(sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' } as const] : []),
  ];
}

function indexInput(index: GlobalSecondaryIndex): GlobalSecondaryIndexInput {
  const { projection } = index;
  return {
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: projection.type,
      ...(projection.type === 'INCLUDE' ? { NonKeyAttributes: [...projection.nonKeyAttributes] } : {}),
    },
  };
}
