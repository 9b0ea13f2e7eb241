/**
 * A second implementation of property expressions: text → tree → value with its type. A type is the innermost
 * element and the number of list levels around it; a player's string list is one more level.
 */
import {
  type AttributeType,
  type Lineup,
  type NumberAggregation,
  type Reading,
  type RuleSetJson,
  teamsNamed,
  teamsOf,
} from './language';
import { common, mean, partyList, partyMaps, partyNumber, partyStrings, playersNumbers } from './players';

export const functions = [
  'min',
  'max',
  'avg',
  'median',
  'sum',
  'count',
  'stddev',
  'flatten',
  'set_intersection',
] as const;
export type FunctionName = (typeof functions)[number];
export type Member =
  { of: 'team' } | { of: 'players' } | { of: 'playerId' } | { of: 'attribute'; name: string };
export type Tree = { call: FunctionName; argument: Tree } | { teams: string; member: Member };

export type Element = 'number' | 'string' | 'map' | 'player' | 'team';
export interface Type {
  element: Element;
  depth: number;
}

/**
 * Lists of lists of … ; `null` is a number that cannot be computed: the average or the minimum of no numbers,
 * or a result of one.
 */
export type Nested = number | string | null | Nested[];

/** Reads a text that is known to be an expression; throws on anything else. */
export function read(text: string): Tree {
  const call = /^\s*(\w+)\s*\((.*)\)\s*$/s.exec(text);
  if (call !== null) {
    const name = functions.find((known) => known === call[1]);
    if (name === undefined) throw new Error(`${text} calls an unknown function`);
    return { call: name, argument: read(call[2] ?? '') };
  }
  const ofPlayers = String.raw`\[\s*(playerId)\s*\]|\.\s*attributes\s*\[([^\]]*)\]`;
  const path = new RegExp(
    String.raw`^\s*teams\s*\[([^\]]*)\]\s*(?:\.\s*players\s*(?:${ofPlayers})?|($))\s*$`,
    'is',
  ).exec(text);
  if (path === null) throw new Error(`${text} is not an expression`);
  const [, teams = '', playerId, attribute, onlyTeams] = path;
  const member: Member =
    attribute !== undefined
      ? { of: 'attribute', name: attribute.trim() }
      : playerId !== undefined
        ? { of: 'playerId' }
        : onlyTeams === ''
          ? { of: 'team' }
          : { of: 'players' };
  return { teams, member };
}

/** A string is an expression if it can be parsed as one. */
export function isExpression(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    read(value);
    return true;
  } catch {
    return false;
  }
}

const elements: Record<AttributeType, Type> = {
  number: { element: 'number', depth: 0 },
  string: { element: 'string', depth: 0 },
  string_list: { element: 'string', depth: 1 },
  string_number_map: { element: 'map', depth: 0 },
};

/** The type of an expression; undefined when a function cannot take its argument. */
export function typeOf(tree: Tree, ruleSet: RuleSetJson): Type | undefined {
  if ('call' in tree) {
    const argument = typeOf(tree.argument, ruleSet);
    return argument === undefined ? undefined : resultOf(tree.call, argument);
  }
  const outer = teamsNamed(tree.teams, teamsOf(ruleSet)).several ? 1 : 0;
  const { member } = tree;
  switch (member.of) {
    case 'team':
      return { element: 'team', depth: outer };
    case 'players':
      return { element: 'player', depth: outer + 1 };
    case 'playerId':
      return { element: 'string', depth: outer + 1 };
    case 'attribute': {
      const type =
        elements[
          ruleSet.playerAttributes.find((one) => one.name === member.name)?.type ?? 'string_number_map'
        ];
      return { element: type.element, depth: outer + 1 + type.depth };
    }
  }
}

/**
 * Reductions take the innermost list, set_intersection the innermost list of lists; flatten removes the
 * outermost brackets.
 */
function resultOf(name: FunctionName, { element, depth }: Type): Type | undefined {
  if (name === 'count') return depth < 1 ? undefined : { element: 'number', depth: depth - 1 };
  if (name === 'flatten') return depth < 2 ? undefined : { element, depth: depth - 1 };
  if (name === 'set_intersection')
    return element !== 'string' || depth < 2 ? undefined : { element, depth: depth - 1 };
  return element !== 'number' || depth < 1 ? undefined : { element, depth: depth - 1 };
}

