import { describe, expect, it } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { MatchChance, seededChance } from '../../../../core/match/chance';
import { firstLayout } from '../../../../core/ranking/index-layout';
import { asSteps } from '../../../../core/ranking/score-order';
import { counterDigit } from '../../../../core/ranking/score-paths';
import { rankSlot } from '../../../../store/keys';
import { maxCounters } from '../../../../store/node-writes';
import { type EntryChange } from '../../../../store/rank-counts';
import { Crash, crashAt, names } from '../../database';
import { best, indexOver } from '../support';
import { opened, entryChange, counters, moments } from './faulty-leaderboards';

export function counting(): void {
  describe('the function that counts', () => {
    /** Too many nodes for a transaction: each score is in one of its own. */
    const changesIn = (period: string): readonly EntryChange[] =>
      Array.from({ length: 60 }, (_, at) =>
        entryChange(period, at, at < 30 ? undefined : (at - 30) * 128, at * 16_384 + 9000),
      );

    it('counts once, wherever it dies and however often it is called again', async () => {
      await indexOver(opened.database.client).counts.count('whole', changesIn('whole'));
      const expected = await counters('whole');
      expect(Object.keys(expected).length).toBeGreaterThan(99);
      // A death before a call is a death after the previous call. Nodes are written by the dozen.
      const calls = moments(Object.keys(expected).length + 10);
      for (const [call, moment] of calls.filter(([call]) => call < 6 || call % 29 === 0 || call > 152)) {
        const run = `died-${call}-${moment}`;
        const changes = changesIn(run);
        const dying = opened.database.newClient();
        crashAt(dying, call, moment);
        const first = indexOver(dying).counts.count(run, changes);
        const died = await first.then(
          () => false,
          (error: unknown) => error instanceof Crash,
        );
        // Entries that a node reports as counted are counted below it: the own result of a reader may be
        // there.
        const written = await counters(run);
        const isBelow = (node: string, above: string): boolean =>
          node !== above && (above === 'root' || node.startsWith(`${above}.`));
        const early = Object.keys(written).filter((above) =>
          Object.keys(expected).some((node) => isBelow(node, above) && written[node] === undefined),
        );
        expect({ call, early }).toEqual({ call, early: [] });
        // Lambda halves a batch that failed, and delivers it again.
        await indexOver(opened.database.client).counts.count(run, changes.slice(0, 35));
        await indexOver(opened.database.client).counts.count(run, changes);
        expect({ call, moment, counters: await counters(run) }).toEqual({ call, moment, counters: expected });
        if (!died) return;
      }
      throw new Error('it makes more calls than this test knows');
    });

    it('counts once, for any order and repetition of records and batches', async () => {
      for (const seed of ['late', 'shuffled', 'reversed']) {
        const chance = new MatchChance(seededChance(seed));
        const changes = [...changesIn(seed)];
        if (seed === 'late') changes.push(...changes.splice(0, 30));
        if (seed === 'reversed') changes.reverse();
        if (seed === 'shuffled') changes.sort(() => chance.below(3) - 1);
        const { counts } = indexOver(opened.database.client);
        for (let from = 0; from < changes.length;) {
          const size = 1 + chance.below(25);
          await counts.count(seed, changes.slice(Math.max(0, from - chance.below(9)), from + size));
          from += size;
        }
        await counts.count(seed, changes);
        await counts.count(seed, changesIn(seed));
        expect({ seed, counters: await counters(seed) }).toEqual({ seed, counters: await counters('whole') });
      }
    });

    it('counts more scores of one node than an update can name, wherever it dies', async () => {
      // An expression of DynamoDB has at most 4 KB. These scores are all in one leaf.
      const layout = firstLayout({ ...best, scores: { from: 0, to: 2_000_000_000 } });
      const crowd = (period: string): readonly EntryChange[] =>
        Array.from({ length: 2 * maxCounters + 50 }, (_, at) => ({
          ...entryChange(period, at, undefined, 1),
          after: { layout, steps: asSteps(800 + at) },
        }));
      await indexOver(opened.database.client).counts.count('crowd', crowd('crowd'));
      const expected = await counters('crowd');
      expect(Object.values(expected).map((node) => Object.keys(node).length)).toContain(2 * maxCounters + 50);
      let died = true;
      for (let call = 1; died; call += 1) {
        const run = `crowd-${call}`;
        const dying = opened.database.newClient();
        crashAt(dying, call, 'after');
        died = await indexOver(dying)
          .counts.count(run, crowd(run))
          .then(
            () => false,
            (error: unknown) => error instanceof Crash,
          );
        await Promise.all([1, 2].map(() => indexOver(opened.database.client).counts.count(run, crowd(run))));
        expect({ call, counters: await counters(run) }).toEqual({ call, counters: expected });
      }
    });

    it('counts once when two instances have the same shard at the same time', async () => {
      const changes = changesIn('twins');
      await Promise.all(
        [1, 2, 3].map(() => indexOver(opened.database.client).counts.count('twins', changes)),
      );
      const expected = await counters('whole');
      expect(await counters('twins')).toEqual(expected);
    });

    it('completes what a call before it began, and removes counters that became 0', async () => {
      const layout = firstLayout({ ...best, scores: { from: 0, to: 2_000_000_000 } });
      const moves = Array.from({ length: 60 }, (_, at): EntryChange => {
        const [change, before] = [entryChange('thin', at, undefined, 1), asSteps(1000 + at)];
        return {
          ...change,
          ...(at === 0 ? {} : { before: { layout, steps: before } }),
          after: { layout, steps: asSteps(1001 + at) },
        };
      });
      const { counts } = indexOver(opened.database.client);
      for (const [at, move] of moves.entries()) {
        if (at % 7 !== 0) {
          await counts.count('thin', [move]);
          continue;
        }
        // It dies with the row written, and some of the nodes: its shard's next batch completes them.
        const dying = opened.database.newClient();
        crashAt(dying, 3 + (at % 2), 'after');
        await expect(indexOver(dying).counts.count('thin', [move])).rejects.toThrow(Crash);
      }
      await counts.count('thin', moves.slice(-1));
      const nodes = await counters('thin');
      expect(Object.values(nodes).map((node) => Object.values(node))).toEqual([[1], [1], [1]]);
      const { Items } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
      const widths = (Items ?? [])
        .filter((row) => String(row.pk).startsWith(`N#${best.id}#thin#`))
        .map((row) => Object.keys(row).filter((name) => counterDigit(name) !== undefined).length);
      expect(Math.max(...widths)).toBeGreaterThan(1);
      expect(Math.max(...widths)).toBeLessThan(40);
    });

    it('takes up shards of their own side by side, those of one slot too', async () => {
      const shards = Array.from({ length: 9 }, (_, at) => `side-${at}`);
      expect(new Set(shards.map(rankSlot)).size).toBeLessThan(shards.length);
      const changes = changesIn('shards');
      await Promise.all(
        shards.map((shard, at) =>
          indexOver(opened.database.client).counts.count(
            shard,
            changes.filter((_, index) => index % shards.length === at),
          ),
        ),
      );
      expect(await counters('shards')).toEqual(await counters('whole'));
    });
  });
}
