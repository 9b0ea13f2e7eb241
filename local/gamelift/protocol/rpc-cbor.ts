import { cbor, tag } from '@smithy/core/cbor';
import { GameLiftFault } from '../faults';
import { findOperation, type Shape } from '../model/model';
import { type Call } from './call';
import { type HttpAnswer, type ProtocolHandler, type Incoming, traceOfRequest } from './exchange';

const operationPath = /\/service\/([^/]+)\/operation\/([^/]+)$/;
const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

/** Times are CBOR tag 1 (Smithy RPC v2 CBOR, "Timestamp"); blobs are byte strings already. */
function timesAsTags(value: unknown, shape: Shape): unknown {
  if (!shape.hasTimes || value === undefined || value === null) return value;
  if (shape.kind === 'timestamp') return tag({ tag: 1, value });
  if (typeof value !== 'object') return value;
  if (shape.kind === 'list')
    return Array.isArray(value) ? value.map((item) => timesAsTags(item, shape.member)) : value;
  if (shape.kind === 'map')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, timesAsTags(item, shape.value)]),
    );
  if (shape.kind !== 'structure') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => {
        const member = shape.members.get(key);
        return [key, member === undefined ? item : timesAsTags(item, member)];
      }),
  );
}

/** CBOR has `undefined` and 64-bit integers; the rest of this code does not use them. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array || value instanceof Date)
    return value;
  if (Array.isArray(value)) return value.map(plain);
  // A tag around a plain value. The reader marks it with a symbol, because an attribute may also be called
  // "tag".
  if ('tag' in value && 'value' in value && Object.getOwnPropertySymbols(value).length > 0)
    return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (
    value === null ||
    typeof value !== 'object' ||
    value instanceof Uint8Array ||
    Object.getOwnPropertySymbols(value).length > 0
  )
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, withoutUndefined(item)]),
  );
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return plain(cbor.deserialize(body));
  } catch {
    throw new GameLiftFault('SerializationException', 'The body is not CBOR.');
  }
}

/** `cbor.serialize` reuses one buffer: the bytes are copied out before the next answer. */
const encode = (value: unknown): Uint8Array => Uint8Array.from(cbor.serialize(withoutUndefined(value)));

/** `POST /service/GameLift/operation/<Operation>`: the protocol of the Go SDK from gamelift v1.54.0 on. */
export function rpcCbor(call: Call): ProtocolHandler {
  return {
    name: 'Smithy RPC v2 CBOR',
    claims: ({ method, path }) => method === 'POST' && operationPath.test(path),
    async answer(incoming: Incoming): Promise<HttpAnswer> {
      const name = operationPath.exec(incoming.path)?.[2] ?? '';
      const result = await call({
        operation: name,
        protocol: 'cbor',
        requestId: incoming.requestId,
        trace: traceOfRequest(incoming),
        input: () => parseBody(incoming.body),
      });
      if (result.fault !== undefined) {
        const { code, message, status } = result.fault;
        return {
          status,
          headers: { ...headers, 'x-amzn-ErrorType': code },
          body: encode({ __type: `com.amazonaws.gamelift#${code}`, Message: message, message }),
        };
      }
      const shape = findOperation(name)?.output;
      return {
        status: 200,
        headers,
        body: encode(shape === undefined ? result.output : timesAsTags(result.output, shape)),
      };
    },
  };
}
