import { type Operation, type SecondaryIndex, type TableDescription } from 'dynalite/db';
import { checkDefinitions } from './check-definitions';
import { parseRequest, parseWith } from './dynalite';
import { type Engine } from './engine';
import { DynamoDbError } from './errors';
import { isRecord, structure, texts } from './fields';
import {
  copyPrefix,
  droppedPrefix,
  indexPrefix,
  isCopied,
  itemPrefix,
  tablePrefix,
  tagPrefix,
  under,
} from './keys';
import { isWanted, newTable } from './new-table';

type Request = Readonly<Record<string, unknown>>;

const backupsPrefix = 'backups~';
const nameOnly = {
  types: { TableName: { type: 'String', required: true, tableName: true, regex: '[a-zA-Z0-9_.-]+' } },
} as const;

/**
 * CreateTable. The table can be used when the answer is there, though the answer says CREATING as the
 * service's does.
 * @throws DynamoDbError ValidationException, ResourceInUseException
 */
export async function createTable(engine: Engine, request: object): Promise<Record<string, unknown>> {
  const parsed = parseRequest('CreateTable', request, engine.store);
  const name = String(parsed.TableName);
  const stream = streamView(parsed.StreamSpecification);
  const tags = Array.isArray(parsed.Tags) ? parsed.Tags.filter(isTag) : [];
  if (!isWanted(parsed)) throw new TypeError('CreateTable was let through without its required fields');
  const wanted = { ...parsed, DeletionProtectionEnabled: parsed.DeletionProtectionEnabled === true };
  checkDefinitions(wanted);
  const release = await engine.locks.table(name, 'exclusive');
  try {
    if (await engine.hasTable(name))
      throw new DynamoDbError('ResourceInUseException', `Table already exists: ${name}`);
    const created = newTable(wanted, engine);
    const active = withStatus(created, 'ACTIVE');
    await engine.write([
      engine.putTable(active),
      ...(stream === undefined ? [] : engine.streams.enable(active, stream)),
      ...tags.map(({ Key, Value }): Operation => ({ type: 'put', key: tagPrefix(name) + Key, value: Value })),
    ]);
    return { TableDescription: { ...withStatus(created, 'CREATING'), ...engine.streams.arnOf(name) } };
  } finally {
    release();
  }
}

/** DescribeTable, with what came after dynalite. */
export async function describeTable(engine: Engine, request: object): Promise<Record<string, unknown>> {
  const { TableName } = parseWith(nameOnly, request, engine.store);
  const table = await engine.describedTable(String(TableName));
  return { Table: { ...table, ...engine.streams.arnOf(table.TableName) } };
}

/**
 * DeleteTable: the table is gone at once, its rows soon after, also when the process is killed between the
 * two.
 * @throws DynamoDbError ResourceNotFoundException; ValidationException for a protected table
 */
export async function deleteTable(engine: Engine, request: object): Promise<Record<string, unknown>> {
  const { TableName } = parseWith(nameOnly, request, engine.store);
  const name = String(TableName);
  const release = await engine.locks.table(name, 'exclusive');
  try {
    const table = await engine.describedTable(name);
    if (table.DeletionProtectionEnabled === true) {
      throw new DynamoDbError(
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion ' +
          'protection first.',
      );
    }
    const prefixes = [
      itemPrefix(name),
      tagPrefix(name),
      ...(table.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => indexPrefix('Global', name, IndexName)),
      ...(table.LocalSecondaryIndexes ?? []).map(({ IndexName }) => indexPrefix('Local', name, IndexName)),
    ];
    await engine.write([
      { type: 'del', key: tablePrefix + name },
      { type: 'del', key: backupsPrefix + name },
      { type: 'put', key: droppedPrefix + name, value: prefixes },
      ...engine.streams.disable(name),
      ...engine.timeToLive.forget(name),
    ]);
    await finishDrop(engine, name, prefixes);
    return { TableDescription: withStatus(table, 'DELETING') };
  } finally {
    release();
  }
}

/** At the start: rows of tables whose deletion a kill interrupted. */
export async function finishDrops(engine: Engine): Promise<void> {
  for await (const [key, prefixes] of engine.store.db.iterator(under(droppedPrefix))) {
    await finishDrop(engine, key.slice(droppedPrefix.length), texts({ prefixes }, 'prefixes') ?? []);
  }
}

async function finishDrop(engine: Engine, name: string, prefixes: readonly string[]): Promise<void> {
  for (const prefix of prefixes) {
    await engine.clear(under(prefix));
    if (isCopied(prefix)) await engine.clear(under(copyPrefix + prefix));
  }
  await engine.write([{ type: 'del', key: droppedPrefix + name }]);
}

