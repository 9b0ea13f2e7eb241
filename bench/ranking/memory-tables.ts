import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { entryQuery, type EntrySource, GeneratedEntries } from './generated-entries';
import { applyUpdate, key, type Row, sizeOf, update, values } from './memory-rows';

/**
 * An in-memory model of the part of DynamoDB that ranking uses: rows of ranks are stored, entries are
 * generated from columns. It counts capacity like the service, and refuses what the service would refuse.
 * That is items above 400 KB, and more than 1,000 write or 3,000 read units of one partition key in a second.
 */

export const limits = { itemBytes: 400 * 1024, partitionWrites: 1000, partitionReads: 3000 } as const;

/** The process died. */
export class Died extends Error {}

/** The resources that a client has used since the last reading. */
export interface Used {
  readonly calls: number;
  /** Number of calls that were made while no other was under way. */
  readonly rounds: number;
  readonly reads: number;
  readonly writes: number;
}

const inputs = {
  get: z.object({ TableName: z.string(), Key: key, ConsistentRead: z.boolean().optional() }),
  put: z.object({ Item: values.and(key), ConditionExpression: z.string().optional() }),
  batchGet: z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(key) })) }),
  transactGet: z.object({ TransactItems: z.array(z.object({ Get: z.object({ Key: key }) })) }),
  transactWrite: z.object({ TransactItems: z.array(z.object({ Update: update })) }),
};

export interface MemoryTablesOptions extends EntrySource {
  /** Name of the table of entries. */
  readonly leaderboards: string;
}

export class MemoryTables {
  readonly #leaderboards: string;
  readonly #entries: GeneratedEntries;
  readonly #rows = new Map<string, Row>();
  /** Units of the current second, by partition key. */
  #second = { reads: new Map<string, number>(), writes: new Map<string, number>() };
  readonly hottest = { reads: { units: 0, key: '' }, writes: { units: 0, key: '' } };
  largestNode = 0;

  constructor({ leaderboards, ...entries }: MemoryTablesOptions) {
    this.#leaderboards = leaderboards;
    this.#entries = new GeneratedEntries(entries);
  }

  /** Begins the next second. */
  tick(): void {
    this.#second = { reads: new Map(), writes: new Map() };
  }

  /** Rows of ranks, for comparing and filling. */
  get rows(): Map<string, Row> {
    return this.#rows;
  }

