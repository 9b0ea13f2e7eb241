import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type Common, type Host, NoAnswer } from '../host';
import { type Calls } from './calls';
import { type Database } from './database';
import { cancelled, conflict, throttled } from './refusals';

/** The only real client: it provides the type and the configuration for the others, and sends nothing. */
const base = DynamoDBDocumentClient.from(
  new DynamoDBClient({ region: 'us-west-2', credentials: { accessKeyId: 'sim', secretAccessKey: 'sim' } }),
);
/** Same value as in store/client.ts. */
const attempts = 4;
/** Longer than a script waits before it refuses a command: the SDK's retries plus its own. */
const maxOutageMs = 150_000;
const tableFaults = {
  requestLost: 'table-request-lost',
  answerLost: 'table-answer-lost',
  timeoutMs: 3000,
} as const;

interface Operation {
  readonly what: string;
  readonly calls: Calls;
  run(database: Database, token: string): object;
  readonly kind: 'read' | 'write' | 'transaction';
  /** Members of a transaction. */
  readonly members: number;
}

/** The document client of one process, as its deployed code uses it, retries of the SDK included. */
export function documentClient(
  host: Host,
  database: Database,
  common: Common,
  allowed: (calls: Calls) => void,
): DynamoDBDocumentClient {
  let transactions = 0;
  let outageUntil = 0;
  let deaf = false;
  const { clock, faults, chance, trace } = common;

  async function send(command: unknown): Promise<object> {
    const operation = operationOf(command);
    allowed(operation.calls);
    transactions += 1;
    const token = `${host.name} ${transactions}`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(operation, token);
      } catch (error) {
        if (attempt === attempts || !isTransient(error)) throw error;
      }
      // The SDK's standard retry: exponential backoff with full jitter.
      await host.pause(1 + Math.floor(chance.next(`${host.name} backoff`) * 100 * 2 ** (attempt - 1)));
    }
  }

  function once(operation: Operation, token: string): Promise<object> {
    const place = `${host.name} table`;
    if (faults.happens('table-outage', place)) {
      const long = faults.size(1000, maxOutageMs);
      outageUntil = clock.now() + long;
      // In half of the cases requests arrive and only the answers are lost.
      deaf = long % 2 === 0;
      trace.add(host.name, `the tables are out of reach for ${outageUntil - clock.now()} ms`);
    }
    if (clock.now() < outageUntil && !deaf)
      return host.wait((_resolve, reject) => {
        clock.after(tableFaults.timeoutMs, () => host.enter(() => reject(new NoAnswer('unreachable'))));
      });
    const silenced = clock.now() < outageUntil;
    return host.ask('table', operation.what, silenced ? { ...tableFaults, silenced } : tableFaults, () => {
      if (faults.happens('table-throttled', place)) throw throttled();
      if (operation.kind !== 'read' && faults.happens('table-conflict', place))
        throw operation.kind === 'write'
          ? conflict()
          : cancelled(
              Array.from({ length: operation.members }, (_, index) => ({
                Code: index === 0 ? 'TransactionConflict' : 'None',
              })),
            );
      return operation.run(database, token);
    });
  }

  return clientWith(send);
}

/** A document client whose every command passes this function instead of a network. */
export const clientWith = (send: (command: unknown) => Promise<object>): DynamoDBDocumentClient =>
  new Proxy(base, {
    get(target, name, receiver) {
      const member: unknown = name === 'send' ? send : Reflect.get(target, name, receiver);
      return member;
    },
  });

/**
 * Executes a command immediately.
 * @param token of the transaction, where the command has none
 */
export const execute = (database: Database, command: unknown, token: string): object =>
  operationOf(command).run(database, token);

const transientNames = new Set(['TimeoutError', 'ThrottlingException']);
const isTransient = (error: unknown): boolean => error instanceof Error && transientNames.has(error.name);

/** The effect of a command, and the calls that its role must allow. */
function operationOf(command: unknown): Operation {
  if (command instanceof GetCommand) {
    const { input } = command;
    return plain('GetItem', input.TableName, 'read', keyText(input.Key), (database) => database.get(input));
  }
  if (command instanceof BatchGetCommand) {
    const { input } = command;
    const tables = Object.entries(input.RequestItems ?? {});
    return {
      what: `BatchGetItem ${tables.map(([table, { Keys = [] }]) => `${table} ${Keys.length}`).join(' ')}`,
      kind: 'read',
      members: 1,
      calls: tables.map(([table]) => ({ table, action: 'BatchGetItem', index: undefined })),
      run: (database) => database.batchGet(input),
    };
  }
  if (command instanceof QueryCommand) {
    const { input } = command;
    return {
      ...plain('Query', input.TableName, 'read', '', (database) => database.query(input)),
      calls: [{ table: input.TableName ?? '', action: 'Query', index: input.IndexName }],
    };
  }
  if (command instanceof PutCommand) {
    const { input } = command;
    return plain('PutItem', input.TableName, 'write', keyText(input.Item), (database) => database.put(input));
  }
  if (command instanceof UpdateCommand) {
    const { input } = command;
    return plain('UpdateItem', input.TableName, 'write', keyText(input.Key), (database) =>
      database.update(input),
    );
  }
  if (command instanceof DeleteCommand) {
    const { input } = command;
    return plain('DeleteItem', input.TableName, 'write', keyText(input.Key), (database) =>
      database.delete(input),
    );
  }
  if (command instanceof TransactGetCommand) {
    const { input } = command;
    const gets = (input.TransactItems ?? []).map(({ Get }) => Get);
    return {
      what: 'TransactGetItems',
      kind: 'read',
      members: gets.length,
      calls: gets.map((get) => ({ table: get?.TableName ?? '', action: 'GetItem', index: undefined })),
      run: (database) => database.transactGet(input),
    };
  }
  if (command instanceof TransactWriteCommand) return transaction(command);
  throw new TypeError(`the table model does not know ${String(command)}`);
}

function plain(
  action: string,
  table: string | undefined,
  kind: Operation['kind'],
  key: string,
  run: (database: Database) => object,
): Operation {
  return {
    what: `${action} ${table ?? ''} ${key}`,
    kind,
    members: 1,
    calls: [{ table: table ?? '', action, index: undefined }],
    run,
  };
}

function transaction({ input }: TransactWriteCommand): Operation {
  const members = (input.TransactItems ?? []).map(({ Put, Update, Delete, ConditionCheck }) =>
    Put !== undefined
      ? { table: Put.TableName, action: 'PutItem', key: keyText(Put.Item) }
      : Update !== undefined
        ? { table: Update.TableName, action: 'UpdateItem', key: keyText(Update.Key) }
        : Delete !== undefined
          ? { table: Delete.TableName, action: 'DeleteItem', key: keyText(Delete.Key) }
          : {
              table: ConditionCheck?.TableName,
              action: 'ConditionCheckItem',
              key: keyText(ConditionCheck?.Key),
            },
  );
  return {
    what: `TransactWriteItems ${members.map(({ key }) => key).join(' + ')}`,
    kind: 'transaction',
    members: members.length,
    calls: members.map(({ table, action }) => ({ table: table ?? '', action, index: undefined })),
    run: (database, token) => database.transactWrite(input, input.ClientRequestToken ?? token),
  };
}

function keyText(key: Readonly<Record<string, unknown>> | undefined): string {
  return `${String(key?.['pk'])}/${String(key?.['sk'])}`;
}
