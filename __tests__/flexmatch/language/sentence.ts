import { expect, it } from '@jest/globals';
import { type AttributeValue, parseRuleSet, type PoolTicket, runCase } from '../../../flexmatch';

/** A player: attributes, start time, id, latencies and team; `bf` makes the ticket a running session. */
export interface Person {
  start?: number;
  id?: string;
  lat?: Record<string, number>;
  team?: string;
  bf?: boolean;
  [attribute: string]: AttributeValue | boolean | undefined;
}
const own = ['start', 'id', 'lat', 'team', 'bf'];

/**
 * One sentence of the language as a test.
 * @param expected whether there is a match, or the matches as "time team team", players joined by +
 */
export function t(
  name: string,
  body: object,
  given: ReadonlyArray<Person | Person[]>,
  at: number,
  expected: boolean | string[],
): void {
  it(name, () => {
    const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
    if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
    const tickets = given
      .map((one): Person[] => (Array.isArray(one) ? one : [one]))
      .map((people, index): PoolTicket => ({
        ticketId: `t${index}`,
        startTime: people[0]?.start ?? 0,
        ...(people[0]?.bf === true ? { backfill: {} } : {}),
        players: people.map((person, place) => ({
          playerId: person.id ?? `p${index}${people.length > 1 ? `-${place}` : ''}`,
          attributes: Object.fromEntries(
            Object.entries(person).filter(
              (entry): entry is [string, AttributeValue] =>
                !own.includes(entry[0]) && entry[1] !== undefined && typeof entry[1] !== 'boolean',
            ),
          ),
          ...(person.lat === undefined ? {} : { latencyMs: person.lat }),
          ...(person.team === undefined ? {} : { team: person.team }),
        })),
      }));
    const { matches } = runCase({ tickets, at, additionalPlayerCount: 0 }, ruleSet);
    if (typeof expected === 'boolean') expect(matches.length > 0).toBe(expected);
    else
      expect(
        matches.map((match) =>
          [match.at, ...match.match.teams.map((team) => team.playerIds.join('+'))].join(' '),
        ),
      ).toEqual(expected);
  });
}

/** The attributes that the rule sets of these tests declare. */
export const num = [
  { name: 's', type: 'number' },
  { name: 'm', type: 'string', default: 'dm' },
  { name: 'l', type: 'string_list', default: ['a'] },
];
export const two = [
  { name: 'red', minPlayers: 1, maxPlayers: 1 },
  { name: 'blue', minPlayers: 1, maxPlayers: 1 },
];
export const one2 = [{ name: 'all', minPlayers: 2, maxPlayers: 2 }];
/** A rule set with one rule, named R. */
export const R = (rule: object, teams: object = one2, more: object = {}): object => ({
  playerAttributes: num,
  teams,
  rules: [{ name: 'R', ...rule }],
  ...more,
});
export const S = 'flatten(teams[*].players.attributes[s])';
export const L = 'flatten(teams[*].players.attributes[l])';
export const M = 'flatten(teams[*].players.attributes[m])';
