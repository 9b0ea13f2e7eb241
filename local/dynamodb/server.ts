import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Engine } from './engine';
import { isServiceError } from './errors';
import { dynamoDbOperations, streamsOperations } from './operations';

const maximumBody = 16 * 1024 * 1024;

/** The HTTP face: AWS JSON 1.0, one POST an operation. */
export function createHttpServer(engine: Engine): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maximumBody) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > maximumBody) {
        send(response, 413, {
          __type: 'com.amazon.coral.service#SerializationException',
          message: 'Request size exceeded 16 MB',
        });
        return;
      }
      answer(engine, request, Buffer.concat(chunks).toString('utf8')).then(
        ({ status, body }) => send(response, status, body),
        (error: unknown) => {
          console.error(error);
          send(response, 500, {
            __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
            message: error instanceof Error ? error.message : String(error),
          });
        },
      );
    });
    // A caller that went away takes nobody with it.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
  });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(engine: Engine, request: IncomingMessage, text: string): Promise<Answer> {
  if (request.method === 'GET') return { status: 200, body: 'healthy: dynamodb' };
  const refuse = (type: string, message?: string): Answer => ({
    status: 400,
    body: { __type: `com.amazon.coral.service#${type}`, ...(message === undefined ? {} : { message }) },
  });
  const [api, name] = String(request.headers['x-amz-target'] ?? '').split('.');
  const operations =
    api === 'DynamoDB_20120810'
      ? dynamoDbOperations
      : api === 'DynamoDBStreams_20120810'
        ? streamsOperations
        : undefined;
  const operation =
    name !== undefined && operations && Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (request.method !== 'POST' || name === undefined || !operation)
    return refuse('UnknownOperationException');
  if (!request.headers.authorization?.startsWith('AWS4-'))
    return refuse('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refuse('SerializationException');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refuse('SerializationException');
  try {
    const fields = body as Readonly<Record<string, unknown>>;
    engine.faults.before(name, fields);
    return { status: 200, body: await operation(engine, fields) };
  } catch (error) {
    if (isServiceError(error)) return { status: error.statusCode, body: error.body };
    throw error;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
}
