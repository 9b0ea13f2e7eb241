import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandId, gameSessionId } from '../../core/ids';
import { type MatchStore } from '../../store';
import { type Breakage } from '../games/broken';
import { hastyClock, StoppedClock } from './support/clocks';
import { arrangeMatch, gameSessionArn, ScriptHarness } from './support/script-harness';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from '../support/until';

let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(() => emulated.close());

async function seated(store: MatchStore = emulated.matches, broken: Breakage = 'none') {
  const match = await arrangeMatch(emulated.matches, 'broken', { teams: [1, 1, 1], options: { broken } });
  const clock = new StoppedClock();
  const harness = new ScriptHarness(store, store === emulated.matches ? clock : hastyClock);
  harness.script.onStartGameSession(match.gameSession);
  const [ada = 0, bob = 0, cleo = 0] = match.playerSessions.map((session) => harness.connect(session));
  const peers = [ada, bob, cleo] as const;
  if (broken === 'none') for (const peer of peers) await harness.until(peer, 'welcome');
  const record = () => emulated.matches.get(match.matchId);
  return { match, harness, clock, peers, record };
}

describe('rules that fail at a command', () => {
  it.each<Breakage>([
    'parseCommand',
    'apply',
    'nothing',
    'seen',
    'no-state',
    'odd-illegal',
    'odd-command',
    'odd-seen',
  ])(
    'refuse it once (%s): a retry gets the same answer, and the match continues to its end',
    async (command) => {
      const { harness, peers, match, record } = await seated();
      const [ada, bob] = peers;
      harness.play(ada, 0, command, 'bad');
      harness.play(ada, 0, command, 'bad');
      const again = await harness.until(ada, 'refused', 2);
      expect(again).toMatchObject({ code: 'rules-failed', id: 'bad', sequence: 0 });
      expect(harness.of(ada, 'refused')[0]).toEqual(again);
      for (let sequence = 0; sequence < 5; sequence += 1) {
        harness.play(peers[sequence % 3] ?? 0, sequence, 'none');
        await Promise.all(peers.map((peer) => harness.untilSequence(peer, sequence + 1)));
      }
      expect(await harness.until(bob, 'result')).toMatchObject({ places: [1, 1, 1] });
      expect(harness.of(bob, 'refused')).toEqual([]);
      expect(await record()).toMatchObject({ status: 'finished', ending: { commands: 5 } });
      // The developer reads the stack and the match, once; players read neither.
      const errors = harness.log.filter((line) => line.startsWith('error'));
      expect(errors).toHaveLength(1);
      expect(errors[0]).toContain(`match ${match.matchId} of broken`);
      expect(errors[0]).toMatch(/command bad of seat 0.*\n\s+at /s);
      expect(JSON.stringify(harness.heard(ada))).not.toMatch(/on purpose|the answer/);
    },
  );
});

describe('rules that throw after they have changed the state that they were given', () => {
  it('leave the match as its log says', async () => {
    const { harness, peers } = await seated();
    const [ada, bob] = peers;
    harness.play(ada, 0, 'spoil', 'bad');
    expect(await harness.until(ada, 'refused')).toMatchObject({ code: 'rules-failed', id: 'bad' });
    harness.play(bob, 0, 'none');
    // The fifth move ends the game; with the four moves of the spoilt state it would not.
    for (const peer of peers) await harness.untilSequence(peer, 1);
    expect(harness.of(ada, 'events').at(-1)).toMatchObject({ position: { view: { moves: 1 } } });
    expect(harness.of(ada, 'result')).toEqual([]);
  });
});

describe('rules that never return', () => {
  it.each<[Breakage, string, number]>([
    ['endless-apply', 'apply', 0],
    ['endless-view', 'view', 1],
  ])('end the match without a result within the limit, and are named (%s)', async (command, name, stored) => {
    const match = await arrangeMatch(emulated.matches, 'broken', { teams: [1, 1, 1] });
    const clock = new StoppedClock();
    const harness = new ScriptHarness(emulated.matches, clock, { rulesSeconds: 1 });
    harness.script.onStartGameSession(match.gameSession);
    const peers = match.playerSessions.map((session) => harness.connect(session));
    for (const peer of peers) await harness.until(peer, 'welcome');
    harness.play(peers[0] ?? 0, 0, command, 'endless');
    for (const peer of peers)
      expect(await harness.until(peer, 'abandoned')).toMatchObject({ reason: 'rules-failed' });
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      status: 'abandoned',
      reason: 'rules-failed',
    });
    const end = { kind: 'end', sequence: stored + 1, reason: 'rules-failed' };
    expect(await emulated.matches.newest(match.matchId)).toMatchObject(end);
    const errors = harness.log.filter((line) => line.startsWith('error'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`match ${match.matchId} of broken: rules.${name} failed`);
    expect(errors[0]).toContain('did not return within 1 s');
    clock.advance(15_000);
    await until('the process ends', () => harness.exited === 1);
  });
});

