import { type KeySchemaElement, type SecondaryIndex, type TableDescription } from 'dynalite/db';
import { type Types } from 'dynalite/validations';
import { parseWith } from './dynalite';
import { type Engine } from './engine';
import { DynamoDbError } from './errors';

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

/** ProvisionedThroughput in units per second. */
export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

/** A global secondary index as UpdateTable creates it. */
export interface NewIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: SecondaryIndex['Projection'];
  readonly ProvisionedThroughput?: Throughput;
}

/** One entry of GlobalSecondaryIndexUpdates: exactly one of the three is present. */
export interface IndexUpdate {
  readonly Create?: NewIndex;
  readonly Update?: { readonly IndexName: string; readonly ProvisionedThroughput: Throughput };
  readonly Delete?: { readonly IndexName: string };
}

/** The parameters of UpdateTable. */
export interface TableUpdate {
  readonly TableName: string;
  readonly AttributeDefinitions?: TableDescription['AttributeDefinitions'];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: Throughput;
  readonly DeletionProtectionEnabled?: boolean;
  readonly StreamSpecification?: object;
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
}

/**
 * The shape of a request, checked field by field.
 * @throws ServiceError
 */
export function readTableUpdate(engine: Engine, request: object): TableUpdate {
  const fields = parseWith({ types }, request, engine.store);
  if (!isTableUpdate(fields)) throw new TypeError('UpdateTable was let through without the name of a table');
  return fields;
}

/** The shapes inside are what the types declare. */
function isTableUpdate(
  fields: Readonly<Record<string, unknown>>,
): fields is Readonly<Record<string, unknown>> & TableUpdate {
  return typeof fields.TableName === 'string';
}

/**
 * @throws DynamoDbError for a request that changes nothing, or more indexes than the service changes at once
 */
export function refuseScope(update: TableUpdate): void {
  const indexes = update.GlobalSecondaryIndexUpdates ?? [];
  const asksFor = [
    update.BillingMode,
    update.ProvisionedThroughput,
    update.DeletionProtectionEnabled,
    update.StreamSpecification,
  ];
  if (indexes.length === 0 && asksFor.every((field) => field === undefined))
    throw new DynamoDbError(
      'ValidationException',
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, ' +
        'GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    );
  if (indexes.some(({ Create, Delete, Update }) => !Create && !Delete && !Update))
    throw new DynamoDbError('ValidationException', 'Update global secondary index action is null');
  if (indexes.flatMap(({ Create, Delete }) => [Create, Delete]).filter(Boolean).length > 1)
    throw new DynamoDbError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
}
