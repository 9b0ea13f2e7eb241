import { GameLiftFault } from '../faults';
import { findOperation, type Shape, targetPrefix } from '../model/model';
import { type HttpAnswer, type ProtocolHandler, type Incoming, traceOfRequest } from './exchange';
import { type Call } from './call';

const contentType = 'application/x-amz-json-1.1';

/** JSON 1.1 writes blobs as base64; times are seconds since the epoch already. */
function blobsAsText(value: unknown, shape: Shape): unknown {
  if (!shape.hasBlobs || typeof value !== 'object' || value === null) return value;
  if (shape.kind === 'blob')
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  if (shape.kind === 'list')
    return Array.isArray(value) ? value.map((item) => blobsAsText(item, shape.member)) : value;
  if (shape.kind === 'map')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, blobsAsText(item, shape.value)]),
    );
  if (shape.kind !== 'structure') return value;
  const { members } = shape;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      blobsAsText(item, members.get(key) ?? { kind: 'boolean', hasTimes: false, hasBlobs: false }),
    ]),
  );
}

function faultAnswer(fault: GameLiftFault): HttpAnswer {
  return {
    status: fault.status,
    headers: { 'content-type': contentType, 'x-amzn-ErrorType': fault.code },
    body: JSON.stringify({ __type: fault.code, Message: fault.message, message: fault.message }),
  };
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new GameLiftFault('SerializationException', 'The body is not JSON.');
  }
}

/**
 * `POST /` with `X-Amz-Target: GameLift.<Operation>`: the protocol of the AWS CLI, boto3, the JavaScript SDK
 * and Terraform.
 */
export function awsJson(call: Call): ProtocolHandler {
  return {
    name: 'AWS JSON 1.1',
    claims: ({ method, headers }) => method === 'POST' && typeof headers['x-amz-target'] === 'string',
    async answer(incoming: Incoming): Promise<HttpAnswer> {
      const target = String(incoming.headers['x-amz-target']);
      const name = target.startsWith(`${targetPrefix}.`) ? target.slice(targetPrefix.length + 1) : target;
      const result = await call({
        operation: name,
        protocol: 'json',
        requestId: incoming.requestId,
        trace: traceOfRequest(incoming),
        input: () => parseBody(incoming.body),
      });
      if (result.fault !== undefined) return faultAnswer(result.fault);
      const shape = findOperation(name)?.output;
      return {
        status: 200,
        headers: { 'content-type': contentType },
        body: JSON.stringify(shape === undefined ? result.output : blobsAsText(result.output, shape)),
      };
    },
  };
}
