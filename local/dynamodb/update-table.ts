import {
  type KeySchemaElement,
  type Operation,
  type SecondaryIndex,
  type TableDescription,
} from 'dynalite/db';
import { type Types } from 'dynalite/validations';
import { parseWith } from './dynalite';
import { type Engine } from './engine';
import { DynamoDbError } from './errors';
import { indexEntry } from './index-entries';
import { indexPrefix, under } from './keys';
import { checkProjection } from './new-table';
import { streamView } from './tables';

const throughput: Types = {
  ReadCapacityUnits: { type: 'Long', notNull: true, greaterThanOrEqual: 1 },
  WriteCapacityUnits: { type: 'Long', notNull: true, greaterThanOrEqual: 1 },
};
const indexName = {
  type: 'String',
  notNull: true,
  regex: '[a-zA-Z0-9_.-]+',
  lengthGreaterThanOrEqual: 3,
  lengthLessThanOrEqual: 255,
};
const keyElement = {
  type: 'ValueStruct<KeySchemaElement>',
  children: {
    AttributeName: { type: 'String', notNull: true },
    KeyType: { type: 'String', notNull: true, enum: ['HASH', 'RANGE'] },
  },
};

const types: Types = {
  TableName: { type: 'String', required: true, tableName: true, regex: '[a-zA-Z0-9_.-]+' },
  AttributeDefinitions: {
    type: 'List',
    children: {
      type: 'ValueStruct<AttributeDefinition>',
      children: {
        AttributeName: { type: 'String', notNull: true },
        AttributeType: { type: 'String', notNull: true, enum: ['B', 'N', 'S'] },
      },
    },
  },
  BillingMode: { type: 'String', enum: ['PROVISIONED', 'PAY_PER_REQUEST'] },
  ProvisionedThroughput: { type: 'FieldStruct<ProvisionedThroughput>', children: throughput },
  DeletionProtectionEnabled: { type: 'Boolean' },
  StreamSpecification: {
    type: 'FieldStruct<StreamSpecification>',
    children: {
      StreamEnabled: { type: 'Boolean', notNull: true },
      StreamViewType: { type: 'String', enum: ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] },
    },
  },
  GlobalSecondaryIndexUpdates: {
    type: 'List',
    children: {
      type: 'ValueStruct<GlobalSecondaryIndexUpdate>',
      children: {
        Create: {
          type: 'FieldStruct<CreateGlobalSecondaryIndexAction>',
          children: {
            IndexName: indexName,
            KeySchema: {
              type: 'List',
              notNull: true,
              lengthGreaterThanOrEqual: 1,
              lengthLessThanOrEqual: 2,
              children: keyElement,
            },
            Projection: {
              type: 'FieldStruct<Projection>',
              notNull: true,
              children: {
                ProjectionType: { type: 'String', enum: ['ALL', 'INCLUDE', 'KEYS_ONLY'] },
                NonKeyAttributes: { type: 'List', lengthGreaterThanOrEqual: 1, children: 'String' },
              },
            },
            ProvisionedThroughput: { type: 'FieldStruct<ProvisionedThroughput>', children: throughput },
          },
        },
        Update: {
          type: 'FieldStruct<UpdateGlobalSecondaryIndexAction>',
          children: {
            IndexName: indexName,
            ProvisionedThroughput: {
              type: 'FieldStruct<ProvisionedThroughput>',
              notNull: true,
              children: throughput,
            },
          },
        },
        Delete: { type: 'FieldStruct<DeleteGlobalSecondaryIndexAction>', children: { IndexName: indexName } },
      },
    },
  },
};

interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}
interface IndexUpdate {
  readonly Create?: {
    readonly IndexName: string;
    readonly KeySchema: readonly KeySchemaElement[];
    readonly Projection: SecondaryIndex['Projection'];
    readonly ProvisionedThroughput?: Throughput;
  };
  readonly Update?: { readonly IndexName: string; readonly ProvisionedThroughput: Throughput };
  readonly Delete?: { readonly IndexName: string };
}

