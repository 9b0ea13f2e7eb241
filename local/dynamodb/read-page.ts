import { type Item, type Range } from 'dynalite/db';
import { readUnits } from './capacity';
import { type Engine } from './engine';
import { holds } from './expressions/evaluate';
import { project } from './expressions/projection';
import { attributesNamed } from './expressions/value';
import { itemSize } from './item-size';
import { indexPrefix, itemPrefix } from './keys';
import { type PageRequest, type PageSource, startKeyNames } from './page-request';

/** Bytes that are read for one page (API reference of Query). */
const maxPageBytes = 1024 * 1024;

/**
 * Reads one page of a table or index: up to the limit or 1 MB, filtered after it was read.
 * @param range of keys below the table's or index's own prefix
 * @param isLast whether no item of the range can follow an item; absent: that is not known
 */
export async function readPage(
  engine: Engine,
  request: PageRequest,
  source: PageSource,
  range: Range,
  isLast?: (item: Item) => boolean,
): Promise<Record<string, unknown>> {
  const { table, index, fetches, filtersItems } = source;
  const prefix = index
    ? indexPrefix(index.kind, table.TableName, index.description.IndexName)
    : itemPrefix(table.TableName);
  const items: Item[] = [];
  let [scanned, bytes, fetched] = [0, 0, 0];
  let last: Item | undefined;
  let ended = true;
  const whole = async (entry: Item): Promise<Item> => {
    const item = await engine.item(table, tableKey(entry, source));
    fetched += readUnits(item ? itemSize(item) : 0, request.consistent);
    return item ?? entry;
  };
  for await (const entry of engine.entries(prefix, range)) {
    if (scanned === request.limit || bytes >= maxPageBytes) {
      ended = false;
      break;
    }
    scanned += 1;
    bytes += itemSize(entry);
    last = entry;
    const filtered = filtersItems ? await whole(entry) : entry;
    if (request.filter && !holds(request.filter, filtered)) continue;
    if (request.countOnly) items.push({});
    else if (fetches) items.push(filtersItems ? filtered : await whole(entry));
    else items.push(entry);
  }
  // A page that its limit ended may be the last one: the service finds out with the next.
  const full = scanned === request.limit || bytes >= maxPageBytes;
  const more = !ended || (full && !(last && isLast?.(last)));
  const { paths } = request;
  return {
    ...(request.countOnly ? {} : { Items: paths ? items.map((item) => project(item, paths)) : items }),
    Count: items.length,
    ScannedCount: scanned,
    ...(more && last ? { LastEvaluatedKey: placeOf(last, source) } : {}),
    ...capacityAnswer(request, source, readUnits(bytes, request.consistent), fetched),
  };
}

function placeOf(item: Item, source: PageSource): Item {
  return attributesNamed(item, startKeyNames(source));
}

function tableKey(item: Item, { table }: PageSource): Item {
  return placeOf(item, { table, index: undefined, fetches: false, filtersItems: false });
}

/** Looking and finding nothing costs the smallest read. */
function capacityAnswer(
  { capacity }: PageRequest,
  { table, index }: PageSource,
  units: number,
  fetched: number,
): Record<string, unknown> {
  if (capacity === 'NONE') return {};
  const tableUnits = index ? fetched : units;
  const parts = {
    Table: { CapacityUnits: tableUnits },
    ...(index === undefined
      ? {}
      : { [`${index.kind}SecondaryIndexes`]: { [index.description.IndexName]: { CapacityUnits: units } } }),
  };
  return {
    ConsumedCapacity: {
      TableName: table.TableName,
      CapacityUnits: units + fetched,
      ...(capacity === 'INDEXES' ? parts : {}),
    },
  };
}
