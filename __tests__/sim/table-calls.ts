import { Database } from '../../sim/dynamodb/database';
import { names } from '../store/database';

/** A model whose indexes follow at once. */
export function createIndexed(): Database {
  const model = new Database(names, ({ table, ...write }, order) => {
    for (const { name } of table.globalSecondaryIndexes)
      model.table(names[table.table]).index(name, { table, ...write }, order);
  });
  return model;
}

/** Only the values that the expressions name: the service refuses others. */
export function valuesOf(
  all: Readonly<Record<string, unknown>>,
  ...expressions: ReadonlyArray<string | undefined>
) {
  const used = Object.entries(all).filter(([name]) =>
    expressions.some((expression) => new RegExp(`${name}\\b`).test(expression ?? '')),
  );
  return used.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(used) };
}

/** The keys of the items of an index: items with equal index keys come in any order. */
export function indexKeys(answer: object): unknown {
  const items: unknown = Reflect.get(answer, 'Items');
  return Array.isArray(items)
    ? items.map((item: object) => JSON.stringify([Reflect.get(item, 'pk'), Reflect.get(item, 'sk')])).sort()
    : comparable(answer);
}

/** An answer in a comparable form. */
export function comparable(answer: object): unknown {
  const { $metadata: _metadata, ...rest } = Object.fromEntries(Object.entries(answer));
  return JSON.parse(JSON.stringify(rest));
}

/** An error in a comparable form. */
export function toComparable(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const name =
    error.name === 'Error' || error.name === 'ExpressionError' ? 'ValidationException' : error.name;
  const reasons: unknown = Reflect.get(error, 'CancellationReasons');
  const codes = Array.isArray(reasons)
    ? reasons.map((reason: object) => [
        Reflect.get(reason, 'Code'),
        sortAttributes(Reflect.get(reason, 'Item')),
      ])
    : undefined;
  return { name, codes, item: sortAttributes(Reflect.get(error, 'Item')) };
}
const sortAttributes = (item: unknown): unknown =>
  typeof item === 'object' && item !== null ? Object.fromEntries(Object.entries(item).sort()) : undefined;
