import { type Matchmaker, parseRuleSet, type PoolTicket, type RuleSet } from '../../../flexmatch';

export const parseRules = (body: object): RuleSet => {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
};
export const ticket = (
  id: string,
  attributes: PoolTicket['players'][number]['attributes'] = {},
  more: Partial<PoolTicket> = {},
  latencyMs?: Record<string, number>,
): PoolTicket => ({
  ticketId: id,
  startTime: 0,
  players: [{ playerId: `p-${id}`, attributes, ...(latencyMs === undefined ? {} : { latencyMs }) }],
  ...more,
});
export const party = (id: string, size: number, skill = 0): PoolTicket => ({
  ticketId: id,
  startTime: 0,
  players: Array.from({ length: size }, (_, index) => ({
    playerId: `${id}-${index}`,
    attributes: { skill },
  })),
});
export const addAll = (matchmaker: Matchmaker, tickets: readonly PoolTicket[]): Matchmaker => {
  tickets.forEach((one) => matchmaker.add(one));
  return matchmaker;
};
