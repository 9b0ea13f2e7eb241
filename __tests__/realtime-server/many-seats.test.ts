import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandId, gameSessionId, matchId } from '../../core/ids';
import { seedHashOf } from '../../core/match/seed';
import { aMatchHeader } from '../support/headers';
import { StoppedClock } from './support/clocks';
import {
  arrangeMatch,
  gameSessionArn,
  type MatchSeats,
  ScriptHarness,
  type Arrangement,
} from './support/script-harness';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from '../support/until';

let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(() => emulated.close());

interface Seated {
  readonly harness: ScriptHarness;
  readonly match: MatchSeats;
  readonly clock: StoppedClock;
  readonly peers: readonly number[];
}

async function seatPlayers(game: string, arrangement: Arrangement): Promise<Seated> {
  const match = await arrangeMatch(emulated.matches, game, arrangement);
  const clock = new StoppedClock();
  const harness = new ScriptHarness(emulated.matches, clock);
  harness.script.onStartGameSession(match.gameSession);
  const peers: number[] = [];
  for (const session of match.playerSessions) peers.push(await harness.join(session));
  return { harness, match, clock, peers };
}

async function everyoneHas(
  { harness, peers }: Pick<Seated, 'harness' | 'peers'>,
  sequence: number,
): Promise<void> {
  await Promise.all(peers.map((peer) => harness.untilSequence(peer, sequence)));
}

describe('the script with many seats', () => {
  it('welcomes each player to its seat, with teams, options, and the hash of a secret seed', async () => {
    const { harness, match, peers } = await seatPlayers('team-survivors', {
      teams: [2, 2],
      options: { lives: 2 },
    });
    const record = await emulated.matches.get(match.matchId);
    expect(record?.header).toMatchObject({
      seats: match.players,
      teams: [0, 0, 1, 1],
      options: { lives: 2 },
      matchmaking: 'duel',
      rated: true,
    });
    const seed = record?.header.seed ?? '';
    for (const [seat, peer] of peers.entries()) {
      expect(harness.of(peer, 'welcome')[0]).toMatchObject({
        seat,
        seats: match.players.map((playerId, other) => ({ playerId, team: other < 2 ? 0 : 1 })),
        options: { lives: 2 },
        seedHash: seedHashOf(seed),
        position: { left: [], phase: null, view: { lives: [2, 2, 2, 2] } },
      });
      expect(harness.payloads.get(peer)?.join('')).not.toContain(seed);
    }
  });

  it('shows opponents who met too often that the match is not rated, before the first command', async () => {
    const match = await arrangeMatch(emulated.matches, 'noughts', { teams: [1, 1] });
    for (let met = 0; met < 10; met += 1)
      await emulated.matches.claim(
        aMatchHeader({ matchId: matchId(randomUUID()), seats: match.players }),
        gameSessionId(gameSessionArn()),
      );
    const harness = new ScriptHarness(emulated.matches, new StoppedClock());
    harness.script.onStartGameSession(match.gameSession);
    const peer = await harness.join(match.playerSessions[0] ?? '');
    expect(harness.of(peer, 'welcome')[0]).toMatchObject({
      sequence: 0,
      rated: false,
      unratedBecause: 'same-opponents',
    });
  });

  it('gives each seat of a game without teams its own team, for any teams of FlexMatch', async () => {
    const { match } = await seatPlayers('whispers', { teams: [3] });
    expect((await emulated.matches.get(match.matchId))?.header.teams).toEqual([0, 1, 2]);
  });

  it('continues when one resigns and one stays away, and reports places, outcomes and leavers', async () => {
    const game = await seatPlayers('survivors', { teams: [1, 1, 1, 1] });
    const { harness, match, clock, peers } = game;
    harness.send(peers[1] ?? 0, { kind: 'resign', id: commandId('r1') });
    await everyoneHas(game, 1);
    harness.disconnect(peers[1] ?? 0); // It has already left: no time is kept for it.
    harness.disconnect(peers[2] ?? 0);
    const here = { harness, peers: [peers[0] ?? 0, peers[3] ?? 0] };
    await harness.until(peers[0] ?? 0, 'presence', 5);
    expect(harness.of(peers[0] ?? 0, 'presence').slice(-2)).toMatchObject([
      { seat: 1, presence: 'gone', until: null },
      { seat: 2, presence: 'away' },
    ]);
    clock.advance(90_000);
    await everyoneHas(here, 2);
    expect(harness.of(peers[0] ?? 0, 'events').at(-1)).toMatchObject({
      position: { left: [1, 2], toAct: [0], view: { lives: [1, 0, 0, 1] } },
    });
    harness.play(peers[0] ?? 0, 2, { hit: 3 });
    const result = await harness.until(peers[3] ?? 0, 'result');
    expect(result).toMatchObject({
      places: [1, 4, 3, 2],
      outcomes: ['win', 'loss', 'loss', 'loss'],
      reason: 'last-standing',
    });
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      status: 'finished',
      ending: { result: { places: [1, 4, 3, 2] } },
    });
    for (const [seat, player] of match.players.entries())
      expect((await emulated.matches.history(player, { limit: 2 })).items).toMatchObject([
        { place: [1, 4, 3, 2][seat] },
      ]);
  });

  it('accepts the choices of all seats in the same moment, in any order, without a refusal', async () => {
    const { harness, peers } = await seatPlayers('whispers', { teams: [1, 1, 1, 1, 1] });
    for (let round = 0; round < 3; round += 1) {
      const seen = round * 5;
      for (const [turn] of peers.entries()) {
        const peer = peers[(turn * 2 + round) % 5] ?? 0;
        const position =
          harness.of(peer, 'events').at(-1)?.position ?? harness.of(peer, 'welcome')[0]?.position;
        harness.play(peer, seen, position?.legal[0] ?? null);
      }
      await everyoneHas({ harness, peers }, seen + 5);
    }
    for (const peer of peers) {
      expect(harness.of(peer, 'refused')).toEqual([]);
      expect((await harness.until(peer, 'result')).scores).toHaveLength(5);
    }
  });

  it('ends the match when all stayed away, with no winner', async () => {
    const match = await arrangeMatch(emulated.matches, 'survivors', { teams: [1, 1, 1] });
    const clock = new StoppedClock();
    const harness = new ScriptHarness(emulated.matches, clock);
    harness.script.onStartGameSession(match.gameSession);
    await until('the match is claimed', () => clock.waiting >= 3);
    clock.advance(90_000);
    await until('the process ends', () => harness.exited === 1);
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      ending: { result: { places: [1, 1, 1], reason: 'abandoned' } },
    });
  });
});