const invalid = (message: string): DynamoDbError =>
  new DynamoDbError('ValidationException', `One or more parameter values were invalid: ${message}`);
const backfillBatch = 500;

/**
 * UpdateTable: indexes added (with what the table holds already) and removed, streams, deletion protection,
 * billing mode. Writers of the table wait until it is done; on AWS they would go on and the index would catch
 * up.
 */
export async function updateTable(
  engine: Engine,
  request: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const parsed = parseWith({ types }, request, engine.store);
  const name = String(parsed.TableName);
  const release = await engine.locks.table(name, 'exclusive');
  try {
    let table = await engine.table(name);
    refuseNothing(parsed);
    const operations: Operation[] = [];
    if (parsed.BillingMode !== undefined || parsed.ProvisionedThroughput !== undefined)
      table = billed(table, parsed.BillingMode, parsed.ProvisionedThroughput as Throughput | undefined);
    if (typeof parsed.DeletionProtectionEnabled === 'boolean')
      table = { ...table, DeletionProtectionEnabled: parsed.DeletionProtectionEnabled };
    if (parsed.StreamSpecification !== undefined) {
      const view = streamView(parsed.StreamSpecification);
      if (view !== undefined && table.StreamSpecification?.StreamEnabled)
        throw invalid(`Table already has an enabled stream: TableName: ${name}`);
      if (view === undefined && !table.StreamSpecification?.StreamEnabled)
        throw invalid(`Table is already disabled for streams: TableName: ${name}`);
      operations.push(
        ...(view === undefined ? engine.streams.disable(name) : engine.streams.enable(table, view)),
      );
      table = {
        ...table,
        StreamSpecification: view === undefined ? undefined : { StreamEnabled: true, StreamViewType: view },
      };
    }
    const updates = (parsed.GlobalSecondaryIndexUpdates ?? []) as readonly IndexUpdate[];
    const structural = updates.filter(({ Create, Delete }) => Create ?? Delete);
    if (structural.length > 1)
      throw new DynamoDbError(
        'LimitExceededException',
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
      );
    const cleared: string[] = [];
    for (const update of updates) {
      if (update.Create) {
        table = withIndex(table, update.Create, parsed.AttributeDefinitions);
        await backfill(engine, table, update.Create.IndexName);
      } else if (update.Delete) {
        const gone = update.Delete.IndexName;
        table = withoutIndex(table, gone);
        cleared.push(gone);
      } else if (update.Update) {
        const { IndexName, ProvisionedThroughput } = update.Update;
        if (!table.GlobalSecondaryIndexes?.some((index) => index.IndexName === IndexName))
          throw noIndex(IndexName);
        table = {
          ...table,
          GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((index) =>
            index.IndexName === IndexName
              ? { ...index, ProvisionedThroughput: { ...ProvisionedThroughput, NumberOfDecreasesToday: 0 } }
              : index,
          ),
        };
      }
    }
    await engine.write([...operations, engine.putTable(table)]);
    for (const index of cleared) await engine.store.db.clear(indexRange(name, index));
    return { TableDescription: { ...table, TableStatus: 'UPDATING', ...engine.streams.arnOf(name) } };
  } finally {
    release();
  }
}

/** @throws DynamoDbError for a request that changes nothing */
function refuseNothing(parsed: Readonly<Record<string, unknown>>): void {
  const { GlobalSecondaryIndexUpdates: updates } = parsed;
  const asks =
    (Array.isArray(updates) && updates.length > 0) ||
    ['BillingMode', 'ProvisionedThroughput', 'DeletionProtectionEnabled', 'StreamSpecification'].some(
      (field) => parsed[field] !== undefined,
    );
  if (!asks)
    throw new DynamoDbError(
      'ValidationException',
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    );
}

const indexRange = (table: string, index: string): { gte: string; lt: string } =>
  under(indexPrefix('Global', table, index));

