import { type SecondaryIndex, type TableDescription } from 'dynalite/db';
import { DynamoDbError, invalidParameter } from './errors';
import { checkIncluded, checkNames, checkProjection, checkRedefined } from './check-definitions';
import { type IndexUpdate, type NewIndex, type Throughput } from './update-table-request';

const maxIndexes = 20;

/**
 * The table's description after one change of its global indexes.
 * @param definitions types of key attributes that the request declares beside those of the table
 * @throws DynamoDbError when the change does not fit the table
 */
export function withIndexUpdate(
  table: TableDescription,
  { Create, Delete, Update }: IndexUpdate,
  definitions: TableDescription['AttributeDefinitions'],
): TableDescription {
  if (Create) return withIndex(table, Create, definitions);
  if (Delete) return withoutIndex(table, Delete.IndexName);
  return Update ? withIndexThroughput(table, Update.IndexName, Update.ProvisionedThroughput) : table;
}

export function noIndex(index: string): DynamoDbError {
  return new DynamoDbError(
    'ResourceNotFoundException',
    `Requested resource not found: Index: ${index} not found`,
  );
}

function withIndex(
  table: TableDescription,
  create: NewIndex,
  definitions: TableDescription['AttributeDefinitions'],
): TableDescription {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  if (indexes.some(({ IndexName }) => IndexName === create.IndexName))
    throw invalidParameter(`Duplicate index name: ${create.IndexName}`);
  if (indexes.length >= maxIndexes)
    throw invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${maxIndexes}`);
  if (table.LocalSecondaryIndexes?.some(({ IndexName }) => IndexName === create.IndexName))
    throw new DynamoDbError('ValidationException', 'Attempting to create an index which already exists');
  checkProjection(create.IndexName, create.Projection);
  checkNames(create.KeySchema.map(({ AttributeName }) => AttributeName));
  checkRedefined(table, definitions);
  checkIndexThroughput(table, create);
  checkKeyOrder(create);
  const known = new Map(
    [...table.AttributeDefinitions, ...definitions].map((definition) => [
      definition.AttributeName,
      definition,
    ]),
  );
  if (!create.KeySchema.every(({ AttributeName }) => known.has(AttributeName)))
    throw invalidParameter(
      'Some index key attributes are not defined in AttributeDefinitions. Keys: ' +
        `[${create.KeySchema.map((key) => key.AttributeName).join(', ')}], AttributeDefinitions: ` +
        `[${[...known.keys()].join(', ')}]`,
    );
  const all = [...indexes, describedIndex(table, create)];
  checkIncluded([...all, ...(table.LocalSecondaryIndexes ?? [])]);
  return onlyUsedAttributes({
    ...table,
    AttributeDefinitions: [...known.values()],
    GlobalSecondaryIndexes: all,
  });
}

function isOnDemand(table: TableDescription): boolean {
  return table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
}

function checkIndexThroughput(table: TableDescription, { IndexName, ProvisionedThroughput }: NewIndex): void {
  const onDemand = isOnDemand(table);
  if (onDemand && ProvisionedThroughput)
    throw invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${IndexName} when BillingMode is ` +
        'PAY_PER_REQUEST',
    );
  if (!onDemand && !ProvisionedThroughput)
    throw invalidParameter(`ProvisionedThroughput must be specified for index: ${IndexName}`);
}

function checkKeyOrder({ KeySchema: [hash, range] }: NewIndex): void {
  if (hash?.KeyType !== 'HASH')
    throw new DynamoDbError(
      'ValidationException',
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    );
  if (range && range.KeyType !== 'RANGE')
    throw new DynamoDbError(
      'ValidationException',
      'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
    );
  if (range?.AttributeName === hash.AttributeName)
    throw new DynamoDbError(
      'ValidationException',
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    );
}

function describedIndex(table: TableDescription, create: NewIndex): SecondaryIndex {
  return {
    IndexName: create.IndexName,
    KeySchema: create.KeySchema,
    Projection: create.Projection,
    IndexArn: `${table.TableArn}/index/${create.IndexName}`,
    IndexStatus: 'ACTIVE',
    IndexSizeBytes: 0,
    ItemCount: 0,
    ProvisionedThroughput: {
      ...(create.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
      NumberOfDecreasesToday: 0,
    },
  };
}

function withoutIndex(table: TableDescription, name: string): TableDescription {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  const left = indexes.filter(({ IndexName }) => IndexName !== name);
  if (table.LocalSecondaryIndexes?.some(({ IndexName }) => IndexName === name))
    throw new DynamoDbError(
      'ValidationException',
      'Cannot delete an index that is not a GlobalSecondaryIndex',
    );
  if (left.length === indexes.length) throw noIndex(name);
  return onlyUsedAttributes({ ...table, GlobalSecondaryIndexes: left.length > 0 ? left : undefined });
}

function withIndexThroughput(table: TableDescription, name: string, wanted: Throughput): TableDescription {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  if (!indexes.some(({ IndexName }) => IndexName === name)) throw noIndex(name);
  if (isOnDemand(table))
    throw invalidParameter(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  return {
    ...table,
    GlobalSecondaryIndexes: indexes.map((index) =>
      index.IndexName === name
        ? { ...index, ProvisionedThroughput: { ...wanted, NumberOfDecreasesToday: 0 } }
        : index,
    ),
  };
}

/** A table's definitions name only attributes that the key of the table or of an index uses. */
function onlyUsedAttributes(table: TableDescription): TableDescription {
  const used = new Set(
    [
      table.KeySchema,
      ...(table.GlobalSecondaryIndexes ?? []).map(({ KeySchema }) => KeySchema),
      ...(table.LocalSecondaryIndexes ?? []).map(({ KeySchema }) => KeySchema),
    ]
      .flat()
      .map(({ AttributeName }) => AttributeName),
  );
  return {
    ...table,
    AttributeDefinitions: table.AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName)),
  };
}