  /** @param death the process dies at this call, before it is sent or after it was answered */
  client(death?: { readonly call: number; readonly answered: boolean }): {
    readonly client: DynamoDBDocumentClient;
    used(): Used;
  } {
    let used = { calls: 0, rounds: 0, reads: 0, writes: 0 };
    let underWay = 0;
    let calls = 0;
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ region: 'us-east-1', credentials: { accessKeyId: 'm', secretAccessKey: 'm' } }),
    );
    client.middlewareStack.add(
      (_next, context) => async (args) => {
        if (underWay === 0) used.rounds += 1;
        underWay += 1;
        used.calls += 1;
        calls += 1;
        const mine = calls;
        await Promise.resolve();
        try {
          if (death !== undefined && mine >= death.call && !death.answered) throw new Died();
          const { output, reads, writes } = this.#answer(context.commandName ?? '', args.input);
          used.reads += reads;
          used.writes += writes;
          if (death !== undefined && mine >= death.call) throw new Died();
          return { response: {}, output: { $metadata: {}, ...output } };
        } finally {
          underWay -= 1;
        }
      },
      { step: 'initialize', priority: 'high', name: 'memory' },
    );
    return {
      client,
      used: () => {
        const since = used;
        used = { calls: 0, rounds: 0, reads: 0, writes: 0 };
        return since;
      },
    };
  }

  /** Charges a write that the model does not store. @throws Error when a partition exceeds its limit */
  charge(kind: 'reads' | 'writes', partition: string, units: number): void {
    const now = (this.#second[kind].get(partition) ?? 0) + units;
    this.#second[kind].set(partition, now);
    if (now > this.hottest[kind].units) this.hottest[kind] = { units: now, key: partition };
    const most = kind === 'reads' ? limits.partitionReads : limits.partitionWrites;
    if (now > most)
      throw new Error(
        `partition ${partition} takes more than ${most} ${kind} a second: it would be throttled`,
      );
  }

  #answer(command: string, input: unknown): { output: Row; reads: number; writes: number } {
    switch (command) {
      case 'GetItemCommand':
        return this.#get(inputs.get.parse(input));
      case 'BatchGetItemCommand':
        return this.#batchGet(inputs.batchGet.parse(input));
      case 'TransactGetItemsCommand': {
        const { TransactItems } = inputs.transactGet.parse(input);
        const read = TransactItems.map(({ Get: { Key } }) => this.#read(Key.pk, Key.sk, 2));
        return {
          output: { Responses: read.map(({ row }) => (row === undefined ? {} : { Item: row })) },
          reads: read.reduce((sum, { units }) => sum + units, 0),
          writes: 0,
        };
      }
      case 'PutItemCommand':
        return this.#put(inputs.put.parse(input));
      case 'UpdateItemCommand':
        return this.#update(update.parse(input));
      case 'TransactWriteItemsCommand':
        return this.#transact(inputs.transactWrite.parse(input).TransactItems.map(({ Update }) => Update));
      case 'QueryCommand':
        return this.#query(entryQuery.parse(input));
      default:
        throw new Error(`the model does not know ${command}`);
    }
  }

  #read(pk: string, sk: string, factor: number): { row: Row | undefined; units: number } {
    const row = this.#rows.get(`${pk} ${sk}`);
    const units = Math.max(1, Math.ceil((row === undefined ? 0 : sizeOf(row)) / 4096)) * factor;
    this.charge('reads', pk, units);
    return { row, units };
  }

  #get({ TableName, Key: { pk, sk }, ConsistentRead }: z.infer<typeof inputs.get>) {
    const factor = ConsistentRead === true ? 1 : 0.5;
    if (TableName === this.#leaderboards) {
      const row = this.#entries.get(pk, sk);
      return { output: row === undefined ? {} : { Item: row }, reads: factor, writes: 0 };
    }
    const { row, units } = this.#read(pk, sk, factor);
    return { output: row === undefined ? {} : { Item: row }, reads: units, writes: 0 };
  }

  #batchGet({ RequestItems }: z.infer<typeof inputs.batchGet>) {
    let reads = 0;
    const Responses: Record<string, Row[]> = {};
    for (const [table, { Keys }] of Object.entries(RequestItems)) {
      Responses[table] = Keys.flatMap(({ pk, sk }): Row[] => {
        const { row, units } = this.#read(pk, sk, 0.5);
        reads += units;
        return row === undefined ? [] : [row];
      });
    }
    return { output: { Responses, UnprocessedKeys: {} }, reads, writes: 0 };
  }

  #put({ Item, ConditionExpression }: z.infer<typeof inputs.put>) {
    const name = `${Item.pk} ${Item.sk}`;
    if (ConditionExpression !== undefined && this.#rows.has(name))
      throw new ConditionalCheckFailedException({ message: 'the row is there', $metadata: {} });
    return { output: {}, reads: 0, writes: this.#write(Item.pk, name, { ...Item }, 1) };
  }

  #transact(updates: ReadonlyArray<z.infer<typeof update>>) {
    if (updates.length > 100) throw new Error(`a transaction of ${updates.length} items`);
    const reasons = updates.map((one) => this.#holds(one));
    if (reasons.includes(false))
      throw new TransactionCanceledException({
        message: 'a condition failed',
        $metadata: {},
        CancellationReasons: reasons.map((holds) => ({ Code: holds ? 'None' : 'ConditionalCheckFailed' })),
      });
    let writes = 0;
    for (const one of updates) {
      const name = `${one.Key.pk} ${one.Key.sk}`;
      const row = { ...(this.#rows.get(name) ?? one.Key) };
      applyUpdate(row, one);
      writes += this.#write(one.Key.pk, name, row, 2);
    }
    return { output: {}, reads: 0, writes };
  }

  #update(one: z.infer<typeof update>) {
    if (!this.#holds(one))
      throw new ConditionalCheckFailedException({ message: 'a condition failed', $metadata: {} });
    const name = `${one.Key.pk} ${one.Key.sk}`;
    const row = { ...(this.#rows.get(name) ?? one.Key) };
    applyUpdate(row, one);
    return {
      output: one.ReturnValues === 'ALL_NEW' ? { Attributes: row } : {},
      reads: 0,
      writes: this.#write(one.Key.pk, name, row, 1),
    };
  }

  #holds(one: z.infer<typeof update>): boolean {
    const { Key, ConditionExpression, ExpressionAttributeNames = {}, ExpressionAttributeValues } = one;
    const row = this.#rows.get(`${Key.pk} ${Key.sk}`) ?? {};
    const holds = (text: string): boolean => {
      const [, absent] = /^attribute_not_exists\((.+)\)$/.exec(text) ?? [];
      if (absent !== undefined) return row[ExpressionAttributeNames[absent] ?? absent] === undefined;
      const [, name = '', operator, value = ''] = /^(\S+) (=|<) (\S+)$/.exec(text) ?? [];
      const is = row[ExpressionAttributeNames[name] ?? name];
      const given = ExpressionAttributeValues[value];
      if (operator === '=') return is === given;
      if (operator === '<') return typeof is === 'number' && typeof given === 'number' && is < given;
      throw new Error(`the model does not know the condition ${text}`);
    };
    if (ConditionExpression === undefined) return true;
    return ConditionExpression.split(' OR ').some((part) => part.split(' AND ').every(holds));
  }

  #write(partition: string, name: string, row: Row, factor: number): number {
    const bytes = sizeOf(row);
    if (bytes > limits.itemBytes) throw new Error(`an item of ${bytes} bytes`);
    if (name.startsWith('N#')) this.largestNode = Math.max(this.largestNode, bytes);
    const before = this.#rows.get(name);
    const units = Math.ceil(Math.max(bytes, before === undefined ? 1 : sizeOf(before)) / 1024) * factor;
    this.charge('writes', partition, units);
    this.#rows.set(name, row);
    return units;
  }

  #query(query: z.infer<typeof entryQuery>) {
    const Items = this.#entries.query(query);
    const bytes = Items.reduce((sum, item) => sum + sizeOf(item), 0);
    const reads = Math.max(1, Math.ceil(bytes / 4096)) * 0.5;
    this.charge('reads', query.ExpressionAttributeValues[':gpk'], reads);
    return { output: { Items, Count: Items.length }, reads, writes: 0 };
  }
}
