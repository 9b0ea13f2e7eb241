import {
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { makeTable } from '../cases/tables';
import { minute, dataDir, start, key, rankKey } from './emulated';

export function faults(): void {
  describe('faults', () => {
    it('occur at the requested rate, and identically for the same seed', async () => {
      const outcomes = async (seed: number): Promise<string[]> => {
        const {
          emulator: { client },
          dynamodb,
        } = await start({ seed });
        await makeTable({ client }, 'things');
        dynamodb.faults.set({ transactionConflict: 0.3, throttling: 0.2 });
        const seen: string[] = [];
        for (let i = 0; i < 60; i += 1) {
          seen.push(
            await client
              .send(
                new TransactWriteItemsCommand({
                  TransactItems: [{ Put: { TableName: 'things', Item: key(`p${i}`) } }],
                }),
              )
              .then(
                () => 'ok',
                (error: { name: string; CancellationReasons?: Array<{ Code?: string }> }) =>
                  error.CancellationReasons?.[0]?.Code ?? error.name,
              ),
          );
        }
        dynamodb.faults.set({});
        // The refused write was not applied.
        expect((await client.send(new ScanCommand({ TableName: 'things' }))).Count).toBe(
          seen.filter((outcome) => outcome === 'ok').length,
        );
        return seen;
      };
      const first = await outcomes(7);
      expect(await outcomes(7)).toEqual(first);
      expect(await outcomes(8)).not.toEqual(first);
      expect(new Set(first)).toEqual(
        new Set([
          'ok',
          'TransactionConflict',
          'ProvisionedThroughputExceededException',
          'ThrottlingException',
        ]),
      );
    });

    it('let an index lag behind its table, and catch up in order, even over a restart', async () => {
      const { dynamodb, emulator } = await start({ dataDir });
      await makeTable(emulator, 'things');
      dynamodb.faults.set({ indexLagMs: 60 * minute });
      await emulator.client.send(new PutItemCommand({ TableName: 'things', Item: rankKey('a', '1') }));
      await emulator.client.send(new PutItemCommand({ TableName: 'things', Item: rankKey('a', '2') }));
      const query = new QueryCommand({
        TableName: 'things',
        IndexName: 'rank',
        KeyConditionExpression: 'gpk = :g',
        ExpressionAttributeValues: { ':g': { S: 'g' } },
      });
      expect((await emulator.client.send(query)).Count).toBe(0);
      await emulator.close();
      const again = await start({ dataDir });
      expect((await again.emulator.client.send(query)).Items?.map(({ gsk }) => gsk?.S)).toEqual(['2']);
    });

    it('refuse nonsense', async () => {
      const { dynamodb } = await start();
      expect(() => dynamodb.faults.set({ throttling: 2 })).toThrow('faults.throttling');
      expect(() => dynamodb.faults.set({ indexLagMs: -1 })).toThrow('faults.indexLagMs');
    });
  });
}
