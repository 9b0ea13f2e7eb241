import fs from 'node:fs';
import path from 'node:path';
import { parseRuleSet, type RuleSet, type TicketPlayer } from '../../../../flexmatch';
import {
  type ArrivingTicket,
  completePopulation,
  type PartialPopulation,
  simulate,
} from '../../../../flexmatch/simulate';
import { type Json } from '../../every-rule';

const root = path.resolve(__dirname, '..', '..', '..', '..');
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

export function ruleSetOf(body: Json | string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(typeof body === 'string' ? body : JSON.stringify(body));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}

export const duel = ruleSetOf(read('docs/examples/duel.json'));
export const wide = ruleSetOf(read('docs/examples/duel-wide.json'));

export const oneOnOne = (more: Json = {}): Json => ({
  name: 'one-on-one',
  ruleLanguageVersion: '1.0',
  playerAttributes: [],
  teams: [
    { name: 'left', minPlayers: 1, maxPlayers: 1 },
    { name: 'right', minPlayers: 1, maxPlayers: 1 },
  ],
  rules: [],
  expansions: [],
  ...more,
});
export const near = {
  playerAttributes: [{ name: 'skill', type: 'number' }],
  rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 }],
};

export const run = (
  body: Json,
  population: PartialPopulation,
  options: Parameters<typeof simulate>[2] = {},
): ReturnType<typeof simulate> =>
  simulate(ruleSetOf(body), completePopulation(population, [ruleSetOf(body)]).population, options);
export const came = (ticketId: string, startTime: number, player: Partial<TicketPlayer>): ArrivingTicket => ({
  ticket: { ticketId, startTime, players: [{ playerId: ticketId, attributes: {}, ...player }] },
});
