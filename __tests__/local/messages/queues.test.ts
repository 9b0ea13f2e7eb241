import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Clock } from '../../../core/clock';
import { State } from '../../../local/gamelift/state/state';
import { openMessages, type QueueMessage } from '../../../local/messages/kept-messages';
import { Queues } from '../../../local/messages/queues';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-queues-'));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

/** A clock that a test moves; it waits for the work that a task began. */
class MovedClock implements Clock {
  #now = 1_000_000;
  #timers: Array<{ readonly at: number; readonly call: () => void }> = [];
  now(): number {
    return this.#now;
  }
  after(delayMs: number, call: () => void) {
    const timer = { at: this.#now + delayMs, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  async move(stepMs: number): Promise<void> {
    const until = this.#now + stepMs;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
      // A delivery is a chain of promises.
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    }
    this.#now = until;
  }
}

const arn = 'arn:aws:sqs:us-east-1:000000000000:turnlift-test-webhook-push';
function queues(clock: Clock, state = State.memory()) {
  const buried: QueueMessage[] = [];
  const made = new Queues({
    clock,
    batchSize: 2,
    visibilityMs: 1000,
    maxReceives: 3,
    bury: (message) => buried.push(message),
    log: () => undefined,
    state,
  });
  return { made, buried };
}

describe('a queue', () => {
  it('delivers messages after their delay, in batches, until they are acknowledged', async () => {
    const clock = new MovedClock();
    const { made } = queues(clock);
    const got: string[][] = [];
    made.consume((messages) => {
      got.push(messages.map(({ body }) => body));
      return Promise.resolve(new Set());
    });
    for (const body of ['a', 'b', 'c']) await made.add(arn, body, 500);
    await clock.move(499);
    expect(got).toEqual([]);
    await clock.move(1);
    expect(got).toEqual([['a', 'b'], ['c']]);
    await clock.move(10_000);
    expect(got).toHaveLength(2);
    expect(made.waiting).toEqual([]);
  });

  it('delivers a message again when its consumer fails, and moves it to the failures at last', async () => {
    const clock = new MovedClock();
    const { made, buried } = queues(clock);
    const at: number[] = [];
    const began = clock.now();
    made.consume(([message]) => {
      at.push(clock.now() - began);
      if (at.length === 1) return Promise.reject(new Error('the consumer died'));
      if (message === undefined) throw new Error('no message');
      expect(made.postpone(message.id, 5000)).toBe(true);
      return Promise.resolve(new Set([message.id]));
    });
    await made.add(arn, 'a', 0);
    await clock.move(60_000);
    expect(at).toEqual([0, 1000, 6000]);
    expect(buried.map(({ body, receives }) => [body, receives])).toEqual([['a', 3]]);
    expect(made.waiting).toEqual([]);
    expect(made.postpone('gone', 1)).toBe(false);
  });

  it('has accepted messages on disk for the next process', async () => {
    const folder = path.join(scratch, 'kept');
    const first = queues(new MovedClock(), await openMessages(folder, () => undefined));
    await first.made.add(arn, 'a', 0);
    await first.made.add(arn, 'b', 0);
    // The process ends without a close.
    const left = path.join(scratch, 'left');
    fs.cpSync(folder, left, { recursive: true });
    const clock = new MovedClock();
    const state = await openMessages(left, () => undefined);
    const { made } = queues(clock, state);
    const got: string[] = [];
    made.consume((messages) => {
      got.push(...messages.map(({ body }) => body));
      return Promise.resolve(new Set());
    });
    await clock.move(1);
    expect(got).toEqual(['a', 'b']);
    await state.close();
    const last = await openMessages(left, () => undefined);
    expect(queues(new MovedClock(), last).made.waiting).toEqual([]);
    await last.close();
  });

  it('reads the messages of an earlier version, which had a file for each', async () => {
    const folder = path.join(scratch, 'files');
    fs.mkdirSync(folder);
    const message = { id: 'm', queueArn: arn, body: 'a', visibleAt: 0, receives: 1 };
    fs.writeFileSync(path.join(folder, 'm.json'), JSON.stringify(message));
    fs.writeFileSync(path.join(folder, 'half.json.part'), '{'); // It was being written.
    for (const _start of [1, 2]) {
      const state = await openMessages(folder, () => undefined);
      expect(queues(new MovedClock(), state).made.waiting).toEqual([message]);
      expect(fs.readdirSync(folder).filter((name) => name.includes('.json.') || name === 'm.json')).toEqual(
        [],
      );
      await state.close();
    }
  });
});
