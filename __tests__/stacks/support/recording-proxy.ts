import http from 'node:http';
import { listeningPort } from '../../../local/listening-port';

/**
 * A proxy before an AWS endpoint that records each call with its caller and resource: `caller service:Action
 * resource`.
 */
export interface RecordingProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Rights that DynamoDB requires for the items of a transaction (DynamoDB guide, "IAM and transactions"). */
const itemActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

export async function startRecordingProxy(
  target: string,
  service: string,
  calls: Set<string>,
): Promise<RecordingProxy> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'unsigned';
      const action = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      for (const call of callsOf(service, action, body.toString('utf8'))) calls.add(`${caller} ${call}`);
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers))
        if (typeof value === 'string' && !['host', 'connection', 'content-length', 'expect'].includes(name))
          headers.set(name, value);
      fetch(`${target}${request.url ?? '/'}`, { method: 'POST', headers, body }).then(
        async (answer) => {
          const bytes = Buffer.from(await answer.arrayBuffer());
          const back = Object.fromEntries(
            [...answer.headers].filter(
              ([name]) =>
                !['content-encoding', 'transfer-encoding', 'content-length', 'connection'].includes(name),
            ),
          );
          response.writeHead(answer.status, { ...back, 'content-length': bytes.length });
          response.end(bytes);
        },
        (error: unknown) => {
          response.writeHead(502);
          response.end(String(error));
        },
      );
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = listeningPort(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function callsOf(service: string, action: string, body: string): readonly string[] {
  if (service !== 'dynamodb') return [`${service}:${action}`];
  const input: Record<string, unknown> = Object(JSON.parse(body));
  if (Array.isArray(input['TransactItems']))
    return input['TransactItems'].flatMap((item: unknown) =>
      Object.entries(Object(item)).map(
        ([kind, inner]) => `dynamodb:${itemActions[kind] ?? kind} ${String(Object(inner).TableName)}`,
      ),
    );
  if (input['RequestItems'] !== undefined)
    return Object.keys(Object(input['RequestItems'])).map((table) => `dynamodb:${action} ${table}`);
  const index = input['IndexName'] === undefined ? '' : `/${String(input['IndexName'])}`;
  return [`dynamodb:${action} ${String(input['TableName'])}${index}`];
}
