import { type AttributeType } from '../engine-types';
import { type ExpressionNode, type FunctionName } from './syntax';

/**
 * The type of an expression: the kind of its innermost elements, and the number of lists around them. A
 * `string_list` is one element (a player's list), so that lists of players' lists differ from lists of
 * strings.
 */
export interface ValueType {
  readonly element: 'number' | 'string' | 'string_list' | 'string_number_map' | 'player' | 'team';
  readonly depth: number;
}

/** The names of a rule set that an expression may use. */
export interface Declarations {
  attributeType(name: string): AttributeType | undefined;
  /** The attribute's declaration has an error of its own. */
  isFaulty?(name: string): boolean;
  /** The number of teams with this name: 1, or the quantity; undefined when there is none. */
  teamsNamed(name: string): number | undefined;
  readonly attributeNames: readonly string[];
  readonly teamNames: readonly string[];
}

/** The type of an expression, or its mistake. `idle` names a function that changes nothing. */
export type Typing =
  | { readonly type: ValueType; readonly idle?: string }
  | {
      readonly problem: string;
      readonly unknownName: boolean;
      /** The mistake is in a declaration, and was reported there. */ readonly reported?: true;
    };

export function describeType(type: ValueType): string {
  const noun = {
    number: 'number',
    string: 'string',
    string_list: 'string list',
    string_number_map: 'map',
    player: 'player',
    team: 'team',
  }[type.element];
  if (type.depth === 0) return `one ${noun}`;
  return `${'list of '.repeat(type.depth)}${noun}s`;
}

/** Finds the type of an expression against the declared attributes and teams. */
export function typeOf(node: ExpressionNode, declared: Declarations): Typing {
  if (node.kind === 'call') {
    const inner = typeOf(node.argument, declared);
    return 'problem' in inner ? inner : callType(node.name, inner.type, inner.idle);
  }
  let several = node.teams === 'all' || node.teams.length > 1;
  if (node.teams !== 'all') {
    for (const name of node.teams) {
      const count = declared.teamsNamed(name);
      if (count === undefined)
        return {
          problem: `no team is named "${name}": the teams are ${declared.teamNames.join(', ')}`,
          unknownName: true,
        };
      if (count > 1) several = true;
    }
  }
  const outer = several ? 1 : 0;
  switch (node.member.kind) {
    case 'team':
      return { type: { element: 'team', depth: outer } };
    case 'players':
      return { type: { element: 'player', depth: outer + 1 } };
    case 'playerId':
      return { type: { element: 'string', depth: outer + 1 } };
    case 'attribute': {
      const attribute = declared.attributeType(node.member.name);
      if (attribute === undefined && declared.isFaulty?.(node.member.name) === true)
        return {
          problem: `the attribute "${node.member.name}" is not declared as it must be`,
          unknownName: true,
          reported: true,
        };
      if (attribute === undefined) {
        const known =
          declared.attributeNames.length === 0
            ? 'none is declared'
            : `declared are ${declared.attributeNames.join(', ')}`;
        return {
          problem: `the attribute "${node.member.name}" is not declared in playerAttributes: ${known}`,
          unknownName: true,
        };
      }
      return { type: { element: attribute, depth: outer + 1 } };
    }
  }
}

function callType(name: FunctionName, type: ValueType, idle: string | undefined): Typing {
  const wrong = (needs: string): Typing => ({
    problem: `${name}(…) takes ${needs}, not ${describeType(type)}`,
    unknownName: false,
  });
  const carried = idle === undefined ? {} : { idle };
  switch (name) {
    case 'min':
    case 'max':
    case 'avg':
    case 'median':
    case 'sum':
    case 'stddev':
      if (type.element !== 'number' || type.depth === 0) return wrong('a list of numbers');
      return { type: { element: 'number', depth: type.depth - 1 }, ...carried };
    case 'count':
      if (type.element === 'string_list')
        return { type: { element: 'number', depth: type.depth }, ...carried };
      if (type.depth === 0) return wrong('a list');
      return { type: { element: 'number', depth: type.depth - 1 }, ...carried };
    case 'flatten':
      if (type.element === 'string_list' && type.depth === 1)
        return { type: { element: 'string', depth: 1 }, ...carried };
      if (type.depth === 0) return wrong('a list of lists');
      if (type.depth === 1)
        return { type, idle: `flatten(…) has nothing to flatten in a ${describeType(type)}: leave it out` };
      return { type: { element: type.element, depth: type.depth - 1 }, ...carried };
    case 'set_intersection':
      if (type.element === 'string_list' && type.depth >= 1) {
        return {
          type:
            type.depth === 1
              ? { element: 'string', depth: 1 }
              : { element: 'string_list', depth: type.depth - 1 },
          ...carried,
        };
      }
      if (type.element === 'string' && type.depth >= 2)
        return { type: { element: 'string', depth: type.depth - 1 }, ...carried };
      return wrong('a list of string lists');
  }
}
