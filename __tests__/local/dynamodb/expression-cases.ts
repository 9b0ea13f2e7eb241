import fs from 'node:fs';
import path from 'node:path';
import {
  type AttributeValue,
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Emulator } from './emulators';

/**
 * Expressions and their results on Amazon's emulator: whether a condition holds for the item, the item after
 * an update, the attributes of a projection, or the text of the error.
 */
export const kinds = ['condition', 'update', 'projection', 'key'] as const;
export type Kind = (typeof kinds)[number];
type Recorded = Readonly<Record<Kind, ReadonlyArray<readonly [expression: string, outcome: unknown]>>>;

export function recordedExpressions(): Recorded {
  return JSON.parse(fs.readFileSync(path.join(__dirname, 'fixtures', 'expressions.json'), 'utf8'));
}

const table = 'expressions';
const key: Record<string, AttributeValue> = { pk: { S: 'a' }, sk: { S: 'b' } };
const item: Record<string, AttributeValue> = {
  ...key,
  l: { L: [{ S: 'a' }, { L: [{ S: 'b' }] }, { NULL: true }] },
  n: { N: '1' },
  m: { M: { x: { N: '1' } } },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bo: { BOOL: true },
  u: { S: 'é😀' },
};
const values: Readonly<Record<string, AttributeValue>> = {
  ':n': { N: '1' },
  ':s': { S: 'x' },
  ':b': { BOOL: true },
  ':ss': { SS: ['a'] },
  ':ns': { NS: ['1'] },
  ':l': { L: [{ N: '9' }] },
  ':nul': { NULL: true },
  ':m': { M: {} },
  ':bin': { B: Buffer.from('AAAA', 'base64') },
  ':t': { S: 'N' },
  ':e': { S: '' },
  ':bb': { S: 'zz' },
};

export async function makeExpressionTable(emulator: Emulator): Promise<void> {
  await emulator.client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gpk', 'gsk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'rank',
          KeySchema: [
            { AttributeName: 'gpk', KeyType: 'HASH' },
            { AttributeName: 'gsk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['s'] },
        },
      ],
    }),
  );
  await putItem(emulator);
}

async function putItem({ client }: Emulator): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: item }));
}

/** The present result of an expression on an emulator. */
export async function outcomeOf(emulator: Emulator, kind: Kind, expression: string): Promise<unknown> {
  if (kind === 'update') await putItem(emulator);
  try {
    return plain(await ask(emulator, kind, expression));
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

async function ask({ client }: Emulator, kind: Kind, expression: string): Promise<unknown> {
  const used = Object.fromEntries(
    Object.entries(values).filter(([name]) => new RegExp(`${name}(?![a-z])`).test(expression)),
  );
  const with_ = Object.keys(used).length > 0 ? { ExpressionAttributeValues: used } : {};
  switch (kind) {
    case 'condition': {
      const scan = new ScanCommand({ TableName: table, FilterExpression: expression, ...with_ });
      return (await client.send(scan)).Count === 1;
    }
    case 'key':
      await client.send(new QueryCommand({ TableName: table, KeyConditionExpression: expression, ...with_ }));
      return true;
    case 'projection': {
      const get = new GetItemCommand({ TableName: table, Key: key, ProjectionExpression: expression });
      return (await client.send(get)).Item ?? {};
    }
    case 'update': {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key,
          UpdateExpression: expression,
          ReturnValues: 'ALL_NEW',
          ...with_,
        }),
      );
      return Object.fromEntries(
        [...new Set([...Object.keys(item), ...Object.keys(Attributes)])]
          .filter((name) => JSON.stringify(plain(Attributes[name])) !== JSON.stringify(plain(item[name])))
          .map((name) => [name, Attributes[name] ?? null]),
      );
    }
  }
}

/** Binary as base64, sets and members in order. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [
        name,
        /^[SN]S$/.test(name) && Array.isArray(inner) ? [...inner].sort() : plain(inner),
      ]),
  );
}
