import { randomUUID } from 'node:crypto';
import http from 'node:http';
import * as z from 'zod';
import { messageOf } from '../core/message-of';
import { foreignRequest } from './foreign-request';

/** The refusal of a request by a service, with the service's error code. */
export class ServiceRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** A service that speaks AWS JSON 1.1. */
export interface AwsJsonService {
  /** Its name in messages. */
  readonly name: string;
  /** Operations by their target (`X-Amz-Target`). */
  readonly operations: Readonly<Record<string, (input: unknown) => object | Promise<object>>>;
  /** The service's codes of invalid input and of an internal error. */
  readonly codes: { readonly invalid: string; readonly internal: string };
  /** Maximum size of a request body. */
  readonly maxBytes: number;
  /** Throws a ServiceRefusal for a request that the service does not accept. */
  readonly admit?: (headers: http.IncomingHttpHeaders) => void;
  /** 0 or absent: any free port. */
  readonly port?: number;
}

/** Serves a service on 127.0.0.1. @throws Error when the port is taken */
export async function serveAwsJson(
  service: AwsJsonService,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    void answer(service, request).then(({ status, body }) => {
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': randomUUID(),
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(service.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const refused = ({ code, message, status }: ServiceRefusal): Answer => ({
  status,
  body: { __type: code, Message: message, message },
});

async function answer(service: AwsJsonService, request: http.IncomingMessage): Promise<Answer> {
  const { name, operations, codes, admit } = service;
  try {
    const foreign = foreignRequest(request.headers);
    if (foreign !== undefined) throw new ServiceRefusal('AccessDeniedException', foreign, 403);
    admit?.(request.headers);
    const target = String(request.headers['x-amz-target'] ?? '');
    const run = Object.hasOwn(operations, target) ? operations[target] : undefined;
    if (run === undefined)
      throw new ServiceRefusal(
        'UnknownOperationException',
        `${name} has no operation ${target || '(no X-Amz-Target)'}.`,
      );
    return { status: 200, body: await run(JSON.parse(await bodyOf(request, service))) };
  } catch (error) {
    if (error instanceof ServiceRefusal) return refused(error);
    if (error instanceof z.ZodError)
      return refused(new ServiceRefusal(codes.invalid, z.prettifyError(error)));
    if (error instanceof SyntaxError)
      return refused(new ServiceRefusal('SerializationException', 'The body is not JSON.'));
    return refused(new ServiceRefusal(codes.internal, messageOf(error), 500));
  }
}

async function bodyOf(request: http.IncomingMessage, { maxBytes, codes }: AwsJsonService): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part: unknown = chunk;
    if (!(part instanceof Uint8Array)) throw new TypeError('the body is read as text');
    bytes += part.length;
    if (bytes > maxBytes) throw new ServiceRefusal(codes.invalid, 'The request is too large.', 413);
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
