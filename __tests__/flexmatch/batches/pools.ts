import {
  createMatchmaker,
  type MatchmakerOptions,
  parseRuleSet,
  type PoolTicket,
  type RuleSet,
  type TickOutcome,
} from '../../../flexmatch';

export const parseRules = (body: object): RuleSet => {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
};
export const attributes = [
  { name: 'skill', type: 'number', default: 5 },
  { name: 'mode', type: 'string', default: 'x' },
  { name: 'modes', type: 'string_list', default: ['a'] },
];
export const two = (least: number, most = least): object[] => [
  { name: 'red', minPlayers: least, maxPlayers: most },
  { name: 'blue', minPlayers: least, maxPlayers: most },
];
export const ticket = (
  id: number,
  skill: number,
  more: Partial<PoolTicket['players'][number]['attributes']> = {},
  size = 1,
): PoolTicket => ({
  ticketId: `t${id}`,
  startTime: 0,
  players: Array.from({ length: size }, (_, place) => ({
    playerId: `p${id}-${place}`,
    attributes: { skill, ...more },
  })),
});
export const look = (
  ruleSet: RuleSet,
  tickets: readonly PoolTicket[],
  options: Partial<MatchmakerOptions> = {},
): TickOutcome => {
  const matchmaker = createMatchmaker(ruleSet, { seed: 1, ...options });
  for (const one of tickets) matchmaker.add(one);
  return matchmaker.tick(1);
};
export const numbers = (outcome: TickOutcome): number[][] =>
  outcome.matches.map((match) => match.ticketIds.map((id) => Number(id.slice(1))));
export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
