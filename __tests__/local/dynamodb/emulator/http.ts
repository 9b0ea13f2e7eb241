import { GetItemCommand, ListTablesCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { makeTable } from '../cases/tables';
import { start, key, put } from './emulated';

export function http(): void {
  describe('the HTTP interface', () => {
    it('closes while clients keep connections open, and answers running requests', async () => {
      const { dynamodb, emulator } = await start();
      await emulator.client.send(new ListTablesCommand({}));
      await makeTable(emulator, 'things');
      const writes = Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          emulator.client.send(put(`p${i}`)).then(
            () => 'ok',
            (error: Error) => error.name,
          ),
        ),
      );
      await dynamodb.close();
      for (const outcome of await writes) expect(['ok', 'TimeoutError', 'Error']).toContain(outcome);
    });

    it.each([
      [
        'an unknown operation',
        { 'x-amz-target': 'DynamoDB_20120810.ExecuteStatement' },
        '{}',
        'UnknownOperationException',
      ],
      ['no operation', {}, '{}', 'UnknownOperationException'],
      [
        'no signature',
        { 'x-amz-target': 'DynamoDB_20120810.ListTables', authorization: '' },
        '{}',
        'MissingAuthenticationTokenException',
      ],
      ['no JSON', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, '{', 'SerializationException'],
      ['a JSON list', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, '[]', 'SerializationException'],
      [
        'a transaction of numbers',
        { 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' },
        '{"TransactItems":[1]}',
        'ValidationException',
      ],
      [
        'a transaction with an unknown part',
        { 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' },
        '{"TransactItems":[{"Merge":{}}]}',
        'ValidationException',
      ],
      [
        'an unknown iterator',
        { 'x-amz-target': 'DynamoDBStreams_20120810.GetRecords' },
        '{"ShardIterator":"x"}',
        'ValidationException',
      ],
    ])('refuses %s and stays up', async (_, headers, body, type) => {
      const { dynamodb, emulator } = await start();
      const response = await fetch(dynamodb.url, {
        method: 'POST',
        headers: { authorization: 'AWS4-HMAC-SHA256 …'.replace('…', 'Credential=x'), ...headers },
        body,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: expect.stringContaining(type) });
      expect((await emulator.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    });

    it('parallel updates of one item lose none', async () => {
      const {
        emulator: { client },
        emulator,
      } = await start();
      await makeTable(emulator, 'things');
      await Promise.all(
        Array.from({ length: 200 }, () =>
          client.send(
            new UpdateItemCommand({
              TableName: 'things',
              Key: key('n'),
              UpdateExpression: 'ADD n :one',
              ExpressionAttributeValues: { ':one': { N: '1' } },
            }),
          ),
        ),
      );
      expect((await client.send(new GetItemCommand({ TableName: 'things', Key: key('n') }))).Item?.n).toEqual(
        {
          N: '200',
        },
      );
    });
  });
}
