import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { playMatch, Turnlift } from '../../../client/node';
import { Chance, seededChance } from '../../../core/match/chance';
import { playLeague } from '../../../local/demo/league';
import { type WholeBackend, wholeBackend } from '../../client/support';

let whole: WholeBackend;
beforeAll(async () => { whole = await wholeBackend({ lingerSeconds: 1, awaySeconds: 20 }); });
afterAll(() => whole.close());

// As after a kill in the middle of a match's end: one bot has its result, its opponent is a bot no more, and an odd one is left over.
it('a bot that is left over without an opponent stops waiting once all matches are finished', async () => {
  const backend = new Turnlift({ url: whole.url });
  const person = (await backend.register()).player;
  const waiting = person.findMatch({ game: 'tic-tac-toe' });
  const league = playLeague(backend, {
    matches: 1, game: 'tic-tac-toe', concurrency: 1, udp: false, random: new Chance(seededChance(1)), now: () => performance.now(), patienceMs: 5000, onProgress: () => undefined,
  });
  const match = await person.connect(await waiting);
  const result = await playMatch(match, ({ legal }) => legal[0] ?? 'resign');
  match.leave();

  const { matches, errors, players } = await league;
  expect(errors).toEqual([]);
  expect([...matches.values()]).toMatchObject([{ matchId: match.matchId, outcomes: result.outcomes }]);
  // The ticket that nobody needs any more is cancelled: nobody else is matched with a bot that is gone.
  for (const player of players) await expect(player.findMatch({ game: 'tic-tac-toe', signal: AbortSignal.abort() })).rejects.toMatchObject({ ticket: { status: 'cancelled' } });
}, 60_000);
