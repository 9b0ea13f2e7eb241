import { describe, expect, it } from '@jest/globals';
import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../../../core/ids';
import { Chance, seededChance } from '../../../core/match/chance';
import { defaultBoards } from '../../../core/ranking/boards';
import { onlyImproves } from '../../../core/ranking/improving';
import { firstLayout } from '../../../core/ranking/index-layout';
import { asSteps } from '../../../core/ranking/score-order';
import { counterDigit, counterName, ScorePaths } from '../../../core/ranking/score-paths';
import { createBoardEntries } from '../../../store/board-entries';
import { rankSlot } from '../../../store/keys';
import { mostCounters } from '../../../store/node-writes';
import { type EntryChange } from '../../../store/rank-counts';
import { aPlayer, Crash, crashAt, names, quickRetries } from '../database';
import { best, change, indexOver, openedForFile } from './support';

const opened = openedForFile();

const entryChange = (period: string, at: number, before: number | undefined, after: number): EntryChange => ({
  sequence: String(1000 + at),
  board: best.board,
  period,
  playerId: aPlayer(),
  ...(before === undefined ? {} : { before: { layout: firstLayout(best), steps: asSteps(before) } }),
  after: { layout: firstLayout(best), steps: asSteps(after) },
  writtenAt: at + 1,
});

/** Every counter of a period, by node. */
async function counters(period: string): Promise<Record<string, Record<string, number>>> {
  const { Items } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
  return Object.fromEntries(
    (Items ?? [])
      .filter((row) => String(row.pk).startsWith(`N#${best.board}#${period}#`))
      .map((row) => [
        String(row.pk).slice(String(row.pk).lastIndexOf('#') + 1),
        Object.fromEntries(
          Object.entries(row).filter(
            (one): one is [string, number] =>
              counterDigit(one[0]) !== undefined && typeof one[1] === 'number' && one[1] !== 0,
          ),
        ),
      ])
      .filter(([, node]) => Object.keys(node as object).length > 0),
  ) as Record<string, Record<string, number>>;
}

