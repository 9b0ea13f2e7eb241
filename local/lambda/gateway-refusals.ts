import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { type ErrorCode, problemOf } from '../../contract/errors';
import { maxBodyBytes } from './gateway-event';

/**
 * The error messages of an HTTP API; the problem document around them is this project's, so that a client can
 * read every error in the same way.
 */
const gatewayMessages: Readonly<Partial<Record<ErrorCode, string>>> = {
  unauthorized: 'Unauthorized',
  'foreign-caller': 'Forbidden',
  'not-found': 'Not Found',
  'body-too-large': 'Request Entity Too Large',
  'too-many-requests': 'Too Many Requests',
  'timed-out': 'Service Unavailable',
  'internal-error': 'Internal Server Error',
  'invalid-request': 'Bad Request',
};

/** Errors of the HTTP API itself. On AWS the body is only `{"message": …}`. */
export function sendRefusal(
  response: ServerResponse,
  requestId: string,
  code: ErrorCode,
  headers: Readonly<Record<string, string>> = {},
  detail?: string,
): void {
  const problem = problemOf(code, detail);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'apigw-requestid': requestId,
    ...headers,
  });
  response.end(
    JSON.stringify({ ...problem, instance: requestId, message: gatewayMessages[code] ?? problem.title }),
  );
}

/** Input that Node cannot parse as HTTP: there is no request to answer, only a socket. */
export function refuseUnparsed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const body = JSON.stringify({
    ...problemOf('invalid-request', 'The request is not HTTP/1.1.'),
    instance: randomUUID(),
    message: gatewayMessages['invalid-request'],
  });
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** Keeps reading for a while, so that a caller that is still sending can read the answer. */
export function discard(request: IncomingMessage): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > 8 * maxBodyBytes) request.destroy();
  });
}
