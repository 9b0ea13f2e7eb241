import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type EventEnvelope } from '../../../contract/events';
import { VirtualClock } from '../../../local/gamelift/task-clock';
import { type AddressedEvent, EventDelivery } from '../../../local/gamelift/events/delivery';
import {
  FaultyDelivery,
  type DeliveryFault,
  deliveryFaults,
} from '../../../local/gamelift/events/delivery-faults';
import { snsLambdaEvent, snsNotification } from '../../../local/gamelift/events/sns';
import { State } from '../../../local/gamelift/state/state';
import { startCaller, textAt } from './caller';

const envelope = (id: number): EventEnvelope => ({
  version: '0',
  id: `event-${id}`,
  'detail-type': 'GameLift Matchmaking Event',
  source: 'aws.gamelift',
  account: '111122223333',
  time: new Date(0).toISOString(),
  region: 'us-west-2',
  resources: [],
  detail: { type: 'x' },
});
const failed = (error: unknown): never => {
  throw error;
};
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

async function deliver(
  count: number,
  ways: readonly DeliveryFault[],
  seed: number,
): Promise<readonly string[]> {
  const clock = new VirtualClock(0, failed);
  const got: string[] = [];
  const faults = new FaultyDelivery(ways, seed);
  const delivery = new EventDelivery(
    State.memory(),
    clock,
    {
      sink: ({ envelope: { id } }) => {
        got.push(id);
      },
      copies: () => faults.copies(),
    },
    () => undefined,
  );
  for (let id = 0; id < count; id += 1) {
    delivery.add({ envelope: envelope(id) });
    await clock.advanceTo(clock.now() + 50);
    await settled();
  }
  for (let time = clock.now(); time < 30_000; time += 100) {
    await clock.advanceTo(time);
    await settled();
  }
  expect(delivery.open).toBe(0);
  return got;
}

