import { parseJson } from '../../../core/json';
import { tablePrefix } from '../keys';
import { type Salvaged } from '../leveldb/salvage';
import { isTable } from '../table';
import { numberOf, recordArn, rowKey, streamRecord, type StreamRow } from './rows';

/**
 * Rows of streams whose own row is lost, made from their records: without it no function could read them. A
 * row that was deleted is not made again. The shard gets another id, so that functions begin at its oldest
 * record.
 * @param now epoch milliseconds
 */
export function lostStreamRows(
  { values, deleted }: Pick<Salvaged, 'values' | 'deleted'>,
  now: number,
): readonly StreamRow[] {
  const oldest = new Map<string, string>();
  for (const key of values.keys()) {
    const arn = recordArn(key);
    if (arn === undefined || values.has(rowKey(arn)) || deleted.has(rowKey(arn))) continue;
    const known = oldest.get(arn);
    if (known === undefined || key < known) oldest.set(arn, key);
  }
  return [...oldest].flatMap(([arn, key]) => {
    const row = rowFrom(arn, key, values, now);
    return row === undefined ? [] : [row];
  });
}

/** Undefined: its table is lost, too. */
function rowFrom(
  arn: string,
  oldest: string,
  values: ReadonlyMap<string, string>,
  now: number,
): StreamRow | undefined {
  const [, name, label] = /:table\/([^/]+)\/stream\/(.+)$/.exec(arn) ?? [];
  const table = parseJson(values.get(`${tablePrefix}${name ?? ''}`) ?? '');
  if (label === undefined || !isTable(table)) return undefined;
  const createdAt = Date.parse(`${label}Z`);
  return {
    arn,
    label,
    table: table.TableName,
    view: streamRecord(parseJson(values.get(oldest) ?? '')).dynamodb.StreamViewType,
    keySchema: table.KeySchema,
    shardId: `shardId-${String(createdAt).padStart(20, '0')}-00000000`,
    createdAt,
    disabledAt: now,
    trimmed: numberOf(oldest) - 1,
  };
}