/** UpdateTimeToLive. @throws DynamoDbError ValidationException, ResourceNotFoundException */
export async function updateTimeToLive(engine: Engine, request: Request): Promise<Record<string, unknown>> {
  const { TableName } = parseWith(nameOnly, request, engine.store);
  const specification = structure(request, 'TimeToLiveSpecification');
  const attribute = specification.AttributeName;
  if (typeof attribute !== 'string' || attribute.length < 1 || attribute.length > 255) {
    throw new DynamoDbError(
      'ValidationException',
      "1 validation error detected: Value at 'timeToLiveSpecification.attributeName' failed to " +
        'satisfy constraint: Member must have length between 1 and 255',
    );
  }
  if (typeof specification.Enabled !== 'boolean')
    throw new DynamoDbError(
      'ValidationException',
      "1 validation error detected: Value null at 'timeToLiveSpecification.enabled' failed to satisfy " +
        'constraint: Member must not be null',
    );
  const name = String(TableName);
  const release = await engine.locks.table(name, 'exclusive');
  try {
    const table = await engine.table(name);
    await engine.write(
      await engine.timeToLive.set(table, attribute, specification.Enabled, engine.items(name)),
    );
    return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: specification.Enabled } };
  } finally {
    release();
  }
}

export async function describeTimeToLive(engine: Engine, request: object): Promise<Record<string, unknown>> {
  const { TableName } = parseWith(nameOnly, request, engine.store);
  const table = await engine.describedTable(String(TableName));
  return { TimeToLiveDescription: engine.timeToLive.describe(table.TableName) };
}

/**
 * UpdateContinuousBackups and DescribeContinuousBackups: the setting is stored and returned; a laptop does
 * not restore to a point in time.
 */
export async function continuousBackups(engine: Engine, request: Request): Promise<Record<string, unknown>> {
  const { TableName } = parseWith(nameOnly, request, engine.store);
  const name = String(TableName);
  const table = await engine.describedTable(name);
  const wanted = structure(request, 'PointInTimeRecoverySpecification');
  if (typeof wanted.PointInTimeRecoveryEnabled === 'boolean') {
    await engine.write([
      {
        type: 'put',
        key: backupsPrefix + name,
        value: { enabled: wanted.PointInTimeRecoveryEnabled, since: engine.now() },
      },
    ]);
  }
  const kept = await engine.store.db.get(backupsPrefix + table.TableName);
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription:
        isBackups(kept) && kept.enabled
          ? {
              PointInTimeRecoveryStatus: 'ENABLED',
              EarliestRestorableDateTime: kept.since / 1000,
              LatestRestorableDateTime: engine.now() / 1000,
              RecoveryPeriodInDays: 35,
            }
          : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  };
}

/** The row of a table's continuous backups. */
interface Backups {
  readonly enabled: boolean;
  /** Epoch milliseconds. */
  readonly since: number;
}

function isBackups(value: unknown): value is Backups {
  return isRecord(value) && typeof value.enabled === 'boolean' && typeof value.since === 'number';
}

function isTag(value: unknown): value is { readonly Key: string; readonly Value: string } {
  return isRecord(value) && typeof value.Key === 'string' && typeof value.Value === 'string';
}

/**
 * The view of a stream that is asked for; undefined for none.
 * @throws DynamoDbError when the two fields contradict each other
 */
export function streamView(specification: unknown): string | undefined {
  const { StreamEnabled, StreamViewType } = isRecord(specification) ? specification : {};
  if (StreamEnabled !== true) {
    if (StreamViewType !== undefined)
      throw new DynamoDbError(
        'ValidationException',
        'One or more parameter values were invalid: StreamViewType cannot be specified when ' +
          'StreamEnabled is false',
      );
    return undefined;
  }
  if (typeof StreamViewType !== 'string')
    throw new DynamoDbError(
      'ValidationException',
      'One or more parameter values were invalid: StreamViewType must be specified when StreamEnabled ' +
        'is true',
    );
  return StreamViewType;
}

/** A description with one status for table and indexes. */
export function withStatus(
  table: TableDescription,
  status: 'ACTIVE' | 'CREATING' | 'DELETING' | 'UPDATING',
): TableDescription {
  const indexes = table.GlobalSecondaryIndexes?.map((index): SecondaryIndex => ({
    ...index,
    IndexStatus: status,
  }));
  return {
    ...table,
    TableStatus: status,
    ...(indexes === undefined ? {} : { GlobalSecondaryIndexes: indexes }),
  };
}
