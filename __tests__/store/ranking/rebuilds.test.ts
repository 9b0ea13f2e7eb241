import { describe, expect, it } from '@jest/globals';
import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../../../core/ids';
import { layoutText } from '../../../core/ranking/index-layout';
import { asSteps } from '../../../core/ranking/score-order';
import { counterName, nodeName, ScorePaths } from '../../../core/ranking/score-paths';
import { rankRows } from '../../../store/keys';
import { createReindex } from '../../../store/reindex';
import { aPlayer, Crash, crashAt, names, quickRetries } from '../database';
import { meter } from './meter';
import { best, change, indexOver, openedForFile } from './support';

const opened = openedForFile();
let now = 1_800_000_000_000;
const clock = (): number => now;
const minute = 60_000;

/** A process of its own: what it knows of a period is as old as its last look. */
const aProcess = (client = opened.database.client) => {
  const index = indexOver(client, { now: clock });
  return {
    ...index,
    reindex: createReindex(client, names, index.periods, { retry: quickRetries(), now: clock }),
  };
};
type Process = ReturnType<typeof aProcess>;

const count = async (): Promise<void> => {
  await aProcess().counts.count('shard', await opened.stream.changes());
};

/** A period whose players have 0, 100, 200, … points, all counted. */
async function fillLeaderboard(period: string, players: readonly PlayerId[]): Promise<void> {
  await aProcess().entries.apply(players.map((player, at) => change(best, player, at * 100, 1, { period })));
  await count();
}

async function begin({ periods, reindex }: Process, name: string, shards: number): Promise<void> {
  const period = await periods.find(best.id, name);
  if (period === undefined) throw new Error('the period is open');
  expect(await reindex.begin(period, { lanes: 1, shards })).toBe(true);
}

/** One step, by a process that has just begun. */
async function step(name: string, process = aProcess()) {
  const period = await process.periods.find(best.id, name);
  if (period === undefined) throw new Error('the period is open');
  return process.reindex.step(period, () => false);
}

const layouts = async (name: string) =>
  (await aProcess().periods.find(best.id, name))?.layouts.map(layoutText);

/** The players of a page and the worst player's rank, as one process sees them. */
async function seen({ leaderboards }: Process, period: string, worst: PlayerId | undefined) {
  const { items } = await leaderboards.page(best, period, { limit: 100 }, { from: 'the best' });
  const place = await leaderboards.place(best, period, worst ?? aPlayer());
  return { listed: items.length, rank: place?.rank, players: place?.players };
}
const all = { listed: 20, rank: 20, players: 20 };
const crowd = (): readonly PlayerId[] => Array.from({ length: 20 }, aPlayer);

/** Steps until it ends; what was moved is counted in between. */
async function rebuilt(name: string): Promise<unknown> {
  for (let turn = 0; turn < 9; turn += 1) {
    now += 2 * minute;
    const done = await step(name);
    if (done.state === 'done') return done;
    await count();
  }
  throw new Error('it does not end');
}

describe('a new layout', () => {
  it.each([1, 4])('of %d partitions is written only once every reader knows it', async (shards) => {
    const period = `known-${shards}`;
    const players = crowd();
    await fillLeaderboard(period, players);
    const [writer, reader] = [aProcess(), aProcess()];
    now += minute;
    // A range that the reader has seen just before the beginning holds for ten seconds.
    expect(await seen(reader, period, players[0])).toEqual(all);
    await begin(aProcess(), period, shards);
    const begun = now;
    for (const [turn, second] of [0, 2, 9, 15, 35].entries()) {
      now = begun + 1000 * second;
      const version = 2 + turn;
      await writer.entries.apply(
        players
          .slice(5, 15)
          .map((player, at) => change(best, player, 3000 + version * 20 + at, version, { period })),
      );
      await count();
      expect({ second, ...(await seen(reader, period, players[0])) }).toEqual({ second, ...all });
    }
    // From then on entries move by being written.
    const { Items = [] } = await opened.database.client.send(
      new ScanCommand({ TableName: names.leaderboards }),
    );
    const moved = Items.filter(({ sk, g }) => String(sk).endsWith(`#${period}`) && g === `2-1-${shards}`);
    expect(moved).toHaveLength(10);
  });

  it('is that of a player who is listed again, once every reader knows it', async () => {
    const period = 'readmitted';
    const players = crowd();
    await fillLeaderboard(period, players);
    const [writer, reader] = [aProcess(), aProcess()];
    await writer.entries.suspend(players[7] ?? aPlayer());
    await count();
    expect(await seen(reader, period, players[0])).toEqual({ listed: 19, rank: 19, players: 19 });
    await begin(aProcess(), period, 4);
    now += 5000;
    await writer.entries.readmit(players[7] ?? aPlayer());
    await count();
    expect(await seen(reader, period, players[0])).toEqual(all);
    expect(await rebuilt(period)).toEqual({ state: 'done', drift: 0 });
    expect(await seen(aProcess(), period, players[0])).toEqual(all);
  });
});

