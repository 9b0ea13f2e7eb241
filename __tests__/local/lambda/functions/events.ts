import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { declare, start } from '../support';
import { until } from '../../../support/until';
import { functions, scratch, closing, byHand, onMatchmaking, envelope, watcher, reporting } from './pools';

export function events(): void {
  describe('events', () => {
    it('reach the functions whose trigger fits, and are retried until they are handled', async () => {
      const seen = await watcher((call) => (call < 3 ? 500 : 200));
      functions.add('receiver', reporting(seen.url));
      functions.add('bystander', reporting(seen.url));
      const lambda = await start(functions, {
        declarations: [declare('receiver', onMatchmaking), declare('bystander', byHand)],
        retryAfterMs: [1, 1],
      });
      try {
        await lambda.deliver(envelope);
        expect(seen.calls).toHaveLength(3);
        expect(JSON.parse(seen.calls[2] ?? '')).toEqual(envelope);
        await lambda.deliver({ ...envelope, 'detail-type': 'GameLift Queue Placement Event' });
        expect(seen.calls).toHaveLength(3);
      } finally {
        await lambda.close();
        await seen.close();
      }
    });

    it('become dead letters when no attempt succeeds', async () => {
      const seen = await watcher(() => 500);
      functions.add('failing', reporting(seen.url));
      const lambda = await start(functions, {
        declarations: [declare('failing', onMatchmaking)],
        retryAfterMs: [1, 1],
        dataFolder: path.join(scratch, 'dead'),
      });
      try {
        await lambda.deliver(envelope);
        const letters = fs
          .readFileSync(path.join(scratch, 'dead', 'dead-letters.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line): unknown => JSON.parse(line));
        expect(letters).toEqual([
          expect.objectContaining({
            function: 'failing',
            attempts: 3,
            event: envelope,
            error: expect.objectContaining({ errorMessage: 'told to fail' }),
          }),
        ]);
      } finally {
        await lambda.close();
        await seen.close();
      }
    });
  });

  describe('events at the end', () => {
    it('are returned to their sender when the local Lambda closes before they are handled', async () => {
      const seen = closing(await watcher(() => 500), (started) => started.close());
      functions.add('failing', reporting(seen.url));
      const lambda = await start(functions, {
        declarations: [declare('failing', onMatchmaking)],
        retryAfterMs: [3_600_000],
        dataFolder: path.join(scratch, 'given-back'),
      });
      const delivery = expect(lambda.deliver(envelope)).rejects.toThrow(
        'closed before failing had handled an event',
      );
      await until('the first attempt', () => seen.calls.length === 1);
      await lambda.close();
      await delivery;
      expect(fs.existsSync(path.join(scratch, 'given-back', 'dead-letters.jsonl'))).toBe(false);
    });
  });

  describe('closing', () => {
    it('do not wait for a handler that hangs', async () => {
      const seen = closing(await watcher(() => 200), (started) => started.close());
      functions.add(
        'hanging',
        `export const handler = async () => { await fetch('${seen.url}', { method: 'POST' }); await ` +
          'new Promise(() => undefined); };',
      );
      const lambda = await start(functions, {
        declarations: [declare('hanging', onMatchmaking, { timeoutSeconds: 900 })],
      });
      const delivery = expect(lambda.deliver(envelope)).rejects.toThrow(
        'closed before hanging had handled an event',
      );
      await until('the handler hangs', () => seen.calls.length === 1);
      await lambda.close();
      await delivery;
    });
  });
}
