import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, type Matchmaker } from '../../../flexmatch';
import { addAll, parseRules, ticket } from './matchmaking';

const oneTank = (team: string): object => ({
  name: `tank-${team}`,
  type: 'collection',
  operation: 'contains',
  measurements: [`flatten(teams[${team}].players.attributes[roles])`],
  referenceValue: 'tank',
  minCount: 1,
  maxCount: 1,
});

/** Two against two with one tank a team, and averages of skill within 20. */
const tanks = parseRules({
  playerAttributes: [
    { name: 'roles', type: 'string_list' },
    { name: 'skill', type: 'number' },
  ],
  teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 2, maxPlayers: 2 })),
  rules: [
    oneTank('red'),
    oneTank('blue'),
    {
      name: 'Fair',
      type: 'distance',
      measurements: ['avg(teams[red].players.attributes[skill])'],
      referenceValue: 'avg(teams[blue].players.attributes[skill])',
      maxDistance: 20,
    },
  ],
});

const waitingIds = Array.from({ length: 40 }, (_, place) => `tank${place}`);

/** A pool in which tanks of almost the same skill have been found to have no match. */
function tanksAlone(): Matchmaker {
  const matchmaker = createMatchmaker(tanks, { seed: 1 });
  addAll(
    matchmaker,
    waitingIds.map((id, place) => ticket(id, { roles: ['tank'], skill: 300 + place / 10 })),
  );
  expect(matchmaker.tick(1).matches).toEqual([]);
  return matchmaker;
}

/** The matches after players without the role have come, by their ids. */
const matchesWith = (matchmaker: Matchmaker, skills: readonly number[]): ReadonlyArray<readonly string[]> =>
  addAll(
    matchmaker,
    skills.map((skill, place) => ticket(`dps${place}`, { roles: ['dps'], skill }, { startTime: 2 })),
  )
    .tick(2)
    .matches.map(({ ticketIds }) => ticketIds);

export function newcomers(): void {
  describe('tickets that come to a pool without a match', () => {
    it('have all their matches in one look', () => {
      expect(matchesWith(tanksAlone(), [300, 300, 500, 500])).toEqual([
        ['tank0', 'tank1', 'dps0', 'dps1'],
        ['tank2', 'tank3', 'dps2', 'dps3'],
      ]);
    });

    it('cause no search around those that waited, once none of them can be in another match', () => {
      const matchmaker = tanksAlone();
      // Each of the four can be in a match with one of the first two; the last two in none together.
      expect(matchesWith(matchmaker, [300, 300, 340, 260])).toEqual([['tank0', 'tank1', 'dps0', 'dps1']]);
      const counts = waitingIds.slice(2).flatMap((id) => matchmaker.metrics(id));
      expect(counts.filter(({ passedCount, failedCount }) => passedCount + failedCount > 0)).toEqual([]);
    });
  });
}