describe('delivery of events', () => {
  it('is once and in order by default', async () => {
    expect(await deliver(20, [], 1)).toEqual(Array.from({ length: 20 }, (_, id) => `event-${id}`));
  });

  it('has the configured faults, the same for the same seed, and loses no event', async () => {
    for (const way of [...deliveryFaults.map((one) => [one]), deliveryFaults]) {
      const got = await deliver(40, way, 5);
      expect(new Set(got).size).toBe(40);
      if (way.includes('duplicate')) expect(got.length).toBeGreaterThan(45);
      else expect(got).toHaveLength(40);
      if (way.includes('reorder') || way.includes('delay'))
        expect(got).not.toEqual([...got].sort((a, b) => Number(a.slice(6)) - Number(b.slice(6))));
      expect(await deliver(40, way, 5)).toEqual(got);
    }
  });

  it('stops while it is held, and loses no event', async () => {
    const got: string[] = [];
    const delivery = new EventDelivery(
      State.memory(),
      new VirtualClock(0, failed),
      { sink: ({ envelope: { id } }) => void got.push(id), copies: () => [0] },
      () => undefined,
    );
    delivery.held = true;
    delivery.add({ envelope: envelope(1) });
    delivery.add({ envelope: envelope(2) });
    await settled();
    expect([got, delivery.open]).toEqual([[], 2]);
    delivery.held = false;
    await settled();
    expect([got, delivery.open]).toEqual([['event-1', 'event-2'], 0]);
  });

  it('is retried, with growing delays, until the sink accepts the event', async () => {
    const clock = new VirtualClock(0, failed);
    const tries: number[] = [];
    const delivery = new EventDelivery(
      State.memory(),
      clock,
      {
        sink: () => {
          tries.push(clock.now());
          if (tries.length < 5) throw new Error('not now');
        },
        copies: () => [0],
      },
      () => undefined,
    );
    delivery.add({ envelope: envelope(1) });
    for (let time = 0; time <= 10_000; time += 100) {
      await clock.advanceTo(time);
      await settled();
    }
    expect(tries).toEqual([0, 200, 600, 1400, 3000]);
    expect(delivery.open).toBe(0);
  });

  it('continues after a restart with the events that were not accepted', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-delivery-'));
    try {
      const before = await State.open(folder, failed);
      const first = new EventDelivery(
        before,
        new VirtualClock(0, failed),
        {
          sink: ({ envelope: { id } }) => {
            if (id !== 'event-1') throw new Error('down');
          },
          copies: () => [0],
        },
        () => undefined,
      );
      for (const id of [1, 2, 3])
        first.add({
          envelope: envelope(id),
          ...(id === 3 ? { topic: 'arn:aws:sns:us-west-2:111122223333:match' } : {}),
        });
      while (first.open > 2) await settled();
      await first.close();
      await before.close();
      const after = await State.open(folder, failed);
      const got: AddressedEvent[] = [];
      const second = new EventDelivery(
        after,
        new VirtualClock(0, failed),
        {
          sink: (delivery) => {
            got.push(delivery);
          },
          copies: () => [0],
        },
        () => undefined,
      );
      second.recover();
      while (second.open > 0) await settled();
      expect(got.map(({ envelope: { id }, topic }) => [id, topic])).toEqual([
        ['event-2', undefined],
        ['event-3', 'arn:aws:sns:us-west-2:111122223333:match'],
      ]);
      await after.close();
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('goes to the topic of a configuration and of a queue as well, in SNS form', async () => {
    const got: AddressedEvent[] = [];
    const caller = await startCaller({
      clock: 'virtual',
      hosting: 'hold',
      seed: 1,
      eventSink: (delivery) => {
        got.push(delivery);
      },
    });
    const topic = 'arn:aws:sns:us-west-2:111122223333:match';
    await caller.ok('CreateMatchmakingRuleSet', {
      Name: 'rs',
      RuleSetBody: '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":1}]}',
    });
    await caller.ok('CreateGameSessionQueue', {
      Name: 'q1',
      NotificationTarget: `${topic}-queue`,
      CustomEventData: 'of the queue',
    });
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'rs',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 60,
      NotificationTarget: topic,
      GameSessionQueueArns: ['arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1'],
    });
    await caller.ok('StartMatchmaking', {
      TicketId: 't1',
      ConfigurationName: 'duel',
      Players: [{ PlayerId: 'p' }],
    });
    await caller.advance(1);
    await caller.hosting('FULFILLED');
    const types = (wanted: string | undefined): readonly unknown[] =>
      got
        .filter((delivery) => delivery.topic === wanted)
        .map(({ envelope: { detail } }) => textAt(detail, 'type'))
        .sort();
    while (got.length < 8) await settled();
    expect(types(topic)).toEqual(['MatchmakingSearching', 'MatchmakingSucceeded', 'PotentialMatchCreated']);
    expect(types(`${topic}-queue`)).toEqual(['PlacementFulfilled']);
    expect(types(undefined)).toEqual([
      'MatchmakingSearching',
      'MatchmakingSucceeded',
      'PlacementFulfilled',
      'PotentialMatchCreated',
    ]);
    const [delivery] = got;
    if (delivery === undefined) throw new Error('nothing came');
    expect(JSON.parse(snsNotification(topic, delivery.envelope).Message)).toEqual(delivery.envelope);
    expect(snsLambdaEvent(topic, delivery.envelope)).toMatchObject({
      Records: [
        {
          EventSource: 'aws:sns',
          // All fields of the SNSMessage of AWS's own parsers.
          Sns: {
            Type: 'Notification',
            TopicArn: topic,
            Message: JSON.stringify(delivery.envelope),
            SignatureVersion: '1',
            Signature: expect.any(String),
            SigningCertUrl: expect.stringMatching(/^https:\/\/sns\.us-west-2\.amazonaws\.com\/.*\.pem$/),
            UnsubscribeUrl: expect.stringMatching(/^https:\/\/sns\..*Action=Unsubscribe/),
          },
        },
      ],
    });
    await caller.close();
  });
});
