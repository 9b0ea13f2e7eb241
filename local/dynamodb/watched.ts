import { type IncomingHttpHeaders } from 'node:http';
import { messageOf } from '../../core/message-of';
import { traceHeader } from '../trace';
import { isServiceError } from './errors';
import { isRecord } from './fields';

/** One call of the API, for watchers. */
export interface WatchedCall {
  readonly operation: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly milliseconds: number;
  readonly trace: string | undefined;
  readonly tables: readonly string[];
  /** Capacity units that it used, reads and writes together. */
  readonly units: number;
  /** Partition and sort keys that it names. */
  readonly keys: readonly string[];
  readonly request: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/** Hears of calls while it wants to. */
export interface CallWatcher {
  /** @param accessKeyId of the caller */
  wants(accessKeyId: string | undefined): boolean;
  heard(call: WatchedCall): void;
}

type Fields = Readonly<Record<string, unknown>>;

/** Operations that use capacity; the others are not told. */
const usesCapacity =
  /^(?:Get|Put|Update|Delete)Item$|^Batch(?:Get|Write)Item$|^Transact(?:Get|Write)Items$|^Query$|^Scan$/;

/** Runs an operation, and reports it to an active watcher. @throws the error of the operation */
export async function watched(
  watcher: CallWatcher | undefined,
  operation: string,
  fields: Fields,
  headers: IncomingHttpHeaders,
  run: (fields: Fields) => Promise<unknown>,
): Promise<unknown> {
  const [, accessKeyId] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  if (watcher?.wants(accessKeyId) !== true || !usesCapacity.test(operation)) return run(fields);
  const asked = fields['ReturnConsumedCapacity'] !== undefined;
  const trace = headers[traceHeader];
  const at = Date.now();
  const began = performance.now();
  const tell = (body: unknown, error?: string): void =>
    watcher.heard({
      operation,
      at,
      milliseconds: performance.now() - began,
      trace: typeof trace === 'string' ? trace : undefined,
      ...consumedOf(body),
      keys: keysOf(fields),
      request: fields,
      ...(error === undefined ? {} : { error }),
    });
  try {
    const body = await run(asked ? fields : { ...fields, ReturnConsumedCapacity: 'TOTAL' });
    tell(body);
    if (asked || !isRecord(body)) return body;
    const { ConsumedCapacity: _unasked, ...answer } = body;
    return answer;
  } catch (error) {
    tell(undefined, isServiceError(error) ? String(error.body.__type).split('#').at(-1) : messageOf(error));
    throw error;
  }
}

function consumedOf(body: unknown): Pick<WatchedCall, 'tables' | 'units'> {
  const told: unknown = isRecord(body) ? body['ConsumedCapacity'] : undefined;
  const parts = (Array.isArray(told) ? told : [told]).filter(isRecord);
  return {
    tables: parts.map(({ TableName: name }) => String(name)),
    units: parts.reduce((sum, { CapacityUnits: units }) => sum + (typeof units === 'number' ? units : 0), 0),
  };
}

/** Every key in a request, and of a query the partition that it reads. */
function keysOf(fields: Fields): readonly string[] {
  const found = new Set<string>();
  const look = (value: unknown, depth: number): void => {
    if (depth > 6) return;
    if (Array.isArray(value)) for (const item of value) look(item, depth + 1);
    if (!isRecord(value)) return;
    const pk = textOf(value['pk']);
    if (pk === undefined) for (const item of Object.values(value)) look(item, depth + 1);
    else found.add([pk, textOf(value['sk']) ?? ''].join(' ').trim());
  };
  const { ExpressionAttributeValues: values, ...rest } = fields;
  look(rest, 0);
  if (found.size === 0 && isRecord(values))
    for (const value of Object.values(values)) {
      const text = textOf(value);
      if (text?.includes('#') === true) found.add(text);
    }
  return [...found];
}

function textOf(value: unknown): string | undefined {
  return isRecord(value) && typeof value['S'] === 'string' ? value['S'] : undefined;
}
