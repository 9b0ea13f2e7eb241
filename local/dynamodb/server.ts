import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../../core/message-of';
import { type Engine } from './engine';
import { type ServiceError } from 'dynalite/db';
import { DynamoDbError, isServiceError } from './errors';
import { foreignRequest } from '../foreign-request';
import { isRecord } from './fields';
import { dynamoDbOperations, streamsOperations } from './operation-table';
import { withTableNames } from './table-names';
import { type CallWatcher, watch } from './watched';

const maxBodyBytes = 16 * 1024 * 1024;
/**
 * Node closes idle connections after 5 s, which a busy machine loses: a request that meets the close fails
 * with ECONNRESET.
 */
const keepAliveMs = 60_000;

/**
 * The HTTP interface: AWS JSON 1.0, one POST an operation. A GET answers whether writes are accepted: 200, or
 * 503 with the reason. An exception of an operation becomes an answer: a defect becomes an
 * InternalServerError, and a line in the log.
 * @param host the address or name that it listens on
 */
export function createHttpServer(
  engine: Engine,
  host: string,
  log: (line: string) => void,
  watcher?: CallWatcher,
): Server {
  return createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > maxBodyBytes) {
        send(response, 413, {
          __type: 'com.amazon.coral.service#SerializationException',
          message: 'Request size exceeded 16 MB',
        });
        return;
      }
      const foreign = foreignRequest(request.headers, host);
      if (foreign !== undefined) {
        send(response, 403, { __type: 'com.amazon.coral.service#AccessDeniedException', message: foreign });
        return;
      }
      answer(engine, request, Buffer.concat(chunks).toString('utf8'), watcher).then(
        ({ status, body }) => send(response, status, body),
        (error: unknown) => {
          log(`DynamoDB: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          send(response, 500, {
            __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
            message: messageOf(error),
          });
        },
      );
    });
    // A lost connection must not end the process.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
  });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(
  engine: Engine,
  request: IncomingMessage,
  text: string,
  watcher: CallWatcher | undefined,
): Promise<Answer> {
  if (request.method === 'GET')
    return engine.broken
      ? { status: 503, body: `unhealthy: dynamodb: ${engine.broken.message}` }
      : { status: 200, body: 'healthy: dynamodb' };
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
    return refuse('UnknownOperationException', unknownOperation(name));
  if (!request.headers.authorization?.startsWith('AWS4-'))
    return refuse('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refuse('SerializationException');
  }
  if (!isRecord(body)) return refuse('SerializationException');
  try {
    await engine.ready();
    const fields = withTableNames(body);
    const run = async (given: Readonly<Record<string, unknown>>): Promise<unknown> => {
      engine.faults.throwByChance(name, fields);
      return operation(engine, given);
    };
    return { status: 200, body: await watch(watcher, name, fields, request.headers, run) };
  } catch (error) {
    if (/^RangeError: Maximum call stack/.test(String(error)))
      return answerOf(
        new DynamoDbError('ValidationException', 'Nesting Levels have exceeded supported limits'),
      );
    if (isServiceError(error)) return answerOf(error);
    throw error;
  }
}

function answerOf(error: ServiceError): Answer {
  return { status: error.statusCode, body: error.body };
}

/** PartiQL and everything that concerns a whole account are not part of the emulator. */
function unknownOperation(name: string | undefined): string {
  if (name === undefined) return 'An unknown operation was requested: the header X-Amz-Target names none.';
  if (/^(Execute|BatchExecute)(Statement|Transaction)$/.test(name))
    return (
      `The local DynamoDB does not speak PartiQL: ${name} is refused. Use GetItem, PutItem, UpdateItem, ` +
      'Query or Scan.'
    );
  return `An unknown operation was requested: the local DynamoDB has no ${name}.`;
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
