import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CapacityMeter } from '../../../local/console/capacity-meter';
import { type Database, names, openDatabase } from '../../store/database';

describe('what runs of the store cost', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());

  it('is counted for each by itself, also at the same time', async () => {
    const { client } = database;
    const meter = new CapacityMeter(client);
    const read = (ConsistentRead: boolean) =>
      client.send(
        new GetCommand({ TableName: names.players, Key: { pk: 'P#p', sk: 'PROFILE' }, ConsistentRead }),
      );
    const [one, other] = await Promise.all([
      meter.of(() => read(false)),
      meter.of(async () => {
        await read(true);
        await read(true);
        return 'both';
      }),
      read(true),
    ]);
    expect(one.cost).toEqual({ calls: 1, units: 0.5 });
    expect(other).toEqual({ result: 'both', cost: { calls: 2, units: 2 } });
  });
});
