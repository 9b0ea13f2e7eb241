import {
  createMatchmaker,
  type Matchmaker,
  type MatchmakerOptions,
  parseRuleSet,
  type PoolTicket,
  type RuleSet,
} from '../../../flexmatch';

/** The tests count steps, not seconds, so the figures are the same on every machine. */
export const parseRules = (body: object): RuleSet => {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
};
export const skill = { name: 'skill', type: 'number', default: 0 };
export const teams = (least: number, most = least, quantity = 2): object[] => [
  { name: 'side', minPlayers: least, maxPlayers: most, quantity },
];
export const party = (
  id: number,
  size: number,
  attributes: PoolTicket['players'][number]['attributes'],
  more: Partial<PoolTicket> = {},
): PoolTicket => ({
  ticketId: `t${id}`,
  startTime: 0,
  players: Array.from({ length: size }, (_, place) => ({ playerId: `p${id}-${place}`, attributes })),
  ...more,
});
export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
export const createFilled = (
  ruleSet: RuleSet,
  tickets: readonly PoolTicket[],
  options: Partial<MatchmakerOptions> = {},
): Matchmaker => {
  const matchmaker = createMatchmaker(ruleSet, { seed: 1, ...options });
  for (const ticket of tickets) matchmaker.add(ticket);
  return matchmaker;
};
export const scatter = (id: number): number => (id * id * 7919 + id * 31) % 2999;
export const all = 'flatten(teams[*].players.attributes[skill])';
export const steps = ({ work }: Matchmaker): number => work.compared + work.evaluated;
