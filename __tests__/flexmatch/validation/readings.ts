import { parseRuleSet } from '../../../flexmatch';

export const base = {
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'skill', type: 'number', default: 10 },
    { name: 'mode', type: 'string' },
    { name: 'maps', type: 'string_list', default: ['a'] },
    { name: 'weights', type: 'string_number_map', default: { a: 1 } },
  ],
  teams: [
    { name: 'red', minPlayers: 1, maxPlayers: 2 },
    { name: 'blue', minPlayers: 1, maxPlayers: 2 },
  ],
};
export const errorsOf = (change: object): string[] =>
  parseRuleSet(JSON.stringify({ ...base, ...change })).errors.map((error) => `${error.path} ${error.code}`);
export const withRule = (rule: object, more: object = {}): string[] =>
  errorsOf({ rules: [{ name: 'R', ...rule }], ...more });

export const skill = 'avg(teams[*].players.attributes[skill])';
export const fair = { name: 'R', type: 'distance', measurements: [skill], referenceValue: 1, maxDistance: 1 };
export const expansion = (target: string, steps: unknown): string[] =>
  errorsOf({
    rules: [fair, { name: 'N', type: 'compound', statement: 'not(R)' }],
    expansions: [{ target, steps }],
  });