/** Every moment at which a function can die: before the first call, and after each. */
const moments = (calls: number): ReadonlyArray<readonly [call: number, moment: 'before' | 'after']> => [
  [1, 'before'],
  ...Array.from({ length: calls }, (_, at) => [at + 1, 'after'] as const),
];

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
      // What a node says is counted is counted below it: the own result of a reader may be there.
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
      const chance = new Chance(seededChance(seed));
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
      Array.from({ length: 2 * mostCounters + 50 }, (_, at) => ({
        ...entryChange(period, at, undefined, 1),
        after: { layout, steps: asSteps(800 + at) },
      }));
    await indexOver(opened.database.client).counts.count('crowd', crowd('crowd'));
    const expected = await counters('crowd');
    expect(Object.values(expected).map((node) => Object.keys(node).length)).toContain(2 * mostCounters + 50);
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
    await Promise.all([1, 2, 3].map(() => indexOver(opened.database.client).counts.count('twins', changes)));
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
      // It dies with the journal written, and some of the nodes: its shard's next batch completes them.
      const dying = opened.database.newClient();
      crashAt(dying, 3 + (at % 2), 'after');
      await expect(indexOver(dying).counts.count('thin', [move])).rejects.toThrow(Crash);
    }
    await counts.count('thin', moves.slice(-1));
    const nodes = await counters('thin');
    expect(Object.values(nodes).map((node) => Object.values(node))).toEqual([[1], [1], [1]]);
    const { Items } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
    const widths = (Items ?? [])
      .filter((row) => String(row.pk).startsWith(`N#${best.board}#thin#`))
      .map((row) => Object.keys(row).filter((name) => counterDigit(name) !== undefined).length);
    expect(Math.max(...widths)).toBeGreaterThan(1);
    expect(Math.max(...widths)).toBeLessThan(40);
  });

  it('takes up shards of their own side by side, those of one journal too', async () => {
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

describe('the function that writes entries', () => {
  it("ends in the same state, wherever it dies, and removes a removed player's entries", async () => {
    for (const [call, moment] of moments(14)) {
      const period = `entries-${call}-${moment}`;
      const [ada, bob] = [aPlayer(), aPlayer()];
      const whole = indexOver(opened.database.client);
      await whole.entries.apply([change(best, ada, 5, 1, { period })]);
      await whole.entries.remove(bob);
      const changes = [change(best, ada, 9, 2, { period }), change(best, bob, 7, 1, { period })];
      const dying = opened.database.newClient();
      crashAt(dying, call, moment);
      const died = await indexOver(dying)
        .entries.apply(changes)
        .then(
          () => false,
          (error: unknown) => error instanceof Crash,
        );
      await indexOver(opened.database.client).entries.apply(changes);
      const { items } = await whole.leaderboards.page(best, period, { limit: 9 }, { from: 'the best' });
      expect(items.map(({ playerId, score }) => [playerId, score])).toEqual([[ada, 9]]);
      if (!died) return;
    }
    throw new Error('it makes more calls than this test knows');
  });

  it('shows a player who was provisional in between, for any order of the results', async () => {
    const [, wins] = defaultBoards(best.game);
    if (wins === undefined) throw new Error('a game without boards has wins');
    const hiding = { ...wins, hidesProvisional: true };
    const index = indexOver(opened.database.client);
    const entries = createBoardEntries(
      opened.database.client,
      names,
      [{ ...hiding, onlyImproves: onlyImproves(hiding) }],
      index.periods,
      { retry: quickRetries(), now: () => 5000 },
    );
    for (const order of [
      [2, 3, 4],
      [2, 4, 3],
      [3, 2, 4],
      [3, 4, 2],
      [4, 2, 3],
      [4, 3, 2],
    ]) {
      const [player, period] = [aPlayer(), `order-${order.join('')}`];
      for (const version of order)
        await entries.apply([change(hiding, player, 5, version, { period, hidden: version === 3 })]);
      const { items } = await index.leaderboards.page(hiding, period, { limit: 2 }, { from: 'the best' });
      expect(items.map(({ score, at }) => [score, at])).toEqual([[5, 1_790_000_000_004]]);
    }
  });

  it('keeps the newest of two concurrent writers on one player', async () => {
    const player = aPlayer();
    const versions = Array.from({ length: 12 }, (_, at) => at + 1);
    await Promise.all(
      versions.map((version) =>
        indexOver(opened.database.client).entries.apply([
          change(best, player, 100 - version, version, { period: 'two' }),
        ]),
      ),
    );
    const place = await indexOver(opened.database.client).leaderboards.place(best, 'two', player);
    expect(place?.score).toBe(88);
  });

  it.each(['suspend', 'remove'] as const)('%ss a player while results arrive', async (what) => {
    const index = indexOver(opened.database.client);
    const player = aPlayer();
    const periods = ['1', '2', '3'].map((number) => `${what}-${number}`);
    const late = `${what}-4`;
    await index.entries.apply(periods.map((period) => change(best, player, 3, 1, { period })));
    await Promise.all([
      index.entries[what](player),
      ...periods.map((period) => index.entries.apply([change(best, player, 4, 2, { period })])),
      index.entries.apply([change(best, player, 4, 2, { period: late })]),
    ]);
    await opened.stream.changes().then((changes) => index.counts.count(what, changes));
    for (const period of [...periods, late]) {
      expect(await index.leaderboards.place(best, period, player)).toBeUndefined();
      expect((await index.leaderboards.page(best, period, { limit: 5 }, { from: 'the best' })).items).toEqual(
        [],
      );
    }
    await index.entries.readmit(player);
    await opened.stream.changes().then((changes) => index.counts.count(what, changes));
    const places = await Promise.all(
      [...periods, late].map((period) => index.leaderboards.place(best, period, player)),
    );
    // A player who was removed for good stays away, and later entries are removed again.
    await index.entries.apply([change(best, player, 5, 3, { period: late })]);
    const later = await index.leaderboards.place(best, late, player);
    if (what === 'remove') return expect([...places, later].filter(Boolean)).toEqual([]);
    for (const place of places) {
      expect(place).toMatchObject({ rank: 1, players: 1, sharedBy: 1 });
      expect([3, 4]).toContain(place?.score);
    }
    expect(later).toMatchObject({ score: 5 });
  });
});

describe('who reads', () => {
  it("shows the player's own newest result before it is counted", async () => {
    const [ada, bob, eve] = [aPlayer(), aPlayer(), aPlayer()] as [PlayerId, PlayerId, PlayerId];
    const period = 'own';
    const writing = indexOver(opened.database.client, { now: () => 1000 });
    await writing.entries.apply(
      [ada, bob, eve].map((player, at) => change(best, player, 300 - at * 100, 1, { period })),
    );
    await writing.counts.count('own', await opened.stream.changes());
    // Ada fell below Bob and Eve: neither the entry nor the counters have changed yet.
    const fell = change(best, ada, 50, 2, { period });
    const now = (): number => 5000;
    const reading = indexOver(opened.database.client, { now, latest: () => Promise.resolve([fell]) });
    expect(await reading.leaderboards.place(best, period, ada)).toMatchObject({
      rank: 3,
      score: 50,
      players: 3,
      sharedBy: 1,
      percentile: 0,
    });
    const around = await reading.leaderboards.around(best, period, ada, 5);
    expect(around?.map(({ rank, playerId }) => [rank, playerId])).toEqual([
      [1, bob],
      [2, eve],
      [3, ada],
    ]);
    // The entry is written, the counters are still behind: the rank is the same.
    await indexOver(opened.database.client, { now: () => 2000 }).entries.apply([fell]);
    expect(await reading.leaderboards.place(best, period, ada)).toMatchObject({
      rank: 3,
      sharedBy: 1,
      players: 3,
    });
    await writing.counts.count('own', await opened.stream.changes());
    expect(await reading.leaderboards.place(best, period, ada)).toMatchObject({
      rank: 3,
      sharedBy: 1,
      players: 3,
    });
    // A first result is on the board before its entry is written.
    const first = change(best, aPlayer(), 250, 1, { period });
    const newcomer = indexOver(opened.database.client, { latest: () => Promise.resolve([first]) });
    expect(await newcomer.leaderboards.place(best, period, first.playerId)).toMatchObject({
      rank: 1,
      players: 4,
    });
    // The same holds for the first result of a period, of which no row is written yet.
    const opening = change(best, aPlayer(), 7, 1, { period: 'unopened' });
    expect(
      await indexOver(opened.database.client, {
        latest: () => Promise.resolve([opening]),
      }).leaderboards.place(best, 'unopened', opening.playerId),
    ).toMatchObject({ rank: 1, score: 7, players: 1 });
    const among = await newcomer.leaderboards.among(best, period, [bob, first.playerId, eve], first.playerId);
    expect(among.map(({ rank, score }) => [rank, score])).toEqual([
      [1, 250],
      [2, 200],
      [3, 100],
    ]);
  });

  it("shows the right rank, however many of the player's results wait for the index", async () => {
    const chance = new Chance(seededChance('own results'));
    let now = 2_000_000;
    const clock = (): number => now;
    const index = indexOver(opened.database.client, { now: clock });
    for (let round = 0; round < 3; round += 1) {
      const period = `waiting-${round}`;
      const others = [1400, 1430, 1460, 1490, 1520, 1550, 1580, 1610];
      await index.entries.apply(others.map((score) => change(best, aPlayer(), score, 1, { period })));
      await index.counts.count(period, await opened.stream.changes());
      const player = aPlayer();
      const waiting: EntryChange[] = [];
      for (let version = 1; version <= 6; version += 1) {
        now += 1 + chance.below(3);
        const score = 1380 + 10 * chance.below(26);
        const what = chance.below(6);
        if (what === 0) {
          await index.entries.suspend(player);
          now += 1;
          await index.entries.readmit(player);
        }
        await index.entries.apply([change(best, player, score, version, { period, hidden: what === 1 })]);
        waiting.push(...(await opened.stream.changes()));
        await index.counts.count(period, waiting.splice(0, chance.below(3)));
        const better = others.filter((other) => other > score).length;
        const place = await index.leaderboards.place(best, period, player);
        if (what === 1) expect(place).toBeUndefined();
        else
          expect(place).toMatchObject({
            rank: 1 + better,
            players: 9,
            sharedBy: others.includes(score) ? 2 : 1,
          });
      }
      await index.counts.count(period, waiting);
    }
  });

  it('is distinguished from counted scores, for any order of times and shards', async () => {
    for (const [period, shards] of [
      ['times-1', ['one', 'one']],
      ['times-2', ['one', 'two']],
    ] as const) {
      const [ada, bob, eve] = [aPlayer(), aPlayer(), aPlayer()];
      const write = (now: number, player: PlayerId, score: number, version: number) =>
        indexOver(opened.database.client, { now: () => now }).entries.apply([
          change(best, player, score, version, { period }),
        ]);
      const { counts } = indexOver(opened.database.client);
      for (const [player, score] of [
        [ada, 3],
        [bob, 7],
        [eve, 6],
      ] as const)
        await write(50, player, score, 1);
      await counts.count(`${period}-one`, await opened.stream.changes());
      await write(105, bob, 5, 2);
      await counts.count(`${period}-${shards[0]}`, await opened.stream.changes());
      // Written earlier, by a slower function, and counted later.
      await write(100, ada, 4, 2);
      await counts.count(`${period}-${shards[1]}`, await opened.stream.changes());
      const { leaderboards } = indexOver(opened.database.client, { now: () => 200 });
      const ranks = await Promise.all([eve, bob, ada].map((one) => leaderboards.place(best, period, one)));
      expect(ranks.map((place) => place?.rank)).toEqual([1, 2, 3]);
      expect(ranks.map((place) => place?.sharedBy)).toEqual([1, 1, 1]);
    }
  });

  it('gets one state, although a change is being written', async () => {
    const index = indexOver(opened.database.client);
    const period = 'torn';
    const players = Array.from({ length: 6 }, aPlayer);
    await index.entries.apply(players.map((player, at) => change(best, player, at * 40, 1, { period })));
    const changes = await opened.stream.changes();
    await index.counts.count('torn', changes);
    // Reads of the root are answered with an earlier state, as by a replica that lags behind.
    let lagging = 2;
    const behind = opened.database.newClient();
    behind.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        const output = answer.output as { Responses?: Record<string, Record<string, unknown>[]> };
        if (context.commandName === 'BatchGetItemCommand' && lagging > 0) {
          const root = output.Responses?.[names.ranks]?.find(({ pk }) => String(pk).endsWith('#root'));
          if (root !== undefined) {
            lagging -= 1;
            for (const [name, value] of Object.entries(root))
              if (name.length <= 2 && typeof value === 'number') root[name] = value + 3;
          }
        }
        return answer;
      },
      { step: 'initialize', priority: 'low', name: 'lag' },
    );
    expect(await indexOver(behind).leaderboards.place(best, period, players[0] ?? aPlayer())).toMatchObject({
      rank: 6,
      players: 6,
    });
    expect(lagging).toBe(0);
  });
});

