import { describe, expect, it } from '@jest/globals';
import { type Player } from '../../../client/index';
import { type Transports } from '../../../client/transports';
import { TurnliftClient } from '../../../client/turnlift';
import { type Counting, type HistoryOutcome } from '../../../core/results';
import { audit } from '../../../local/demo/audit';
import { type LeagueOutcome } from '../../../local/demo/league';

const ids = ['p-00000000-0000-4000-8000-000000000001', 'p-00000000-0000-4000-8000-000000000002'];

interface Reported {
  readonly counted: Counting;
  readonly outcomes: readonly [HistoryOutcome, HistoryOutcome];
}

const entryOf = ({ counted, outcomes }: Reported, index: number, seat: number) => ({
  matchId: `match-${index}`,
  game: 'noughts',
  matchmaking: 'duel',
  rated: counted !== 'same-opponents' && counted !== 'unrated',
  seat,
  opponents: [ids[1 - seat]],
  teammates: [],
  place: 1,
  outcome: outcomes[seat],
  counted,
  reason: 'line',
  endedAt: 1_700_000_000_000 + index,
});

/** A player of an API that returns these matches, and a standing with `wins` wins. */
async function player(seat: number, matches: readonly Reported[], wins: number): Promise<Player> {
  const playerId = ids[seat] ?? '';
  const standing = {
    game: 'noughts',
    rating: 1500,
    deviation: 300,
    provisional: true,
    wins,
    draws: 0,
    losses: 0,
  };
  const answers: ReadonlyArray<readonly [RegExp, unknown]> = [
    [
      /\/v1\/sessions$/,
      {
        playerId,
        accessToken: 'access',
        tokenType: 'Bearer',
        expiresIn: 100_000,
        refreshToken: 'refresh',
        refreshExpiresIn: 1_000_000,
      },
    ],
    [/\/matches\?/, { items: matches.map((match, index) => entryOf(match, index, seat)) }],
    [
      /\/me$/,
      {
        playerId,
        displayName: 'Bot',
        createdAt: 1,
        standings: [standing],
        matches: [],
        tickets: [],
        invitations: [],
      },
    ],
  ];
  const unused = (): never => {
    throw new Error('not in this test');
  };
  const transports: Transports = {
    now: () => 0,
    after: unused,
    fetch: async (url) => {
      const body = answers.find(([path]) => path.test(url))?.[1];
      return {
        status: body === undefined ? 404 : 200,
        headers: { get: () => null },
        text: async () => JSON.stringify(body),
      };
    },
    openSocket: unused,
    realtime: unused,
    newId: () => 'id',
  };
  return new TurnliftClient({ url: 'https://api.example.com', transports }).signIn({ playerId, secret: 's' });
}

/** Two bots that have played these matches. @param wins in the standing of each */
async function league(matches: readonly Reported[], wins: readonly [number, number]): Promise<LeagueOutcome> {
  return {
    players: [await player(0, matches, wins[0]), await player(1, matches, wins[1])],
    matches: new Map(),
    interrupted: 0,
    turns: 0,
    refused: 0,
    toFirstTurn: [],
    turnTrips: [],
    errors: [],
  };
}

const match = (counted: Counting): Reported => ({ counted, outcomes: ['win', 'loss'] });

describe('the audit of a league', () => {
  it.each<Counting>(['rated', 'too-short', 'same-opponents'])(
    'counts a match that is %s in standings',
    async (counted) => {
      const matches = [match('rated'), match(counted)];
      expect(await audit(await league(matches, [2, 2]), 'noughts')).toEqual([]);
      expect(await audit(await league(matches, [2, 1]), 'noughts')).toEqual([
        `${ids[1]} has 1 matches in the standing and 2 in the history that count`,
        'wins + draws + losses = 3, but our bots had 4 seats in 2 matches that count',
      ]);
    },
  );

  it.each<Counting>(['void', 'unrated', 'with-bots'])(
    'counts a match that is %s in no standing',
    async (counted) => {
      const matches = [match('rated'), match(counted)];
      expect(await audit(await league(matches, [1, 1]), 'noughts')).toEqual([]);
      expect(await audit(await league(matches, [2, 2]), 'noughts')).toHaveLength(3);
    },
  );
});
