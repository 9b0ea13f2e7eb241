import http from 'node:http';
import { isRecord } from '../../../../local/dynamodb/fields';
import { parseDecimal, decimalText } from '../../../../local/dynamodb/expressions/decimal';
import { type Call } from './requests';

/** A server's answer, in a form in which two servers can be compared. */
export interface Said {
  readonly status: number;
  readonly body: unknown;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });

/** Sends a call over the wire, without a client and without retries. */
export function send(url: string, { operation, request }: Call): Promise<Said> {
  return new Promise((resolve, reject) => {
    const sent = http.request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          authorization:
            'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, ' +
            'SignedHeaders=host, Signature=00',
          'x-amz-date': '20260101T000000Z',
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(request));
  });
}

/** Ends the connections that are kept for the next call. */
export function hangUp(): void {
  agent.destroy();
}

/**
 * An answer without the parts that may differ: the order of members and of sets, the notation of numbers, and
 * the text of an error. The type of an error counts, and the codes of a transaction's reasons.
 * @param isOrdered false: items of an index with equal keys come in any order
 */
export function comparable({ status, body }: Said, isOrdered = true): string {
  if (status === 200) return JSON.stringify(canonical(isOrdered ? body : inSomeOrder(body)));
  const { __type, CancellationReasons } = isRecord(body) ? body : {};
  const reasons = Array.isArray(CancellationReasons)
    ? CancellationReasons.map((reason: unknown) => (isRecord(reason) ? reason.Code : reason))
    : undefined;
  const item = isRecord(body) ? body.Item : undefined;
  return JSON.stringify([status, String(__type).replace(/^.*#/, ''), reasons, canonical(item)]);
}

function inSomeOrder(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body.Items)) return body;
  return { ...body, Items: body.Items.map((item: unknown) => JSON.stringify(canonical(item))).sort() };
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Amazon's emulator sometimes adds it without a request.
      .filter(([name]) => name !== 'ConsumedCapacity')
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => {
        if (name === 'N' && typeof inner === 'string') return [name, plain(inner)];
        if (['SS', 'NS', 'BS'].includes(name) && Array.isArray(inner))
          return [name, inner.map((member) => (name === 'NS' ? plain(String(member)) : member)).sort()];
        return [name, canonical(inner)];
      }),
  );
}

function plain(number: string): string {
  const parsed = parseDecimal(number);
  return parsed ? decimalText(parsed) : number;
}
