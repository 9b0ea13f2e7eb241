import { type IncomingHttpHeaders } from 'node:http';
import { messageOf } from '../../core/message-of';
import { traceHeader } from '../trace';
import { isServiceError } from './errors';
import { isRecord } from './fields';
import { type NamedRows, rowsOf } from './named-rows';

type Fields = Readonly<Record<string, unknown>>;

/** A call as a watcher gets it. */
interface HeardCall {
  readonly operation: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly milliseconds: number;
  readonly trace: string | undefined;
  readonly request: Fields;
  /** `ConsumedCapacity` of the answer. */
  readonly consumed: unknown;
  readonly error?: string;
}

/**
 * One call of the API. All calls are recorded and few are looked at, so what it used is read when asked for.
 */
export class WatchedCall {
  readonly #heard: HeardCall;
  #units: ReadonlyMap<string, number> | undefined;
  #rows: readonly NamedRows[] | undefined;

  constructor(heard: HeardCall) {
    this.#heard = heard;
  }

  get operation(): string {
    return this.#heard.operation;
  }

  /** Epoch milliseconds. */
  get at(): number {
    return this.#heard.at;
  }
  get milliseconds(): number {
    return this.#heard.milliseconds;
  }
  get trace(): string | undefined {
    return this.#heard.trace;
  }
  get request(): Fields {
    return this.#heard.request;
  }
  get error(): string | undefined {
    return this.#heard.error;
  }
  get tables(): readonly string[] {
    return [...this.#unitsOfTables.keys()];
  }

  /** Capacity units that it used, reads and writes together. */
  get units(): number {
    return [...this.#unitsOfTables.values()].reduce((sum, units) => sum + units, 0);
  }
  get rows(): readonly NamedRows[] {
    return (this.#rows ??= rowsOf(this.#heard.request));
  }

  /** The units that it used of one of its tables. */
  unitsOf(table: string): number {
    return this.#unitsOfTables.get(table) ?? 0;
  }
  get #unitsOfTables(): ReadonlyMap<string, number> {
    return (this.#units ??= unitsOf(this.#heard.consumed));
  }
}

/** Receives the calls of the callers that it watches. */
export interface CallWatcher {
  /** @param accessKeyId of the caller */
  wants(accessKeyId: string | undefined): boolean;
  heard(call: WatchedCall): void;
}

/** Operations that use capacity; the others are not reported. */
const usesCapacity =
  /^(?:Get|Put|Update|Delete)Item$|^Batch(?:Get|Write)Item$|^Transact(?:Get|Write)Items$|^Query$|^Scan$/;

/** Runs an operation, and reports it to an active watcher. @throws the error of the operation */
export async function watch(
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
  const report = (body: unknown, error?: string): void =>
    watcher.heard(
      new WatchedCall({
        operation,
        at,
        milliseconds: performance.now() - began,
        trace: typeof trace === 'string' ? trace : undefined,
        request: fields,
        consumed: isRecord(body) ? body['ConsumedCapacity'] : undefined,
        ...(error === undefined ? {} : { error }),
      }),
    );
  try {
    const body = await run(asked ? fields : { ...fields, ReturnConsumedCapacity: 'TOTAL' });
    report(body);
    if (asked || !isRecord(body)) return body;
    const { ConsumedCapacity: _unasked, ...answer } = body;
    return answer;
  } catch (error) {
    report(undefined, isServiceError(error) ? String(error.body.__type).split('#').at(-1) : messageOf(error));
    throw error;
  }
}

/** Units by table. @param consumed `ConsumedCapacity` of an answer */
function unitsOf(consumed: unknown): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { TableName: name, CapacityUnits: used } of [consumed].flat().filter(isRecord))
    units.set(String(name), (units.get(String(name)) ?? 0) + (typeof used === 'number' ? used : 0));
  return units;
}
