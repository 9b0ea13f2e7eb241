import { type Operation, type TableDescription } from 'dynalite/db';
import { withBilling } from './billing-mode';
import { type Engine } from './engine';
import { invalidParameter } from './errors';
import { clearIndex, fillIndex } from './index-backfill';
import { withIndexUpdate } from './index-changes';
import { streamView } from './tables';
import { readTableUpdate, refuseScope, type TableUpdate } from './update-table-request';

/**
 * UpdateTable: indexes added (with what the table holds already) and removed, streams, deletion protection,
 * billing mode. Writers of the table wait until it is done; on AWS they would continue, and the index would
 * catch up.
 */
export async function updateTable(
  engine: Engine,
  request: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const update = readTableUpdate(engine, request);
  const name = update.TableName;
  const release = await engine.locks.table(name, 'exclusive');
  try {
    const before = await engine.table(name);
    refuseScope(update);
    const settled = withStream(withSettings(before, update, engine.now()), update.StreamSpecification);
    const indexUpdates = update.GlobalSecondaryIndexUpdates ?? [];
    const table = indexUpdates.reduce(
      (changed, one) => withIndexUpdate(changed, one, update.AttributeDefinitions ?? []),
      settled,
    );
    for (const { Create } of indexUpdates) if (Create) await fillIndex(engine, table, Create.IndexName);
    // Only now, when nothing refuses the request any more: a stream is enabled in memory at once.
    const streamRows = streamOperations(engine, table, update.StreamSpecification);
    await engine.write([...streamRows, engine.putTable(table)]);
    for (const { Delete } of indexUpdates) if (Delete) await clearIndex(engine, name, Delete.IndexName);
    return { TableDescription: { ...table, TableStatus: 'UPDATING', ...engine.streams.arnOf(name) } };
  } finally {
    release();
  }
}

/** @throws DynamoDbError when billing mode and capacity contradict each other */
function withSettings(table: TableDescription, update: TableUpdate, now: number): TableDescription {
  const { BillingMode: mode, ProvisionedThroughput: throughput, DeletionProtectionEnabled } = update;
  const billed =
    mode === undefined && throughput === undefined ? table : withBilling(table, mode, throughput, now);
  return DeletionProtectionEnabled === undefined ? billed : { ...billed, DeletionProtectionEnabled };
}

/** @throws DynamoDbError when the stream is enabled or disabled already */
function withStream(table: TableDescription, wanted: object | undefined): TableDescription {
  if (wanted === undefined) return table;
  const view = streamView(wanted);
  const isEnabled = table.StreamSpecification?.StreamEnabled === true;
  if (view !== undefined && isEnabled)
    throw invalidParameter(`Table already has an enabled stream: TableName: ${table.TableName}`);
  if (view === undefined && !isEnabled)
    throw invalidParameter(`Table is already disabled for streams: TableName: ${table.TableName}`);
  return {
    ...table,
    StreamSpecification: view === undefined ? undefined : { StreamEnabled: true, StreamViewType: view },
  };
}

function streamOperations(
  engine: Engine,
  table: TableDescription,
  wanted: object | undefined,
): readonly Operation[] {
  if (wanted === undefined) return [];
  const view = streamView(wanted);
  return view === undefined ? engine.streams.disable(table.TableName) : engine.streams.enable(table, view);
}