describe('pages', () => {
  it('begin at the nearest player while what a node counts is not below it', async () => {
    const index = indexOver(opened.database.client);
    const period = 'ahead';
    const players = Array.from({ length: 6 }, aPlayer);
    await index.entries.apply(players.map((player, at) => change(best, player, at * 40, 1, { period })));
    await index.counts.count('ahead', await opened.stream.changes());
    // The root counts three players more below the worst of its children.
    const [digit = 0] = new ScorePaths().of(asSteps(0));
    const { Items = [] } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
    const root = Items.find(({ pk }) => /#ahead#.*#root$/.test(String(pk)));
    await opened.database.client.send(
      new UpdateCommand({
        TableName: names.ranks,
        Key: { pk: root?.pk, sk: root?.sk },
        UpdateExpression: 'ADD #child :three',
        ExpressionAttributeNames: { '#child': counterName(digit) },
        ExpressionAttributeValues: { ':three': 3 },
      }),
    );
    const from = async (rank: number) =>
      (await index.leaderboards.page(best, period, { limit: 9 }, { rank })).items.map((one) => [
        one.rank,
        one.score,
      ]);
    expect(await from(6)).toEqual([[6, 0]]);
    expect(await from(8)).toEqual([[6, 0]]);
    expect(await from(10)).toEqual([]);
  });

  it.each([
    // Players with 100, 50 and 10 points; the last one of 10 asks.
    [18, 0, 10],
    [17, 0, 10],
    [12, 7, 9],
    [18, 0, 2],
    [19, 0, 10],
    [3, 16, 12],
  ])('around a player behind ties have the ranks of all (%d, %d, %d)', async (best100, best50, ties) => {
    const index = indexOver(opened.database.newClient());
    const period = `behind-${best100}-${best50}-${ties}`;
    const scores = [100, 50, 10].flatMap((score, at) =>
      Array.from({ length: [best100, best50, ties][at] ?? 0 }, () => score),
    );
    const players = scores.map(aPlayer);
    await index.entries.apply(
      players.map((player, at) => change(best, player, scores[at] ?? 0, 1, { period, at: 1000 + at })),
    );
    await index.counts.count(period, await opened.stream.changes());
    const around = await index.leaderboards.around(best, period, players.at(-1) ?? aPlayer(), 10);
    const rankOf = (score: number): number => 1 + scores.filter((other) => other > score).length;
    expect(around?.map(({ rank, score }) => [rank, score])).toEqual(
      scores.slice(-11).map((score) => [rankOf(score), score]),
    );
  });

  it("around a player agree with the own place while the player's newest result waits", async () => {
    const period = 'waits';
    const index = indexOver(opened.database.newClient());
    const [me, ...others] = Array.from({ length: 31 }, aPlayer);
    if (me === undefined) throw new Error('there are players');
    await index.entries.apply([
      ...others.map((player, at) => change(best, player, 100, 1, { period, at: 1000 + at })),
      change(best, me, 200, 1, { period }),
    ]);
    await index.counts.count(period, await opened.stream.changes());
    const later = indexOver(opened.database.newClient(), { now: () => 1_800_000_060_000 });
    await later.entries.apply([change(best, me, 50, 2, { period })]);
    const ranks = async () => (await later.leaderboards.around(best, period, me, 5))?.map(({ rank }) => rank);
    // Before the index has counted it, and after.
    expect(await ranks()).toEqual([1, 1, 1, 1, 1, 31]);
    await later.counts.count(period, await opened.stream.changes());
    expect(await ranks()).toEqual([1, 1, 1, 1, 1, 31]);
  });

  it('list every player once while scores change, with ties of thousands', async () => {
    // Its own connections: the server has closed those that were idle for seconds.
    const index = indexOver(opened.database.newClient());
    const period = 'moving';
    const still = Array.from({ length: 60 }, aPlayer);
    const moving = Array.from({ length: 20 }, aPlayer);
    await index.entries.apply([
      ...still.map((player, at) => change(best, player, at < 40 ? 500 : 400, 1, { period, at: 1000 + at })),
      ...moving.map((player) => change(best, player, 450, 1, { period })),
    ]);
    const seen: PlayerId[] = [];
    let cursor: string | undefined;
    let version = 1;
    do {
      const page = await index.leaderboards.page(
        best,
        period,
        { limit: 7, ...(cursor === undefined ? {} : { cursor }) },
        { from: 'the best' },
      );
      seen.push(...page.items.map(({ playerId }) => playerId));
      ({ cursor } = page);
      version += 1;
      await index.entries.apply(
        moving.map((player, at) =>
          change(best, player, (version * 131 + at * 37) % 1000, version, { period }),
        ),
      );
    } while (cursor !== undefined);
    const ofStill = seen.filter((player) => still.includes(player));
    expect(ofStill).toHaveLength(still.length);
    expect(new Set(ofStill).size).toBe(still.length);
  });

  it('show present names, in archived periods too', async () => {
    const index = indexOver(opened.database.client);
    const player = aPlayer();
    await index.entries.apply(['2020-01', 'all'].map((period) => change(best, player, 1, 1, { period })));
    await index.entries.refreshProfile(player, { displayName: 'Ada', country: 'GB' });
    await index.entries.refreshProfile(player, { displayName: 'Ada L.', avatar: 'owl' });
    for (const period of ['2020-01', 'all'])
      expect(await index.leaderboards.place(best, period, player)).toMatchObject({
        displayName: 'Ada L.',
        avatar: 'owl',
      });
    expect(await index.leaderboards.place(best, 'all', player)).not.toHaveProperty('country');
  });
});