/** The input of an expression in a rule. */
export interface Scene {
  ruleSet: RuleSetJson;
  lineup: Lineup;
  reading: Pick<Reading, 'partyValue'>;
  /** Without party values: every player's own number. */
  eachPlayer?: boolean;
  numberAggregation?: NumberAggregation;
  listAggregation?: 'union' | 'intersection';
}

const asList = (value: Nested): Nested[] => {
  if (!Array.isArray(value)) throw new Error(`${String(value)} is not a list`);
  return value;
};

/** The value of an expression over a lineup. */
export function evaluate(tree: Tree, scene: Scene): Nested {
  if (!('call' in tree)) return evaluatePath(tree, scene);
  const value = evaluate(tree.argument, scene);
  const type = typeOf(tree.argument, scene.ruleSet);
  if (type === undefined) throw new Error('a function cannot take its argument');
  if (value === null) return null;
  if (tree.call === 'flatten') return asList(value).flatMap((item) => item);
  return inside(value, type.depth - (tree.call === 'set_intersection' ? 2 : 1), (list) =>
    apply(tree.call, list),
  );
}

/** Applies a function to each sublist at this depth. */
function inside(value: Nested, levels: number, work: (list: Nested[]) => Nested): Nested {
  if (value === null) return null;
  if (levels === 0) return work(asList(value));
  return asList(value).map((item) => inside(item, levels - 1, work));
}

function apply(name: FunctionName, list: Nested[]): Nested {
  if (list.some((item) => item === null)) return null;
  if (name === 'count') return list.length;
  if (name === 'set_intersection') return common(list.map((item) => asList(item).map(String)));
  const numbers = list.map(Number);
  if (name === 'sum') return numbers.reduce((sum, value) => sum + value, 0);
  if (numbers.length === 0) return null;
  switch (name) {
    case 'min':
      return Math.min(...numbers);
    case 'max':
      return Math.max(...numbers);
    case 'median': {
      const sorted = [...numbers].sort((a, b) => a - b);
      const middle = [
        sorted[Math.floor((sorted.length - 1) / 2)],
        sorted[Math.ceil((sorted.length - 1) / 2)],
      ];
      return mean(middle.map(Number));
    }
    case 'stddev':
      return Math.sqrt(mean(numbers.map((value) => (value - mean(numbers)) ** 2)));
    default:
      return mean(numbers);
  }
}

function evaluatePath({ teams, member }: Extract<Tree, { teams: string }>, scene: Scene): Nested {
  const { names, several } = teamsNamed(teams, teamsOf(scene.ruleSet));
  // A team is an element of its own, not the list of its players.
  if (member.of === 'team') return several ? names : (names[0] ?? null);
  const lists = names.map((name) =>
    (scene.lineup.get(name) ?? []).flatMap((party): Nested[] => {
      const { ruleSet, reading } = scene;
      const once = reading.partyValue === 'once';
      const ids = party.players.map((player) => player.playerId);
      if (member.of !== 'attribute') return member.of === 'players' && once ? ids.slice(0, 1) : ids;
      const type = ruleSet.playerAttributes.find((one) => one.name === member.name)?.type;
      const repeatValue = (value: Nested): Nested[] =>
        Array.from({ length: once ? 1 : party.players.length }, () => value);
      switch (type) {
        case 'number':
          if (scene.eachPlayer === true) return playersNumbers(party, member.name, ruleSet);
          return repeatValue(partyNumber(party, member.name, ruleSet, scene.numberAggregation));
        case 'string_list':
          return repeatValue(partyList(party, member.name, ruleSet, scene.listAggregation));
        case 'string':
          return once
            ? [...new Set(partyStrings(party, member.name, ruleSet))]
            : partyStrings(party, member.name, ruleSet);
        default:
          return partyMaps(party, member.name, ruleSet).map((map) => JSON.stringify([...map]));
      }
    }),
  );
  return several ? lists : (lists[0] ?? []);
}

/** All plain values, out of lists of any depth. */
export function leaves(value: Nested): Array<number | string> {
  return value === null ? [] : Array.isArray(value) ? value.flatMap(leaves) : [value];
}

/** Whether some part of it could not be computed. */
export function hasGap(value: Nested): boolean {
  return value === null || (Array.isArray(value) && value.some(hasGap));
}

/** The innermost lists: the collections that a collection rule compares. */
export function collections(value: Nested, depth: number): string[][] {
  if (value === null) return [];
  return depth <= 1
    ? [asList(value).map(String)]
    : asList(value).flatMap((item) => collections(item, depth - 1));
}
