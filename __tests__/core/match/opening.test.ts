import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { gameName } from '../../../core/ids';
import { type MatchHeader } from '../../../core/match/log';
import { openMatch, ReplayError } from '../../../core/match/match';
import { isSeed, seedHashOf } from '../../../core/match/seed';
import { header } from '../../../testing/sample-match';
import { noughts, timedNoughts } from '../../games/noughts';
import { survivors, teamSurvivors } from '../../games/survivors';

/** The code and the sentence with which a header is refused. */
function refusal(open: (differences: Partial<MatchHeader>) => unknown, differences: Partial<MatchHeader>) {
  try {
    open(differences);
  } catch (error) {
    if (error instanceof ReplayError) return [error.name, error.code, error.message, error.sequence];
    throw error;
  }
  return 'opened';
}
const two = header(noughts);
const duel = (differences: Partial<MatchHeader>) => openMatch(noughts, { ...two, ...differences });
const three = header(survivors, { seats: 3 });
const field = (differences: Partial<MatchHeader>) => openMatch(survivors, { ...three, ...differences });
const four = header(teamSurvivors, { seats: 4 });
const teams = (differences: Partial<MatchHeader>) => openMatch(teamSurvivors, { ...four, ...differences });

describe('a header that the game does not take', () => {
  it.each<[string, (differences: Partial<MatchHeader>) => unknown, Partial<MatchHeader>, string, string]>([
    [
      'game',
      duel,
      { game: gameName('chess') },
      'wrong-game',
      'the match is of chess, the rules are of noughts',
    ],
    [
      'version',
      duel,
      { rulesVersion: 2 },
      'rules-version',
      'the match was begun under version 2 of noughts, these rules are version 1',
    ],
    ['seats, too few', duel, { seats: [] }, 'wrong-seats', 'noughts has 2 seats, the match has 0'],
    ['seats, too many', duel, { seats: three.seats }, 'wrong-seats', 'noughts has 2 seats, the match has 3'],
    [
      'seats of a game of many',
      field,
      { seats: three.seats.slice(2) },
      'wrong-seats',
      'survivors has 2 to 8 seats, the match has 1',
    ],
    ['teams', field, { teams: [0, 1] }, 'wrong-seats', 'the match has 3 seats, but teams of 2'],
    [
      'teams of a game without',
      field,
      { teams: [0, 0, 1] },
      'wrong-seats',
      'the seats of survivors are of the teams 0, 0, 1: every seat is a team of its own',
    ],
    [
      'a team below 0',
      teams,
      { teams: [0, 0, 1, -1] },
      'wrong-seats',
      'the seats of team-survivors are of the teams 0, 0, 1, -1: teams are numbered from 0',
    ],
    [
      'a part of a team',
      teams,
      { teams: [0, 0, 1, 0.5] },
      'wrong-seats',
      'the seats of team-survivors are of the teams 0, 0, 1, 0.5: teams are numbered from 0',
    ],
  ])('is refused by its %s', (_what, open, differences, code, message) => {
    expect(refusal(open, differences)).toEqual(['ReplayError', code, message, undefined]);
  });

  it('is refused by its options, with the field and the limit', () => {
    const [name, code, message] = refusal(field, { options: { lives: 9 } });
    expect([name, code]).toEqual(['ReplayError', 'options']);
    expect(message).toMatch(/^the options: lives: .*5/);
    expect(refusal(field, { options: { life: 1 } })).toContain('options');
  });

  it('is one that it takes with the fewest and the most seats, and with any teams numbered from 0', () => {
    const eight = header(survivors, { seats: 8 });
    for (const made of [header(survivors, { seats: 2 }), eight])
      expect(refusal(() => openMatch(survivors, made), {})).toBe('opened');
    expect(refusal(teams, { teams: [0, 0, 3, 3] })).toBe('opened');
  });
});

describe('a match before its first command', () => {
  it('has everything of its header, and nothing else', () => {
    const match = openMatch(timedNoughts, header(timedNoughts));
    const { rules: _rules, state: _state, clocks, log, time, ...rest } = match;
    expect(rest).toEqual({
      header: header(timedNoughts),
      chance: { seed: two.seed, drawn: 0 },
      sequence: 0,
      ownership: { epoch: 1, asleep: false },
      toAct: [0],
      choicesChangedAt: [0, 0],
      left: [],
      bots: [],
      absentMs: [0, 0],
      takebacks: true,
      past: undefined,
      offer: undefined,
      offered: [],
      ending: undefined,
      abandoned: undefined,
    });
    expect(log.length).toBe(0);
    expect(time.control.kind).toBe('fischer');
    expect(clocks.seats.map(({ runsSince }) => runsSince)).toEqual([two.startedAt, null]);
  });

  it('may be over already: its result is of entry 0, at its start', () => {
    const game = defineGame({
      rules: { ...noughts.rules, result: () => ({ places: [1, 1], reason: 'full' }) },
    });
    const match = openMatch(game, two);
    expect(match.ending).toEqual({
      result: { places: [1, 1], reason: 'full' },
      endedAt: two.startedAt,
      commands: 0,
      conduct: { turns: [0, 0], left: [], bots: [] },
    });
    expect(match.toAct).toEqual([]);
  });
});

describe('the seed of a match', () => {
  const seed = '0123456789abcdef0123456789abcdef';

  it('is 32 hexadecimal digits in lower case', () => {
    expect(isSeed(seed)).toBe(true);
    for (const text of [
      '',
      seed.slice(1),
      `${seed}0`,
      `x${seed}`,
      `${seed}\n`,
      seed.toUpperCase(),
      seed.replace('0', 'g'),
    ])
      expect(isSeed(text)).toBe(false);
  });

  it('is published as the SHA-256 of its text', () => {
    expect(seedHashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
