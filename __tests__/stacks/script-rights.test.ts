import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableNames, tablesNamed } from '../../contract/tables';
import { commandId, gameSessionId, matchId, playerId, playerSessionId } from '../../core/ids';
import { createTables, type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb';
import { scriptGrants } from '../../stacks/constructs/script-grants';
import { createMatchStore } from '../../store';
import { aConduct, aMatchHeader } from '../support/headers';

const names = tablesNamed((table) => table);
const players = [
  playerId('p-00000000-0000-4000-8000-000000000001'),
  playerId('p-00000000-0000-4000-8000-000000000002'),
];

describe("the Realtime script's role", () => {
  let dynamodb: LocalDynamoDb;
  beforeAll(async () => {
    dynamodb = await startDynamoDb();
  });
  afterAll(() => dynamodb.close());

  it('allows the calls of a match from claim to result, and no others', async () => {
    const client = new DynamoDBClient({
      endpoint: dynamodb.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await createTables(client, names);
    const called = new Set<string>();
    const note = (action: string, input: unknown): void => {
      called.add(`${action} ${String(Object(input).TableName)}`);
    };
    // IAM checks the rights of each item of a transaction, and has no right for the transaction (DynamoDB
    // guide, "IAM and transactions").
    const items: Readonly<Record<string, string>> = {
      Put: 'PutItem',
      Update: 'UpdateItem',
      Delete: 'DeleteItem',
      ConditionCheck: 'ConditionCheckItem',
    };
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          const { TransactItems, RequestItems } = Object(args.input);
          if (Array.isArray(TransactItems))
            for (const item of TransactItems)
              for (const [kind, input] of Object.entries(Object(item))) note(items[kind] ?? kind, input);
          else if (RequestItems !== undefined)
            for (const TableName of Object.keys(Object(RequestItems))) note('BatchGetItem', { TableName });
          else
            note(
              String(commandName)
                .replace(/Command$/, '')
                .replace(/^(Get|Put|Update|Delete)$/, '$1Item'),
              args.input,
            );
          return next(args);
        },
      { step: 'initialize' },
    );

    const store = createMatchStore(
      DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
      names,
    );
    const match = matchId('00000000-0000-4000-8000-00000000000a');
    const session = gameSessionId('arn:aws:gamelift:eu-west-1::gamesession/fleet-1/1');
    const header = aMatchHeader({
      matchId: match,
      seats: players,
      startedAt: 1_000,
    });
    await store.claim(header, session);
    const { ownerEpoch } = await store.claim(header, session); // Another process takes the match over.
    await store.append(match, ownerEpoch, {
      kind: 'command',
      sequence: 2,
      commandId: commandId('c1'),
      seat: 0,
      at: 2_000,
      action: { kind: 'resign' },
    });
    await store.log(match);
    await store.playerOfSession(match, playerSessionId('psess-1'));
    await store.finish(match, {
      result: { places: [2, 1], reason: 'resignation' },
      endedAt: 3_000,
      commands: 1,
      conduct: aConduct(),
    });
    client.destroy();

    const granted = scriptGrants.flatMap((grant) =>
      grant.service === 'dynamodb' ? grant.actions.map((action) => `${action} ${names[grant.table]}`) : [],
    );
    expect([...called].sort()).toEqual([...granted].sort());
    expect(tableNames).toEqual(
      expect.arrayContaining(scriptGrants.map((grant) => (grant.service === 'dynamodb' ? grant.table : ''))),
    );
  });
});
