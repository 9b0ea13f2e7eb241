/**
 * The values of players and parties: defaults, types, and party aggregation (guide, "Party aggregation" of
 * each rule type).
 */
import { type AttributeValue, type PoolTicket, type TicketPlayer } from '../../../flexmatch';
import { type AttributeJson, type NumberAggregation, type Party, type RuleSetJson } from './language';

/**
 * The value that the player sent, or the default, or undefined. An empty string is not a default (values have
 * 1 to 100 characters).
 */
export function sentOrDefault(player: TicketPlayer, attribute: AttributeJson): AttributeValue | undefined {
  return player.attributes[attribute.name] ?? (attribute.default === '' ? undefined : attribute.default);
}

function isOfType(value: AttributeValue, attribute: AttributeJson): boolean {
  switch (attribute.type) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'string_list':
      return Array.isArray(value);
    case 'string_number_map':
      return typeof value === 'object' && !Array.isArray(value);
  }
}

/**
 * Whether the ticket may ever be matched: every player has every attribute, and latencies when a rule
 * requires them.
 */
export function isEligible(ticket: PoolTicket, ruleSet: RuleSetJson): boolean {
  const asksLatency = ruleSet.rules?.some((rule) => rule.type === 'latency') ?? false;
  return ticket.players.every(
    (player) =>
      ruleSet.playerAttributes.every((attribute) => {
        const value = sentOrDefault(player, attribute);
        return value !== undefined && isOfType(value, attribute);
      }) &&
      (!asksLatency || Object.keys(player.latencyMs ?? {}).length > 0),
  );
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function aggregate(values: readonly number[], how: NumberAggregation = 'avg'): number {
  return how === 'avg' ? mean(values) : how === 'min' ? Math.min(...values) : Math.max(...values);
}

/** Strings that occur in all lists, each once. */
export function common(lists: ReadonlyArray<readonly string[]>): string[] {
  return [...new Set(lists[0] ?? [])].filter((value) => lists.every((list) => list.includes(value)));
}

function attributeNamed(ruleSet: RuleSetJson, name: string): AttributeJson {
  const attribute = ruleSet.playerAttributes.find((one) => one.name === name);
  if (attribute === undefined) throw new Error(`the rule set declares no attribute "${name}"`);
  return attribute;
}

function own(party: Party, attribute: AttributeJson): AttributeValue[] {
  return party.players.map((player) => {
    const value = sentOrDefault(player, attribute);
    if (value === undefined) throw new Error(`${player.playerId} has no "${attribute.name}"`);
    return value;
  });
}

/** The aggregated number of a party. */
export function partyNumber(
  party: Party,
  name: string,
  ruleSet: RuleSetJson,
  how: NumberAggregation | undefined,
): number {
  return aggregate(own(party, attributeNamed(ruleSet, name)).map(Number), how);
}

/** Every member's own number. */
export function playersNumbers(party: Party, name: string, ruleSet: RuleSetJson): number[] {
  return own(party, attributeNamed(ruleSet, name)).map(Number);
}

/** Strings of a party: no aggregation is defined, so each member's string counts. */
export function partyStrings(party: Party, name: string, ruleSet: RuleSetJson): string[] {
  return own(party, attributeNamed(ruleSet, name)).map(String);
}

/** The aggregated list of a party; repeats within a player's list count once. */
export function partyList(
  party: Party,
  name: string,
  ruleSet: RuleSetJson,
  how: 'union' | 'intersection' = 'union',
): string[] {
  const lists = own(party, attributeNamed(ruleSet, name)).map((value) =>
    Array.isArray(value) ? value.map(String) : [],
  );
  return how === 'union' ? [...new Set(lists.flat())] : common(lists);
}

/** The numbers of a map by name; empty for any other value. */
export function asMap(value: AttributeValue): Map<string, number> {
  return new Map(
    typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).map(([key, number]) => [key, Number(number)])
      : [],
  );
}

/** The maps of a party's members. */
export function partyMaps(party: Party, name: string, ruleSet: RuleSetJson): Array<Map<string, number>> {
  return own(party, attributeNamed(ruleSet, name)).map(asMap);
}

/** The aggregated latency of a party in a location: absent if any member did not report it. */
export function partyLatency(
  party: Party,
  location: string,
  how: NumberAggregation | undefined,
): number | undefined {
  const values = party.players.flatMap((player) => player.latencyMs?.[location] ?? []);
  return values.length < party.players.length ? undefined : aggregate(values, how);
}
