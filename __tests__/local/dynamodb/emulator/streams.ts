import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, it } from '@jest/globals';
import { makeTable, records } from '../cases/tables';
import { clock, minute, start, put } from './emulated';

export function streams(): void {
  describe('streams', () => {
    it('trims records after a day and reports it to a reader behind them', async () => {
      const { dynamodb, emulator } = await start();
      await makeTable(emulator, 'things');
      await emulator.client.send(put('old'));
      const old = (await records(emulator, 'things'))[0]?.dynamodb?.SequenceNumber;
      clock.now += 23 * 60 * minute;
      await emulator.client.send(put('young'));
      clock.now += 2 * 60 * minute;
      await dynamodb.sweep();
      expect((await records(emulator, 'things')).map(({ dynamodb: record }) => record?.Keys?.pk?.S)).toEqual([
        'young',
      ]);
      await expect(records(emulator, 'things', 'AT_SEQUENCE_NUMBER', old)).rejects.toMatchObject({
        name: 'TrimmedDataAccessException',
      });
    });

    it('lets an iterator expire after 15 minutes, and keeps a deleted table readable', async () => {
      const { emulator } = await start();
      await makeTable(emulator, 'things');
      await emulator.client.send(put('a'));
      const StreamArn = (await emulator.client.send(new DescribeTableCommand({ TableName: 'things' }))).Table
        ?.LatestStreamArn;
      await emulator.client.send(new DeleteTableCommand({ TableName: 'things' }));
      const { StreamDescription } = await emulator.streams.send(new DescribeStreamCommand({ StreamArn }));
      expect(StreamDescription?.StreamStatus).toBe('DISABLED');
      const { ShardIterator } = await emulator.streams.send(
        new GetShardIteratorCommand({
          StreamArn,
          ShardId: StreamDescription?.Shards?.[0]?.ShardId,
          ShardIteratorType: 'TRIM_HORIZON',
        }),
      );
      const page = await emulator.streams.send(new GetRecordsCommand({ ShardIterator }));
      expect(page.Records).toHaveLength(1);
      expect(page.NextShardIterator).toBeUndefined();
      clock.now += 16 * minute;
      await expect(emulator.streams.send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
        name: 'ExpiredIteratorException',
      });
    });
  });
}