describe('a command that ends the process', () => {
  it('ends the match after five processes that died before a command was played', async () => {
    const match = await arrangeMatch(emulated.matches, 'broken', { teams: [1, 1, 1] });
    const process = (): ScriptHarness => {
      const harness = new ScriptHarness(emulated.matches, new StoppedClock());
      harness.script.onStartGameSession({ ...match.gameSession, GameSessionId: gameSessionArn() });
      return harness;
    };
    // The first process makes the match and claims nothing. It and four others die while a player
    // is connected.
    for (let died = 0; died < 5; died += 1) {
      const harness = process();
      await harness.until(harness.connect(match.playerSessions[0] ?? ''), 'welcome');
    }
    expect(await emulated.matches.get(match.matchId)).toMatchObject({ status: 'active' });
    const harness = process();
    const peer = harness.connect(match.playerSessions[0] ?? '');
    expect(await harness.until(peer, 'abandoned')).toMatchObject({ reason: 'rules-failed' });
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      status: 'abandoned',
      reason: 'rules-failed',
    });
    expect(harness.log.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringContaining(
        `match ${match.matchId} of broken: 5 processes in a row have died before anything was played`,
      ),
    ]);
  });
});

describe('rules that cannot continue', () => {
  it.each<[Breakage, number]>([
    ['view', 1],
    ['phase', 1],
    ['result', 0],
    ['contradiction', 0],
    ['toAct', 0],
    ['legalCommands', 0],
    ['stuck', 0],
    ['huge-view', 1],
    ['no-view', 1],
    ['big-view', 1],
    ['round-view', 1],
    ['dated-view', 1],
    ['no-legal', 0],
    ['odd-legal', 1],
    ['odd-phase', 1],
    ['no-reason', 0],
  ])('end the match without a result and say why (%s)', async (command, stored) => {
    const { harness, peers, clock, match, record } = await seated();
    harness.play(peers[0], 0, command);
    for (const peer of peers)
      expect(await harness.until(peer, 'abandoned')).toMatchObject({
        reason: 'rules-failed',
        message: 'the rules of broken failed: the match has no result',
      });
    expect(await record()).toMatchObject({
      status: 'abandoned',
      reason: 'rules-failed',
    });
    expect(await emulated.matches.newest(match.matchId)).toMatchObject({ kind: 'end', sequence: stored + 1 });
    for (const player of match.players)
      expect((await emulated.matches.history(player, { limit: 1 })).items).toEqual([]);
    expect(harness.log.filter((line) => line.startsWith('error'))).toHaveLength(1);
    // Later commands are refused, a player who comes late gets the reason, and the process ends.
    harness.play(peers[1], stored, 'none', 'late');
    expect(await harness.until(peers[1], 'refused')).toMatchObject({ code: 'match-over', id: 'late' });
    const again = harness.connect(match.playerSessions[2] ?? '');
    await harness.until(again, 'abandoned');
    clock.advance(15_000);
    await until('the process ends', () => harness.exited === 1);
  });

  it('end the match when a seat leaves', async () => {
    const { harness, peers, record } = await seated();
    harness.play(peers[0], 0, 'leave');
    await harness.untilSequence(peers[1], 1);
    harness.send(peers[1], { kind: 'resign', id: commandId('r') });
    await harness.until(peers[2], 'abandoned');
    expect(await record()).toMatchObject({ status: 'abandoned', reason: 'rules-failed' });
  });

  it.each<Breakage>(['setup', 'toAct', 'result', 'view', 'legalCommands'])(
    'end the match at its start, and are reported to every player who connects (%s)',
    async (place) => {
      const { harness, peers, clock, record } = await seated(emulated.matches, place);
      for (const peer of peers) await harness.until(peer, 'abandoned');
      expect(harness.of(peers[0], 'welcome')).toEqual([]);
      expect(await record()).toMatchObject({ status: 'abandoned', reason: 'rules-failed' });
      expect(harness.log.filter((line) => line.startsWith('error')).join()).toContain(
        `rules.${place} failed`,
      );
      clock.advance(15_000);
      await until('the process ends', () => harness.exited === 1);
    },
  );

  it('end the match although the store fails at first, and once if its answer was lost', async () => {
    let calls = 0;
    const failing: MatchStore = {
      ...emulated.matches,
      abandon: async (...given) => {
        calls += 1;
        if (calls === 1) throw new Error('no answer');
        const ended = await emulated.matches.abandon(...given);
        if (calls === 2) throw new Error('the answer is lost');
        return ended;
      },
    };
    const { harness, peers, record } = await seated(failing);
    harness.play(peers[0], 0, 'stuck');
    await harness.until(peers[1], 'abandoned');
    expect(calls).toBe(3);
    expect(await record()).toMatchObject({ status: 'abandoned', reason: 'rules-failed' });
  });

  it('leave the match to another process that has since claimed it', async () => {
    const { harness, peers, match, record } = await seated();
    const found = await record();
    if (found === undefined) throw new Error('not claimed');
    await emulated.matches.claim(found.header, found.gameSessionId ?? gameSessionId('none'));
    harness.play(peers[0], 0, 'stuck');
    await until('the process ends', () => harness.exited === 1);
    expect(await emulated.matches.get(match.matchId)).toMatchObject({ status: 'active', ownerEpoch: 2 });
    expect(harness.of(peers[1], 'abandoned')).toEqual([]);
  });
});
