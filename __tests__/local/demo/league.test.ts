import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { playMatch, Turnlift } from '../../../client/node';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { audit } from '../../../local/demo/audit';
import { playLeague } from '../../../local/demo/league';
import { type WholeBackend, wholeBackend } from '../../client/support';

let whole: WholeBackend;
beforeAll(async () => {
  whole = await wholeBackend({ lingerSeconds: 1, awaySeconds: 20 });
});
afterAll(() => whole.close());

it('matches that are not rated add up, and change no standing', async () => {
  const outcome = await playLeague(new Turnlift({ url: whole.url }), {
    matches: 2,
    game: 'noughts',
    matchmaking: 'casual',
    concurrency: 2,
    udp: false,
    random: new MatchChance(seededChance('1')),
    now: () => performance.now(),
    maxRetryMs: 5000,
    onProgress: () => undefined,
  });
  expect(outcome).toMatchObject({ errors: [], matches: expect.objectContaining({ size: 2 }) });
  expect(await audit(outcome, 'noughts')).toEqual([]);
  for (const player of outcome.players) expect((await player.me()).standings).toEqual([]);
});

it('ends early when it is asked to, and leaves its matches', async () => {
  const backend = new Turnlift({ url: whole.url });
  const abort = new AbortController();
  const outcome = await playLeague(backend, {
    matches: 4,
    game: 'noughts',
    concurrency: 2,
    udp: false,
    thinkMs: () => 3_600_000,
    random: new MatchChance(seededChance('1')),
    now: () => performance.now(),
    maxRetryMs: 5000,
    signal: abort.signal,
    onProgress: ({ playing }) => {
      if (playing === 4) abort.abort();
    },
  });
  expect(outcome).toMatchObject({ errors: [], turns: 0, matches: expect.objectContaining({ size: 0 }) });
  for (const player of outcome.players) expect((await player.me()).matches).toHaveLength(1);
});

// As after a kill at the end of a match: one bot has its result, its opponent is no longer a bot, and an odd
// bot is left over.
it('a bot without an opponent stops waiting once all matches are finished', async () => {
  const backend = new Turnlift({ url: whole.url });
  const person = (await backend.register()).player;
  const waiting = person.findMatch({ game: 'noughts' });
  const league = playLeague(backend, {
    matches: 1,
    game: 'noughts',
    concurrency: 1,
    udp: false,
    random: new MatchChance(seededChance('1')),
    now: () => performance.now(),
    maxRetryMs: 5000,
    onProgress: () => undefined,
  });
  const match = await person.connect(await waiting);
  const result = await playMatch(match, ({ legal }) => legal[0] ?? 'resign');
  match.leave();

  const outcome = await league;
  const { matches, errors, players } = outcome;
  expect(errors).toEqual([]);
  expect([...matches.values()]).toMatchObject([{ matchId: match.matchId, outcomes: result.outcomes }]);
  // The opponent was not a bot of the league: the bots' own seats still add up. A result that only the
  // opponent could have is reported as missing.
  expect(await audit(outcome, 'noughts')).toEqual([]);
  const [seat, botId] = [...(matches.get(match.matchId)?.seats ?? [])][0] ?? [0, ''];
  const contradiction = {
    ...outcome,
    matches: new Map([
      [
        match.matchId,
        {
          matchId: match.matchId,
          commands: result.commands,
          seats: new Map([[seat, botId]]),
          outcomes: result.outcomes.map((each) => (each === 'win' ? ('loss' as const) : ('win' as const))),
        },
      ],
    ]),
  };
  expect(await audit(contradiction, 'noughts')).toEqual([expect.stringContaining(`${botId} saw`)]);
  const neverFinished = {
    ...outcome,
    matches: new Map([
      ...matches,
      [
        'unknown',
        { matchId: 'unknown', commands: 1, seats: new Map([[0, botId]]), outcomes: result.outcomes },
      ],
    ]),
  };
  expect(await audit(neverFinished, 'noughts')).toEqual(
    expect.arrayContaining([expect.stringContaining('match unknown is in 0 of 1 histories')]),
  );

  // The ticket is cancelled once it is not needed, so that no other bot is matched with a bot that is gone.
  for (const player of players)
    await expect(player.findMatch({ game: 'noughts', signal: AbortSignal.abort() })).rejects.toMatchObject({
      ticket: { status: 'cancelled' },
    });
});