const noIndex = (index: string): DynamoDbError =>
  new DynamoDbError('ResourceNotFoundException', `Requested resource not found: Index: ${index} not found`);

function withIndex(
  table: TableDescription,
  create: NonNullable<IndexUpdate['Create']>,
  definitions: unknown,
): TableDescription {
  if (table.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === create.IndexName))
    throw invalid(`Duplicate index name: ${create.IndexName}`);
  if ((table.GlobalSecondaryIndexes?.length ?? 0) >= 20)
    throw invalid('GlobalSecondaryIndex count exceeds the per-table limit of 20');
  checkProjection(create.IndexName, create.Projection);
  const onDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  if (onDemand && create.ProvisionedThroughput)
    throw invalid(
      `ProvisionedThroughput should not be specified for index: ${create.IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  if (!onDemand && !create.ProvisionedThroughput)
    throw invalid(`ProvisionedThroughput must be specified for index: ${create.IndexName}`);
  if (create.KeySchema[0]?.KeyType !== 'HASH')
    throw new DynamoDbError(
      'ValidationException',
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    );
  if (create.KeySchema[1] && create.KeySchema[1].KeyType !== 'RANGE')
    throw new DynamoDbError(
      'ValidationException',
      'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
    );
  const known = new Map(
    table.AttributeDefinitions.map((definition) => [definition.AttributeName, definition]),
  );
  for (const definition of (definitions ?? []) as TableDescription['AttributeDefinitions'])
    known.set(definition.AttributeName, definition);
  for (const { AttributeName } of create.KeySchema) {
    if (!known.has(AttributeName))
      throw invalid(
        `Some index key attributes are not defined in AttributeDefinitions. Keys: [${create.KeySchema.map((key) => key.AttributeName).join(', ')}], AttributeDefinitions: [${[...known.keys()].join(', ')}]`,
      );
  }
  const index: SecondaryIndex = {
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
  return onlyUsedAttributes({
    ...table,
    AttributeDefinitions: [...known.values()],
    GlobalSecondaryIndexes: [...(table.GlobalSecondaryIndexes ?? []), index],
  });
}

function withoutIndex(table: TableDescription, gone: string): TableDescription {
  const left = table.GlobalSecondaryIndexes?.filter(({ IndexName }) => IndexName !== gone) ?? [];
  if (left.length === (table.GlobalSecondaryIndexes?.length ?? 0)) throw noIndex(gone);
  return onlyUsedAttributes({ ...table, GlobalSecondaryIndexes: left.length > 0 ? left : undefined });
}

/** Definitions name key attributes only, each that some key uses. */
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

/**
 * Fills an index from the table. Items whose key attribute has another type stay out, as on AWS ("index key
 * violations").
 */
async function backfill(engine: Engine, table: TableDescription, name: string): Promise<void> {
  const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
  if (!index) throw noIndex(name);
  // Left over, perhaps, from a process that was killed while it filled an index of this name.
  await engine.store.db.clear(indexRange(table.TableName, name));
  const prefix = indexPrefix('Global', table.TableName, name);
  let operations: Operation[] = [];
  for await (const item of engine.items(table.TableName)) {
    const entry = indexEntry(index, item, table);
    if (entry) operations.push({ type: 'put', key: prefix + entry.key, value: entry.item });
    if (operations.length >= backfillBatch) {
      await engine.write(operations);
      operations = [];
    }
  }
  await engine.write(operations);
}

function billed(table: TableDescription, mode: unknown, wanted: Throughput | undefined): TableDescription {
  const current = table.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  const next = mode ?? current;
  if (next === 'PAY_PER_REQUEST') {
    if (wanted)
      throw invalid(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    return {
      ...table,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    };
  }
  if (!wanted) throw invalid('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  return {
    ...table,
    BillingModeSummary: { BillingMode: 'PROVISIONED' },
    ProvisionedThroughput: { ...wanted, NumberOfDecreasesToday: 0 },
  };
}
