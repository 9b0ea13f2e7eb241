import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { declare, start } from '../support';
import { until } from '../../../support/until';
import { settleMs } from '../../../../local/lambda/schedules';
import {
  functions,
  scratch,
  closing,
  watcher,
  reporting,
  numbersIn,
  recordsIn,
  followTable,
  countingProxy,
} from './pools';

export function schedulesAndStreams(): void {
  describe('schedules', () => {
    it('run once at the start and then at their rate', async () => {
      const due: Array<{ at: number; run: () => void }> = [];
      let now = 0;
      const clock = {
        now: () => now,
        after: (delayMs: number, run: () => void) => {
          const entry = { at: now + delayMs, run };
          due.push(entry);
          return () => {
            due.splice(due.indexOf(entry), 1);
          };
        },
      };
      const seen = await watcher(() => 200);
      functions.add('scheduled', reporting(seen.url));
      const lambda = await start(functions, {
        declarations: [declare('scheduled', { kind: 'schedule', every: '5 minutes' })],
        clock,
      });
      try {
        expect(seen.calls).toHaveLength(1);
        expect(JSON.parse(seen.calls[0] ?? '')).toMatchObject({
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          time: '1970-01-01T00:00:00Z',
          detail: {},
        });
        for (const round of [2, 3]) {
          await until('the next run is due', () => due.length === 1);
          // Its rate, and the time that clients have to act after a step of time.
          for (const wait of [300_000, settleMs]) {
            const next = due.shift();
            expect(next?.at).toBe(now + wait);
            now += wait;
            next?.run();
          }
          await until(`run ${round}`, () => seen.calls.length === round);
        }
        expect(await lambda.runSchedule('scheduled')).toMatchObject({ ok: true });
      } finally {
        await lambda.close();
        await seen.close();
      }
    });
  });

  describe('streams', () => {
    it('are requested only for records that were not read yet', async () => {
      const { dynamodb, put, options } = await followTable('asking');
      const seen = closing(await watcher(() => 200), (started) => started.close());
      functions.add('asking', reporting(seen.url));
      const proxy = await countingProxy(dynamodb.url);
      let looks = 0;
      const lambda = await start(functions, {
        ...options,
        endpoints: { ...options.endpoints, dynamodb: proxy.url },
        newestRecord: (arn) => {
          looks += 1;
          return dynamodb.newestRecord(arn);
        },
      });
      try {
        for (const n of [1, 2]) {
          await put(n);
          await until(`change ${n}`, () => numbersIn(seen.calls).length >= n);
          const before = looks;
          await until('the end of a request under way', () => looks > before + 2);
          const { requests } = proxy;
          await until('more looks at the stream', () => looks > before + 20);
          expect(proxy.requests).toBe(requests);
        }
        expect(numbersIn(seen.calls)).toEqual([1, 2]);
      } finally {
        await lambda.close();
      }
    });

    it('are read to their end, also when the newest records are none of the function', async () => {
      const { dynamodb, put, options } = await followTable('reading');
      const seen = closing(await watcher(() => 200), (started) => started.close());
      functions.add('reading', reporting(seen.url));
      const wanted = { rows: [{ sortPrefix: '1' }], batchSize: 10, windowSeconds: 0 };
      const declarations = [declare('reading', { kind: 'stream', table: 'leaderboards', ...wanted })];
      // One read finds all of them.
      for (const n of [1, 2, 3]) await put(n);
      const lambda = await start(functions, { ...options, declarations });
      try {
        await until('the one change that is handed over', () => seen.calls.length > 0);
        const newest = await dynamodb.stream('stream-leaderboards', 1);
        await until('the newest record', () => lambda.streamReaders()[0]?.position === newest?.newest);
        expect(newest?.newest).toBe(3);
        expect(numbersIn(seen.calls)).toEqual([1]);
      } finally {
        await lambda.close();
      }
    });

    it('deliver every change in order, again after a failure, and continue after a restart', async () => {
      const { put, ...followedBy } = await followTable('following');
      let failures = 2;
      const seen = closing(
        await watcher(() => {
          failures -= 1;
          return failures >= 0 ? 500 : 200;
        }),
        (started) => started.close(),
      );
      functions.add('following', reporting(seen.url));
      const options = { ...followedBy.options, dataFolder: path.join(scratch, 'streams') };
      const readHandled = () => numbersIn(seen.calls.slice(2));

      const first = await start(functions, options);
      try {
        for (let n = 1; n <= 25; n += 1) await put(n);
        await until('the first 25 changes', () => readHandled().length >= 25);
        expect(readHandled()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
        const [record] = recordsIn(seen.calls.at(-1) ?? '');
        expect(record).toMatchObject({
          eventName: 'INSERT',
          eventSource: 'aws:dynamodb',
          dynamodb: { SequenceNumber: expect.any(String), ApproximateCreationDateTime: expect.any(Number) },
        });
        expect(seen.calls.every((call) => recordsIn(call).length <= 10)).toBe(true);
      } finally {
        await first.close();
      }
      await put(26);
      const second = await start(functions, options);
      try {
        await until('the change between', () => readHandled().length >= 26);
        await put(27);
        await until('the change after', () => readHandled().length >= 27);
        expect(readHandled().slice(25)).toEqual([26, 27]);
      } finally {
        await second.close();
      }
    });
  });
}
