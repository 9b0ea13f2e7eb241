import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandId, type PlayerId } from '../../../core/ids';
import { type CommandEntry } from '../../../core/match/log';
import { forkMatch, type ForkSources } from '../../../local/console/fork';
import { createMatchStore } from '../../../store/match-store';
import { type MatchStore } from '../../../store/matches';
import { backend } from '../../games';
import { practisedNoughts } from '../../games/practised';
import { thirds } from '../../games/thirds';
import {
  aGameSession,
  aHeader,
  aMatchId,
  aPlayer,
  type Database,
  names,
  openDatabase,
} from '../../store/database';

const startedAt = Date.UTC(2026, 10, 22);
const now = startedAt + 3_600_000;
const games = new Map([...backend.games, [practisedNoughts.name, practisedNoughts]]);

const play = (sequence: number, cell: number): CommandEntry => ({
  kind: 'command',
  sequence,
  commandId: commandId(`c${sequence}`),
  seat: sequence % 2 === 0 ? 0 : 1,
  at: startedAt + 1000 * sequence,
  action: { kind: 'play', command: { cell } },
});

describe('a match that continues from an entry of another', () => {
  let database: Database;
  let match: MatchStore;
  let sources: ForkSources;
  const original = aHeader([aPlayer(), aPlayer()], { game: practisedNoughts.name, startedAt });

  beforeAll(async () => {
    database = await openDatabase();
    match = createMatchStore(database.client, names);
    sources = {
      backend: () => ({ ...backend, games }),
      tables: { match: { ...match } },
      now: () => now,
    };
    // A process claims the match again in the middle, so its log has an entry that no seat made.
    await match.claim(original, aGameSession());
    await match.append(original.matchId, 1, { ...play(1, 0), seat: 0 });
    await match.takeOver(original.matchId, { gameSessionId: aGameSession() });
    await match.append(original.matchId, 2, { ...play(3, 4), seat: 1 });
    await match.append(original.matchId, 2, { ...play(4, 1), seat: 0 });
    await match.append(original.matchId, 2, { ...play(5, 5), seat: 1 });
    await match.append(original.matchId, 2, { ...play(6, 2), seat: 0 });
  });
  afterAll(() => database.close());

  const forked = async (at: number, ...players: readonly (PlayerId | undefined)[]) => {
    const made = await forkMatch(sources, original.matchId, at, players, aMatchId());
    if (made === undefined) throw new Error('the match is there');
    return { made, log: await match.log(made.header.matchId) };
  };

  it('has the commands up to the entry, at present times, and waits for its first player', async () => {
    const player = aPlayer();
    const { made, log } = await forked(4, player);
    expect(log).toMatchObject([
      { sequence: 1, seat: 0, action: { command: { cell: 0 } } },
      { sequence: 2, seat: 1, action: { command: { cell: 4 } } },
      { sequence: 3, seat: 0, action: { command: { cell: 1 } }, at: now },
    ]);
    expect(made).toMatchObject({ status: 'active', hosting: { kind: 'placing' } });
    expect(made.header).toMatchObject({
      game: original.game,
      seed: original.seed,
      bots: [{ seat: 1, strength: 'first' }],
      origin: 'practice',
      matchmaking: null,
      rated: false,
      unratedBecause: 'bots',
      startedAt: now - 4000,
    });
    expect(made.header.seats[0]).toBe(player);
    expect((await match.running(player)).map(({ header }) => header.matchId)).toEqual([made.header.matchId]);
  });

  it('is taken over by a process like any match', async () => {
    const { made } = await forked(3, aPlayer(), aPlayer());
    expect(made.header).toMatchObject({ bots: [], unratedBecause: 'arranged' });
    const claimed = await match.takeOver(made.header.matchId, { gameSessionId: aGameSession() });
    expect(claimed?.entries.map(({ kind }) => kind)).toEqual(['command', 'command', 'claim']);
  });

  it('leaves the other unchanged, and needs an existing match', async () => {
    await forked(0, aPlayer());
    expect(await match.log(original.matchId)).toHaveLength(6);
    expect(await forkMatch(sources, aMatchId(), 1, [aPlayer()], aMatchId())).toBeUndefined();
  });

  it('does not begin where the other is over', async () => {
    await expect(forked(6, aPlayer())).rejects.toThrow('the match is over there');
  });

  it('needs a player for every seat in a game without a bot', async () => {
    const plain = aHeader([aPlayer(), aPlayer(), aPlayer()], { game: thirds.name });
    await match.claim(plain, aGameSession());
    await expect(forkMatch(sources, plain.matchId, 0, [aPlayer()], aMatchId())).rejects.toThrow('has no bot');
  });
});
