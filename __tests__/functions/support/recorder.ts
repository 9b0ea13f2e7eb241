import http from 'node:http';
import * as z from 'zod/mini';
import { parseText } from '../../support/json-values';

/**
 * Calls that functions made, as permissions: `function dynamodb:GetItem players`, `function
 * gamelift:StopMatchmaking`.
 */
export type Permissions = Set<string>;

const tableCall = z.object({ TableName: z.optional(z.string()), IndexName: z.optional(z.string()) });
/** A call of one table, a transaction, or a batch, whose items are by table. */
const databaseCall = z.extend(tableCall, {
  TransactItems: z.optional(z.array(z.record(z.string(), tableCall))),
  RequestItems: z.optional(z.record(z.string(), z.unknown())),
});

/**
 * A proxy before one service that records which function makes which call: each function signs with an access
 * key named after it.
 * @param logicalTable the name in the contract of a table with this real name
 */
export async function startRecorder(
  service: 'dynamodb' | 'gamelift' | 'secretsmanager' | 'events' | 'sqs',
  target: string,
  used: Permissions,
  logicalTable: (name: string) => string,
) {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const body = Buffer.concat(chunks);
        const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'unsigned';
        const operation =
          String(request.headers['x-amz-target'] ?? request.url)
            .split(/[./]/)
            .at(-1) ?? '';
        // A GET is the health check of the emulator; no call of AWS's API is a GET.
        const permissions =
          request.method === 'GET' ? [] : permissionsOf(service, operation, body, logicalTable);
        for (const permission of permissions) used.add(`${caller} ${permission}`);
        const forward = http.request(
          `${target}${request.url}`,
          { method: request.method, headers: { ...request.headers, 'content-length': body.length } },
          (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response);
          },
        );
        forward.on('error', () => response.destroy());
        forward.end(body);
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The permissions that IAM requires: a transaction needs those of each of its parts (DynamoDB guide, "IAM
 * with transactions").
 */
function permissionsOf(
  service: string,
  operation: string,
  body: Buffer,
  logicalTable: (name: string) => string,
): readonly string[] {
  if (service !== 'dynamodb') return [`${service}:${operation}`];
  const input = parseText(databaseCall, body.toString('utf8'));
  const parts: ReadonlyArray<{ readonly action: string; readonly call: z.infer<typeof tableCall> }> =
    input.TransactItems?.flatMap((item) =>
      Object.entries(item).map(([kind, call]) => ({
        action: kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`,
        call,
      })),
    ) ??
    (input.RequestItems === undefined
      ? [{ action: operation, call: input }]
      : Object.keys(input.RequestItems).map((TableName) => ({ action: operation, call: { TableName } })));
  return parts.map(
    ({ action, call }) =>
      `dynamodb:${action} ` +
      `${logicalTable(call.TableName ?? '')}${call.IndexName === undefined ? '' : `/${call.IndexName}`}`,
  );
}
