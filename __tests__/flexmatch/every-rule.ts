/* eslint-disable @typescript-eslint/no-explicit-any -- this reading interprets the JSON of any rule set */
/**
 * A second implementation of the rule language, for tests: the rules. It interprets the JSON of a rule set
 * directly. It is slow and plain on purpose.
 */
import { type AttributeValue, type PoolTicket } from '../../flexmatch';

export interface Json {
  [key: string]: any;
}

export interface Member {
  ticket: PoolTicket;
  index: number;
  team: string;
}

/** The teams of a rule set, those of a quantity each with its number. */
export const teamList = (ruleSet: Json): Array<{ name: string; base: string; min: number; max: number }> =>
  ruleSet.teams.flatMap((team: Json) =>
    team.quantity > 1
      ? Array.from({ length: team.quantity }, (_, i) => ({
          name: `${team.name}_${i + 1}`,
          base: team.name,
          min: team.minPlayers,
          max: team.maxPlayers,
        }))
      : [{ name: team.name, base: team.name, min: team.minPlayers, max: team.maxPlayers }],
  );

/** A player's own value of an attribute, or the default. */
export function valueOf(
  ruleSet: Json,
  ticket: PoolTicket,
  index: number,
  attribute: string,
): AttributeValue | undefined {
  return (
    ticket.players[index]?.attributes[attribute] ??
    ruleSet.playerAttributes.find((one: Json) => one.name === attribute)?.default
  );
}

/** The value of a member: the party's aggregate; a current player of a session counts alone. */
function partyValue(ruleSet: Json, rule: Json, member: Member, attribute: string): any {
  const own = valueOf(ruleSet, member.ticket, member.index, attribute);
  const all =
    member.ticket.backfill !== undefined
      ? [own]
      : member.ticket.players.map((_, index) => valueOf(ruleSet, member.ticket, index, attribute));
  if (typeof own === 'number') return aggregate(all.map(Number), rule.partyAggregation ?? 'avg');
  if (!Array.isArray(own)) return own;
  const lists = all.map((one) => [one ?? []].flat());
  return rule.partyAggregation === 'intersection'
    ? [...new Set(lists[0])].filter((x) => lists.every((l) => l.includes(x)))
    : [...new Set(lists.flat())];
}

function aggregate(values: number[], how: string): number {
  return how === 'min'
    ? Math.min(...values)
    : how === 'max'
      ? Math.max(...values)
      : values.reduce((a, b) => a + b, 0) / values.length;
}

