import { describe, expect, it } from '@jest/globals';
import { gameName } from '../../core/ids';
import { defineBackend } from '../../definition';
import { arrangedTeams } from '../../definition/arranged-teams';
import { dev, laptop } from '../games/environments';
import duel from '../games/rule-sets/duel.json';
import { backend } from '../games';
import { teamSurvivors } from '../games/survivors';

describe('the teams of a match without matchmaking', () => {
  it('are those that the matchmaking of the game would form, in a game with teams', () => {
    const teams = duel.teams.map((team) => ({ ...team, minPlayers: 1, maxPlayers: 2 }));
    const two = {
      ...duel,
      name: 'two-sides',
      teams,
      playerAttributes: [...duel.playerAttributes, { name: 'options', type: 'string' }],
      rules: [
        ...duel.rules,
        {
          name: 'SameOptions',
          type: 'comparison',
          operation: '=',
          measurements: ['flatten(teams[*].players.attributes[options])'],
        },
      ],
    };
    const played = defineBackend({
      games: [teamSurvivors],
      matchmaking: { sides: { ruleSet: two, games: ['team-survivors'] } },
      environments: { laptop, dev },
    });
    expect([2, 3, 4].map((seats) => arrangedTeams(played, teamSurvivors, seats))).toEqual([
      [0, 1],
      [0, 0, 1],
      [0, 0, 1, 1],
    ]);
    // More players than any matchmaking forms: every seat is its own team.
    expect(arrangedTeams(played, teamSurvivors, 5)).toEqual([0, 1, 2, 3, 4]);
  });

  it('are one for each seat in a game without teams', () => {
    expect(arrangedTeams(backend, { name: gameName('thirds'), teams: false }, 3)).toEqual([0, 1, 2]);
  });
});
