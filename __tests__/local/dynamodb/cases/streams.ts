import {
  DeleteItemCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type Case, S, N, key, item, refusal, get, transact } from './case';
import { records } from './tables';

/** Streams, and the deletes of TTL. */
export const streams: readonly Case[] = [
  {
    name: 'the stream has every change in order, and no entry for a write without a change',
    run: async (e, t) => {
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('a', { n: N(1) }) }));
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('a', { n: N(1) }) }));
      await transact(e, [
        {
          Update: {
            TableName: t,
            Key: key('a'),
            UpdateExpression: 'SET n = :n',
            ExpressionAttributeValues: { ':n': N(2) },
          },
        },
      ]);
      await refusal(
        transact(e, [
          { Put: { TableName: t, Item: item('a'), ConditionExpression: 'attribute_not_exists(pk)' } },
        ]),
      );
      await e.client.send(new DeleteItemCommand({ TableName: t, Key: key('a') }));
      await e.client.send(new DeleteItemCommand({ TableName: t, Key: key('a') }));
      return (await records(e, t)).map(({ eventName, dynamodb, userIdentity }) => [
        eventName,
        dynamodb?.Keys,
        dynamodb?.OldImage?.n ?? 'none',
        dynamodb?.NewImage?.n ?? 'none',
        dynamodb?.StreamViewType,
        userIdentity ?? 'a caller',
      ]);
    },
    expected: [
      ['INSERT', key('a'), 'none', N(1), 'NEW_AND_OLD_IMAGES', 'a caller'],
      ['MODIFY', key('a'), N(1), N(2), 'NEW_AND_OLD_IMAGES', 'a caller'],
      ['REMOVE', key('a'), N(2), 'none', 'NEW_AND_OLD_IMAGES', 'a caller'],
    ],
  },
  {
    name: 'a stream can be read from a sequence number on',
    run: async (e, t) => {
      for (const n of [1, 2, 3, 4])
        await e.client.send(new PutItemCommand({ TableName: t, Item: item(`i${n}`) }));
      const second = (await records(e, t))[1]?.dynamodb?.SequenceNumber;
      const read = async (type: 'AFTER_SEQUENCE_NUMBER' | 'AT_SEQUENCE_NUMBER') =>
        (await records(e, t, type, second)).map(({ dynamodb }) => dynamodb?.Keys?.pk?.S);
      return [await read('AFTER_SEQUENCE_NUMBER'), await read('AT_SEQUENCE_NUMBER')];
    },
    expected: [
      ['i3', 'i4'],
      ['i2', 'i3', 'i4'],
    ],
  },
  {
    name: 'TTL deletes expired items and keeps the rest, and the stream names the deleter',
    run: async (e, t) => {
      await e.client.send(
        new UpdateTimeToLiveCommand({
          TableName: t,
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        }),
      );
      const now = Math.floor(Date.now() / 1000);
      await e.client.send(
        new PutItemCommand({ TableName: t, Item: item('over', { expiresAt: N(now - 10) }) }),
      );
      await e.client.send(
        new PutItemCommand({ TableName: t, Item: item('later', { expiresAt: N(now + 3600) }) }),
      );
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('text', { expiresAt: S('1') }) }));
      await e.client.send(
        new PutItemCommand({
          TableName: t,
          Item: item('ancient', { expiresAt: N(now - 6 * 366 * 24 * 3600) }),
        }),
      );
      for (const deadline = Date.now() + 50_000; (await get(e, t, 'over')) !== 'absent';) {
        if (Date.now() > deadline) return 'never deleted';
        await new Promise((resolve) => {
          setTimeout(resolve, 50);
        });
      }
      const left = (await e.client.send(new ScanCommand({ TableName: t }))).Items?.map(
        ({ pk }) => pk?.S,
      ).sort();
      const { TimeToLiveDescription } = await e.client.send(new DescribeTimeToLiveCommand({ TableName: t }));
      const removed = (await records(e, t)).filter(({ eventName }) => eventName === 'REMOVE');
      return [
        left,
        TimeToLiveDescription,
        removed.map(({ dynamodb, userIdentity }) => [dynamodb?.Keys, userIdentity]),
      ];
    },
    expected: [
      ['ancient', 'later', 'text'],
      { AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' },
      [[key('over'), { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' }]],
    ],
    onDynamoDbLocal: {
      notRun: true,
      because: 'DynamoDB Local 3.3.0 deletes minutes late or never, and its record has no userIdentity',
    },
  },
];