/** All equal and all different compare the players' own values, not those of parties. */
function playersAreCompared(rule: Json): boolean {
  return (
    rule.type === 'comparison' &&
    rule.referenceValue === undefined &&
    [rule.measurements].flat().every((text: string) => /^(flatten\()*teams\[/.test(text))
  );
}

/** The marker of a number that cannot be computed. */
const gap = Symbol('gap');
const hasGap = (value: any): boolean => value === gap || (Array.isArray(value) && value.some(hasGap));

function expression(text: string, ruleSet: Json, rule: Json, teams: Map<string, Member[]>): any {
  const call = /^(\w+)\((.*)\)$/.exec(text);
  if (call === null) {
    const [, selector = '', member = ''] = /^teams\[([^\]]*)\](.*)$/.exec(text) ?? [];
    const declared = teamList(ruleSet);
    const names =
      selector === '*'
        ? declared.map((team) => team.name)
        : selector
            .split(',')
            .flatMap((name) =>
              declared.filter((team) => team.name === name || team.base === name).map((team) => team.name),
            );
    const attribute = /attributes\[(.*)\]/.exec(member)?.[1];
    const lists = names.map((name) =>
      (teams.get(name) ?? []).map((one) =>
        attribute === undefined
          ? one.ticket.players[one.index]?.playerId
          : playersAreCompared(rule)
            ? valueOf(ruleSet, one.ticket, one.index, attribute)
            : partyValue(ruleSet, rule, one, attribute),
      ),
    );
    return selector === '*' || names.length > 1 ? lists : lists[0];
  }
  const [, name, argument = ''] = call;
  const value = expression(argument, ruleSet, rule, teams);
  if (name === 'flatten') return value === gap ? gap : value.flat(1);
  if (hasGap(value)) {
    const grouped = Array.isArray(value) && value.some(Array.isArray);
    return grouped ? value.map((item: any) => (hasGap(item) ? gap : item)) : gap;
  }
  const deep = (list: any[], until: (item: any) => boolean, apply: (list: any[]) => unknown): unknown =>
    list.some(until)
      ? list.map((item) => deep(item, until, apply)).filter((item) => item !== undefined)
      : apply(list);
  if (name === 'set_intersection') {
    return deep(
      value,
      (item) => Array.isArray(item) && item.some(Array.isArray),
      (lists) =>
        lists.length === 0
          ? undefined
          : [...new Set(lists[0])].filter((x) => lists.every((l) => l.includes(x))),
    );
  }
  return deep(value, Array.isArray, (numbers) => {
    if (name === 'count') return numbers.length;
    if (name === 'sum') return numbers.reduce((a, b) => a + b, 0);
    if (numbers.length === 0) return gap;
    if (name === 'median') {
      const s = [...numbers].sort((a, b) => a - b);
      return (s[Math.floor((s.length - 1) / 2)] + s[Math.ceil((s.length - 1) / 2)]) / 2;
    }
    const mean = aggregate(numbers, 'avg');
    return name === 'stddev'
      ? Math.sqrt(
          aggregate(
            numbers.map((n) => (n - mean) ** 2),
            'avg',
          ),
        )
      : aggregate(numbers, name ?? '');
  });
}

const plain = (value: any): any[] =>
  value === undefined ? [] : Array.isArray(value) ? value.flatMap(plain) : [value];
const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.includes('teams[');

/** Whether one rule holds for a complete match. */
export function ruleHolds(rule: Json, ruleSet: Json, teams: Map<string, Member[]>): boolean {
  const members = [...teams.values()].flat();
  const measured = [rule.measurements ?? []]
    .flat()
    .map((text: string) => expression(text, ruleSet, rule, teams));
  const reference = isExpression(rule.referenceValue)
    ? expression(rule.referenceValue, ruleSet, rule, teams)
    : rule.referenceValue;
  if (hasGap(measured) || hasGap(reference)) return false;
  switch (rule.type) {
    case 'comparison': {
      const values = plain(measured);
      if (rule.referenceValue === undefined)
        return rule.operation === '=' ? new Set(values).size <= 1 : new Set(values).size === values.length;
      const compare: Record<string, (a: any, b: any) => boolean> = {
        '<': (a, b) => a < b,
        '<=': (a, b) => a <= b,
        '=': (a, b) => a === b,
        '!=': (a, b) => a !== b,
        '>': (a, b) => a > b,
        '>=': (a, b) => a >= b,
      };
      return values.every((value) =>
        plain(reference).every((other) => compare[rule.operation]?.(value, other)),
      );
    }
    case 'distance':
      return plain(measured).every((value) =>
        plain(reference).every(
          (other) =>
            Math.abs(value - other) <= (rule.maxDistance ?? Infinity) &&
            Math.abs(value - other) >= (rule.minDistance ?? 0),
        ),
      );
    case 'collection': {
      const lists: any[][] = [];
      const collect = (value: any): void => {
        if (Array.isArray(value)) {
          if (value.some(Array.isArray)) value.forEach(collect);
          else lists.push(value);
        }
      };
      // The players' lists are elements of a list; the list of a player without values is an element too.
      for (const value of measured) if (value !== undefined && value.length > 0) collect(value);
      const within = (n: number): boolean => n >= (rule.minCount ?? 0) && n <= (rule.maxCount ?? Infinity);
      if (rule.operation === 'contains')
        return within(lists.filter((list) => list.includes(rule.referenceValue)).length);
      // An empty team has no value in common.
      if (rule.operation === 'intersection')
        return within([...new Set(lists[0])].filter((x) => lists.every((list) => list.includes(x))).length);
      return (
        reference === undefined ||
        lists.every((list) => within(new Set(list.filter((x) => plain(reference).includes(x))).size))
      );
    }
    case 'batchDistance': {
      const values = members.map((member) => partyValue(ruleSet, rule, member, rule.batchAttribute));
      if (typeof values[0] === 'string') return new Set(values).size <= 1;
      return Math.max(...values) - Math.min(...values) <= Number(rule.maxDistance);
    }
    case 'latency': {
      const locations = new Set(
        members.flatMap((member) => Object.keys(member.ticket.players[member.index]?.latencyMs ?? {})),
      );
      return [...locations].some((location) => {
        const values = members.map((member) => {
          const party =
            member.ticket.backfill !== undefined
              ? [member.ticket.players[member.index]]
              : member.ticket.players;
          const all = party.map((player) => player?.latencyMs?.[location]);
          const known = all.filter((latency) => latency !== undefined);
          return known.length < all.length ? Infinity : aggregate(known, rule.partyAggregation ?? 'avg');
        });
        if (values.some((value) => !(value <= (rule.maxLatency ?? 1e9)))) return false;
        const centre = rule.distanceReference === 'min' ? Math.min(...values) : aggregate(values, 'avg');
        return values.every((value) => Math.abs(value - centre) <= (rule.maxDistance ?? Infinity) + 1e-9);
      });
    }
    case 'compound': {
      const holds = (text: string): boolean => {
        const [, operator, inside = ''] = /^(and|or|xor|not)\((.*)\)$/.exec(text.trim()) ?? [];
        if (operator === undefined)
          return ruleHolds(
            ruleSet.rules.find((one: Json) => one.name === text.trim()),
            ruleSet,
            teams,
          );
        const parts: string[] = [];
        let depth = 0;
        let part = '';
        for (const letter of `${inside},`) {
          if (letter === '(') depth += 1;
          if (letter === ')') depth -= 1;
          if (letter === ',' && depth === 0) {
            parts.push(part);
            part = '';
          } else part += letter;
        }
        const true_ = parts.filter(holds).length;
        return operator === 'and'
          ? true_ === parts.length
          : operator === 'or'
            ? true_ > 0
            : operator === 'xor'
              ? true_ === 1
              : true_ === 0;
      };
      return holds(rule.statement);
    }
    default:
      return true;
  }
}
