import http from 'node:http';
import * as z from 'zod';
import { messageOf } from '../../core/message-of';
import { foreignRequest } from '../foreign-request';

/** An operation of a service that speaks AWS JSON: its target, and what it does with the input. */
export type Operations = Readonly<Record<string, (input: unknown) => object>>;

/** A refusal of the service, by its code. */
export class MessagesRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const mostBytes = 1024 * 1024;

/** Serves operations on a free port of this machine. */
export async function serveOperations(
  operations: Operations,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    void answer(operations, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
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

async function answer(
  operations: Operations,
  request: http.IncomingMessage,
): Promise<{ readonly status: number; readonly body: object }> {
  const refuse = (type: string, message: string, status = 400) => ({
    status,
    body: { __type: type, message },
  });
  const foreign = foreignRequest(request.headers);
  if (foreign !== undefined) return refuse('AccessDeniedException', foreign, 403);
  try {
    const target = String(request.headers['x-amz-target'] ?? '');
    const run = Object.hasOwn(operations, target) ? operations[target] : undefined;
    if (run === undefined)
      return refuse(
        'UnknownOperationException',
        `This machine has no operation ${target || '(no X-Amz-Target)'}.`,
      );
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request) {
      const part = Buffer.from(chunk);
      bytes += part.length;
      if (bytes > mostBytes) return refuse('ValidationException', 'The request is too large.', 413);
      chunks.push(part);
    }
    return { status: 200, body: run(JSON.parse(Buffer.concat(chunks).toString('utf8'))) };
  } catch (error) {
    if (error instanceof MessagesRefusal) return refuse(error.code, error.message);
    if (error instanceof z.ZodError) return refuse('ValidationException', z.prettifyError(error));
    if (error instanceof SyntaxError) return refuse('SerializationException', 'The body is not JSON.');
    return refuse('InternalException', messageOf(error), 500);
  }
}