describe('a rebuild', () => {
  const rows = async () =>
    (await opened.database.client.send(new ScanCommand({ TableName: names.leaderboards }))).Items ?? [];

  it('counts entries of a restored backup, regardless of the layout and partition they say', async () => {
    const period = 'restored';
    const players = crowd();
    await fillLeaderboard(period, players);
    await begin(aProcess(), period, 4);
    await rebuilt(period);
    const backup = (await rows()).filter(({ sk }) => String(sk).endsWith(`#${period}`));
    expect(backup).toHaveLength(20);
    await begin(aProcess(), period, 1);
    await rebuilt(period);
    expect(await layouts(period)).toEqual(['3-1-1']);
    for (const Item of backup)
      await opened.database.client.send(new PutCommand({ TableName: names.leaderboards, Item }));
    // A restored table has a stream of its own: what was put back is in no record.
    await opened.stream.changes();
    now += minute;
    expect((await seen(aProcess(), period, players[0])).listed).toBeLessThan(20);

    // As docs/leaderboards.md says.
    await opened.database.client.send(
      new UpdateCommand({
        TableName: names.ranks,
        Key: rankRows.period.key({ leaderboard: best.id, period }),
        UpdateExpression: 'SET layouts = :layouts, since = :now',
        ExpressionAttributeValues: { ':layouts': ['3-1-1', '4-1-2'], ':now': now },
      }),
    );
    expect(await rebuilt(period)).toEqual({ state: 'done', drift: 20 });
    expect(await seen(aProcess(), period, players[0])).toEqual(all);
    // Nothing is left of the layouts that entries were moved out of.
    const { Items = [] } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
    const trees = Items.flatMap(({ pk }) => /^N#.*#restored#(.*?)#/.exec(String(pk))?.[1] ?? []);
    expect(new Set(trees)).toEqual(new Set(['4-1-2']));
  });

  it('keeps the old counters until the index has counted what was moved', async () => {
    const period = 'uncounted';
    const players = crowd();
    await fillLeaderboard(period, players);
    await begin(aProcess(), period, 1);
    for (let turn = 0; turn < 4; turn += 1) {
      now += 2 * minute;
      expect((await step(period)).state).toBe('settling');
      expect(await seen(aProcess(), period, players[0])).toEqual(all);
    }
    const changes = await opened.stream.changes();
    expect(changes).toHaveLength(20);
    await aProcess().counts.count('shard', changes.slice(0, 10));
    expect((await step(period)).state).toBe('settling');
    expect(await seen(aProcess(), period, players[0])).toEqual(all);
    await aProcess().counts.count('shard', changes);
    expect(await step(period)).toEqual({ state: 'done', drift: 0 });
    expect(await seen(aProcess(), period, players[0])).toEqual(all);
  });

  it('ends although the counters were wrong and players leave the leaderboard meanwhile', async () => {
    const period = 'leaving';
    const players = crowd();
    await fillLeaderboard(period, players);
    const [digit = 0] = new ScorePaths().of(asSteps(1900));
    await opened.database.client.send(
      new UpdateCommand({
        TableName: names.ranks,
        Key: rankRows.node.key({
          leaderboard: best.id,
          period,
          layout: '1-1-2',
          lane: 0,
          node: nodeName([]),
        }),
        UpdateExpression: 'ADD #child :three',
        ExpressionAttributeNames: { '#child': counterName(digit) },
        ExpressionAttributeValues: { ':three': 3 },
      }),
    );
    await begin(aProcess(), period, 1);
    for (let turn = 0; turn < 2; turn += 1) {
      now += 2 * minute;
      // At last all is looked at, and nothing is counted yet.
      expect((await step(period)).state).toBe('settling');
    }
    await aProcess().entries.suspend(players[3] ?? aPlayer());
    await count();
    now += minute;
    expect((await step(period)).state).toBe('settling');
    now += 60 * minute;
    expect(await step(period)).toEqual({ state: 'done', drift: 3 });
    expect(await seen(aProcess(), period, players[0])).toEqual({ listed: 19, rank: 19, players: 19 });
  });

  it('moves what an earlier look has missed', async () => {
    const period = 'missed';
    const players = crowd();
    await fillLeaderboard(period, players);
    await begin(aProcess(), period, 2);
    now += 2 * minute;
    await step(period);
    // An entry that came into the index late, behind the place that was looked at.
    const row = (await rows()).find(
      ({ sk, playerId }) => String(sk).endsWith(`#${period}`) && playerId === players[9],
    );
    await opened.database.client.send(
      new PutCommand({ TableName: names.leaderboards, Item: { ...row, g: '1-1-2' } }),
    );
    await count();
    expect(await rebuilt(period)).toEqual({ state: 'done', drift: 0 });
    expect(await seen(aProcess(), period, players[0])).toEqual(all);
  });

  it('leaves nothing that a later one takes for its own, wherever it dies at its end', async () => {
    let calls = 0;
    for (const before of [0, 1, 3]) {
      const period = `died-${before}`;
      const players = crowd().slice(0, 4);
      await fillLeaderboard(period, players);
      await begin(aProcess(), period, 1);
      now += 2 * minute;
      await step(period);
      await count();
      now += 2 * minute;
      const client = opened.database.newClient();
      const used = meter(client);
      if (before > 0) crashAt(client, calls - before, 'after');
      const last = step(period, aProcess(client));
      await (before === 0 ? last : expect(last).rejects.toThrow(Crash));
      calls = Math.max(calls, used().calls);
      if ((await layouts(period))?.length === 2) await rebuilt(period);
      await begin(aProcess(), period, 2);
      await rebuilt(period);
      now += minute;
      expect({ before, ...(await seen(aProcess(), period, players[0])) }).toEqual({
        before,
        listed: 4,
        rank: 4,
        players: 4,
      });
    }
  });
});
