import { type TableRow, type TablesDocument, type TableStream } from '../../contract/console/tables';
import { type TableName } from '../../contract/tables';
import { entitiesOf, entityOf } from '../../store/entities';
import { type LocalDynamoDb, type NamedRows, type WatchedCall } from '../dynamodb';
import { type StreamReader } from '../lambda';
import { type CallLog } from './call-log';

/** The number of shown records of a stream. */
const shownRecords = 12;
/** The number of shown partitions of a table. */
const maxHotKeys = 8;

interface Use {
  calls: number;
  units: number;
}

/**
 * The use of the tables by the last calls. A call on several rows is divided equally between them.
 * @param names real names of the tables
 */
export async function tableUse(
  log: CallLog,
  names: Readonly<Record<TableName, string>>,
  tables: readonly TableName[],
  streams: StreamSources,
): Promise<TablesDocument> {
  const calls = log.calls.list();
  const found = await Promise.all(tables.map((table) => streamOf(table, names[table], streams)));
  return {
    since: log.since,
    tables: tables.map((table) => useOf(table, names[table], calls)),
    streams: found.filter((stream) => stream !== undefined),
  };
}

/** The streams, and the functions that read them. */
export interface StreamSources {
  readonly stream: LocalDynamoDb['stream'];
  readonly readers: () => readonly StreamReader[];
}

async function streamOf(
  table: TableName,
  name: string,
  { stream, readers }: StreamSources,
): Promise<TableStream | undefined> {
  const latest = await stream(name, shownRecords);
  if (latest === undefined) return undefined;
  const { newest, records } = latest;
  return {
    table,
    newest,
    readers: readers()
      .filter((reader) => reader.table === name)
      .map(({ function: reads, position, refused, sortKeys }) => ({
        function: reads,
        behind: Math.max(0, newest - position),
        refused,
        sortKeys,
      })),
    records: records.map(({ number, at, change, keys }) => {
      const { pk, sk } = { pk: keys['pk']?.S ?? '', sk: keys['sk']?.S ?? '' };
      return { number, at, change, entity: entityOf(table, { pk, sk }), pk, sk };
    }),
  };
}

function useOf(table: TableName, name: string, all: readonly WatchedCall[]): TableRow {
  const calls = all.filter(({ tables }) => tables.includes(name));
  const [entities, operations, partitions] = [new Uses(), new Uses(), new Uses()];
  for (const call of calls) {
    const units = call.unitsOf(name);
    operations.add(call.operation, units);
    const rows = call.rows.filter((named) => named.table === name);
    for (const named of rows) {
      const share = units / rows.length;
      entities.add(rowKindsOf(table, named), share);
      // Partitions of an index are not those of the table.
      if (named.index === undefined) partitions.add(named.pk, share);
    }
  }
  return {
    table,
    calls: calls.length,
    units: calls.reduce((sum, call) => sum + call.unitsOf(name), 0),
    refused: calls.filter(({ error }) => error !== undefined).length,
    entities: entities.dearest().map(([entity, use]) => ({ entity, ...use })),
    operations: operations.dearest().map(([operation, use]) => ({ operation, ...use })),
    hotKeys: partitions
      .dearest()
      .slice(0, maxHotKeys)
      .map(([pk, use]) => ({ pk, ...use })),
  };
}

/** The kinds of rows that a call names. An index holds rows of one kind, and is named after it. */
export function rowKindsOf(table: TableName, { pk, sk, index, isQuery }: NamedRows): string {
  if (index !== undefined) return `by index ${index}`;
  return isQuery ? entitiesOf(table, pk, sk) : entityOf(table, { pk, sk });
}

/** Calls and units by a key. */
class Uses {
  readonly #uses = new Map<string, Use>();

  add(word: string, units: number): void {
    const use = this.#uses.get(word) ?? { calls: 0, units: 0 };
    this.#uses.set(word, { calls: use.calls + 1, units: use.units + units });
  }

  dearest(): ReadonlyArray<readonly [string, Use]> {
    return [...this.#uses].sort(([, one], [, other]) => other.units - one.units || other.calls - one.calls);
  }
}
