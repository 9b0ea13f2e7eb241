import fs from 'node:fs';
import path from 'node:path';
import { parseRuleSet, type RuleSet } from '../../../../flexmatch';

const root = path.resolve(__dirname, '..', '..', '..', '..');
function ruleSetOf(body: unknown): RuleSet {
  const { ruleSet, errors } = parseRuleSet(typeof body === 'string' ? body : JSON.stringify(body));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}
export const duel = ruleSetOf(fs.readFileSync(path.join(root, 'docs/examples/duel.json'), 'utf8'));
export const everything = ruleSetOf({
  name: 'everything',
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'level', type: 'number' },
    { name: 'mode', type: 'string' },
    { name: 'maps', type: 'string_list', default: ['dust', 'mirage'] },
    { name: 'ranks', type: 'string_number_map', default: { solo: 3, duo: 4 } },
  ],
  teams: [
    { name: 'red', minPlayers: 3, maxPlayers: 3 },
    { name: 'blue', minPlayers: 3, maxPlayers: 3 },
  ],
  rules: [
    {
      name: 'Level',
      type: 'distance',
      measurements: ['avg(teams[red].players.attributes[level])'],
      referenceValue: 'avg(teams[blue].players.attributes[level])',
      maxDistance: 5,
    },
    {
      name: 'Mode',
      type: 'comparison',
      measurements: ['flatten(teams[*].players.attributes[mode])'],
      referenceValue: 'ranked',
      operation: '=',
    },
    {
      name: 'Maps',
      type: 'collection',
      measurements: ['flatten(teams[*].players.attributes[maps])'],
      operation: 'intersection',
      minCount: 1,
    },
  ],
});
