import { describe, expect, it } from '@jest/globals';
import { MatchmakerDataError, parseMatchmakerData, seatsOf } from '../../contract/matchmaker-data';
import { configurationName, matchmakingKeyOf } from '../../contract/names';
import { placedMatch } from '../../definition/placed-match';
import { backend } from '../games';

const id = (n: number): string => `p-00000000-0000-4000-8000-00000000000${n}`;
const matchId = '00000000-0000-4000-8000-000000000099';
const arn = (name: string): string =>
  `arn:aws:gamelift:eu-west-1:111122223333:matchmakingconfiguration/${name}`;

interface Given {
  readonly teams: Readonly<Record<string, readonly number[]>>;
  readonly configuration?: string;
  readonly attributes?: object | null;
}
const text = ({
  teams,
  configuration = 'turnlift-test-trio',
  attributes = { game: { valueAttribute: 'thirds' } },
}: Given): string =>
  JSON.stringify({
    matchId,
    matchmakingConfigurationArn: arn(configuration),
    teams: Object.entries(teams).map(([name, players]) => ({
      name,
      players: players.map((n) => ({ playerId: id(n), attributes })),
    })),
    autoBackfillMode: null,
    autoBackfillTicketId: null,
  });
const seats = (given: Given, order: readonly string[]) => {
  const { players, teams } = seatsOf(parseMatchmakerData(text(given)), order);
  return { players: players.map((player) => Number(player.slice(-1))), teams };
};

describe('seats', () => {
  it.each<[string, Given['teams'], readonly string[], readonly number[], readonly number[]]>([
    ['follow the order of the rule set', { blue: [1], red: [2] }, ['red', 'blue'], [2, 1], [0, 1]],
    [
      'keep the order of players within a team',
      { b: [3, 1], a: [2, 4] },
      ['a', 'b'],
      [2, 4, 3, 1],
      [0, 0, 1, 1],
    ],
    [
      'take teams of a quantity by their numbers',
      { red_2: [5], blue: [7], red_1: [6] },
      ['red_1', 'red_2', 'blue'],
      [6, 5, 7],
      [0, 1, 2],
    ],
    ['number only teams that have players', { c: [1], a: [], b: [2] }, ['a', 'b', 'c'], [2, 1], [0, 1]],
    [
      'take a match of another rule set in its own order',
      { z: [1], y: [2] },
      ['red', 'blue'],
      [1, 2],
      [0, 1],
    ],
    ['put unknown teams last', { old: [1], red: [2] }, ['red', 'blue'], [2, 1], [0, 1]],
  ])('%s', (_what, teams, order, players, numbers) => {
    expect(seats({ teams }, order)).toEqual({ players, teams: numbers });
  });
});

describe('matchmaker data', () => {
  it('give match, game, options, matchmaking and whether it is rated', () => {
    const options = { valueAttribute: '{"rounds":2}' };
    expect(
      placedMatch(
        backend.matchmakings,
        'turnlift-test',
        text({
          teams: { blue_2: [3], red: [1], blue_1: [2] },
          attributes: { game: { valueAttribute: 'thirds' }, options },
        }),
      ),
    ).toEqual({
      matchId,
      game: 'thirds',
      options: { rounds: 2 },
      players: [id(1), id(2), id(3)],
      teams: [0, 1, 2],
      matchmaking: 'trio',
      rated: true,
    });
    expect(
      placedMatch(
        backend.matchmakings,
        'turnlift-test',
        text({ teams: { north: [1], south: [2] }, configuration: 'turnlift-test-casual' }),
      ),
    ).toMatchObject({ matchmaking: 'casual', rated: false, options: {} });
  });

  it.each<[string, string | null | undefined, RegExp]>([
    ['that are absent', undefined, /^the game session has no matchmaker data/],
    ['that are empty', '', /^the game session has no matchmaker data/],
    ['that are not JSON', '{', /^the matchmaker data are not JSON$/],
    ['of another form', '{"matchId":"x"}', /^the matchmaker data do not have FlexMatch's form: /],
    [
      'of another backend',
      text({ teams: { red: [1] }, configuration: 'chess' }),
      /is not one of this backend's/,
    ],
    [
      'of another environment',
      text({ teams: { red: [1] }, configuration: 'turnlift-prod-trio' }),
      /is not one of this backend's \(turnlift-test-…: duel, casual, trio\)$/,
    ],
    ['without players', text({ teams: { red: [] } }), /has no attribute "game"$/],
    ['without a game', text({ teams: { red: [1] }, attributes: null }), /has no attribute "game"$/],
    [
      'whose options are not JSON',
      text({
        teams: { red: [1] },
        attributes: { game: { valueAttribute: 'thirds' }, options: { valueAttribute: '{' } },
      }),
      /the attribute "options" is not JSON$/,
    ],
    [
      'with a malformed id',
      text({ teams: { red: [1] } }).replace(id(1), 'not-an-id'),
      /"not-an-id" is not a player id$/,
    ],
  ])('%s are refused with one sentence', (_what, given, sentence) => {
    const attempt = (): unknown => placedMatch(backend.matchmakings, 'turnlift-test', given);
    expect(attempt).toThrow(MatchmakerDataError);
    expect(attempt).toThrow(sentence);
  });
});

describe('names', () => {
  it('of configurations lead back to their matchmaking', () => {
    const name = configurationName('turnlift-dev', 'big-duel');
    expect(name).toBe('turnlift-dev-big-duel');
    expect(matchmakingKeyOf('turnlift-dev', arn(name))).toBe('big-duel');
    expect(matchmakingKeyOf('turnlift-dev', name)).toBe('big-duel');
    expect(matchmakingKeyOf('turnlift', arn('other-duel'))).toBeUndefined();
    expect(matchmakingKeyOf('turnlift-dev', 'turnlift-dev-')).toBeUndefined();
  });
});
