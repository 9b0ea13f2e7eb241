import { at } from '../at';
import { type Value, inside, reduceNumbers, intersect } from './reduce';
import { type Columns } from '../roster/columns';
import { type Roster, type Unit } from '../roster/unit';
import { type ListAggregation, type NumberAggregation } from '../rule-set/rule-set';
import { type AttributeType } from '../engine-types';
import { type CallNode, type ExpressionNode, type FunctionName, type PathNode } from './syntax';

/** A compiled expression: its value for the players on a roster. */
export type Evaluation = (roster: Roster) => Value;

/** The rule set and the open questions that determine the value of an expression. */
export interface CompileContext {
  readonly columns: Columns;
  /** The slots with this team name. */
  slotsOf(name: string): readonly number[];
  readonly slotCount: number;
  attributeType(name: string): AttributeType;
  /** `each-player`: no party value, every player's own number. */
  readonly numberAggregation: NumberAggregation | 'each-player';
  /** A party is one element of a list of players, and equal strings of its members are merged. */
  readonly partyOnce: boolean;
  readonly listAggregation: ListAggregation;
  /**
   * The intersection of no lists: without strings in a complete match, `undecided` (undefined) while further
   * players may still bring lists.
   */
  readonly noLists: 'empty' | 'undecided';
}

/** Compiles an expression to a closure over a roster. The parser of rule sets has checked the names in it. */
export function compileExpression(node: ExpressionNode, context: CompileContext): Evaluation {
  if (node.kind === 'path') return compilePath(node, context);
  return compileFused(node, context) ?? compileCall(node, context);
}

/** The slots of a path, and whether its value is a list of teams. */
export function slotsOfPath(
  node: PathNode,
  context: Pick<CompileContext, 'slotsOf' | 'slotCount'>,
): { readonly slots: readonly number[]; readonly several: boolean } {
  if (node.teams === 'all')
    return { slots: Array.from({ length: context.slotCount }, (_, index) => index), several: true };
  const slots = node.teams.flatMap((name) => [...context.slotsOf(name)]);
  return { slots: [...new Set(slots)], several: node.teams.length > 1 || slots.length > 1 };
}

function compilePath(node: PathNode, context: CompileContext): Evaluation {
  const { slots, several } = slotsOfPath(node, context);
  const append = appendMembers(node, context);
  const team = (roster: Roster, slot: number): Value[] => {
    const out: Value[] = [];
    for (const unit of roster.slots[slot] ?? []) append(unit, out);
    return out;
  };
  const [only = 0] = slots;
  // A team is a value of its own, not the list of its players: count(teams[*]) is the number of teams.
  if (node.member.kind === 'team') return several ? () => slots.map(String) : () => String(only);
  return several ? (roster) => slots.map((slot) => team(roster, slot)) : (roster) => team(roster, only);
}

function appendMembers(node: PathNode, context: CompileContext): (unit: Unit, out: Value[]) => void {
  const { member } = node;
  switch (member.kind) {
    case 'team':
      return () => {
        /* compilePath answers for teams */
      };
    case 'players':
      if (context.partyOnce) return (unit, out) => out.push(unit.playerIds[0]);
      return (unit, out) => {
        for (const id of unit.playerIds) out.push(id);
      };
    case 'playerId':
      return (unit, out) => {
        for (const id of unit.playerIds) out.push(id);
      };
    case 'attribute': {
      switch (context.attributeType(member.name)) {
        case 'number': {
          if (context.numberAggregation === 'each-player') {
            const own = context.columns.ownNumberColumn(member.name);
            return (unit, out) => {
              for (const value of unit.ownNumbers[own] ?? []) out.push(value);
            };
          }
          const column = context.columns.numberColumn(member.name, context.numberAggregation);
          return (unit, out) => {
            for (let i = 0; i < unit.weight; i += 1) out.push(unit.numbers[column]);
          };
        }
        case 'string': {
          const column = context.columns.stringColumn(member.name);
          return (unit, out) => {
            for (const value of unit.strings[column] ?? []) out.push(value);
          };
        }
        case 'string_list': {
          const column = context.columns.listColumn(member.name, context.listAggregation);
          return (unit, out) => {
            const list = [...(unit.lists[column] ?? [])];
            for (let i = 0; i < unit.weight; i += 1) out.push(list);
          };
        }
        case 'string_number_map':
          // No aggregation is defined for maps, so the list has every member's map; functions only use its
          // length.
          return (unit, out) => {
            for (let i = 0; i < unit.size; i += 1) out.push('');
          };
      }
    }
  }
}

/**
 * Reductions of numbers directly over the units, without building lists: avg(path), avg(flatten(path)),
 * count(path).
 */
function compileFused(node: CallNode, context: CompileContext): Evaluation | undefined {
  let path = node.argument;
  let flat = false;
  if (path.kind === 'call' && path.name === 'flatten' && path.argument.kind === 'path') {
    path = path.argument;
    flat = true;
  }
  if (path.kind !== 'path') return undefined;
  const { slots, several } = slotsOfPath(path, context);
  if (flat && !several) return undefined;
  const reduce = node.name === 'count' ? countOver(path, context) : reduceOver(node.name, path, context);
  if (reduce === undefined) return undefined;
  if (several && !flat) {
    const single = slots.map((slot) => [slot]);
    return (roster) => {
      const out: Value[] = [];
      for (const slot of single) out.push(reduce(roster, slot));
      return out;
    };
  }
  return (roster) => reduce(roster, slots);
}

type Reduction = (roster: Roster, slots: readonly number[]) => number | null;

function countOver(path: PathNode, context: CompileContext): Reduction | undefined {
  if (path.member.kind === 'players' && context.partyOnce) {
    return (roster, slots) => {
      let parties = 0;
      for (const slot of slots) parties += at(roster.slots, slot).length;
      return parties;
    };
  }
  if (path.member.kind === 'players' || path.member.kind === 'playerId') {
    return (roster, slots) => {
      let players = 0;
      for (const slot of slots) players += at(roster.loads, slot);
      return players;
    };
  }
  if (path.member.kind !== 'attribute' || context.attributeType(path.member.name) !== 'number')
    return undefined;
  return (roster, slots) => {
    let count = 0;
    for (const slot of slots) for (const unit of roster.slots[slot] ?? []) count += unit.weight;
    return count;
  };
}

function reduceOver(name: FunctionName, path: PathNode, context: CompileContext): Reduction | undefined {
  if (path.member.kind !== 'attribute' || context.attributeType(path.member.name) !== 'number')
    return undefined;
  if (context.numberAggregation === 'each-player') return undefined;
  const column = context.columns.numberColumn(path.member.name, context.numberAggregation);
  const sum = (roster: Roster, slots: readonly number[], count: { n: number }): number => {
    let total = 0;
    let n = 0;
    for (const slot of slots) {
      for (const unit of roster.slots[slot] ?? []) {
        total += at(unit.numbers, column) * unit.weight;
        n += unit.weight;
      }
    }
    count.n = n;
    return total;
  };
  const counted = { n: 0 };
  switch (name) {
    case 'sum':
      return (roster, slots) => sum(roster, slots, counted);
    case 'avg':
      return (roster, slots) => {
        const total = sum(roster, slots, counted);
        return counted.n === 0 ? null : total / counted.n;
      };
    case 'min':
    case 'max': {
      const sign = name === 'max' ? 1 : -1;
      return (roster, slots) => {
        let best: number | null = null;
        for (const slot of slots) {
          for (const unit of roster.slots[slot] ?? []) {
            const value = at(unit.numbers, column);
            if (best === null || (value - best) * sign > 0) best = value;
          }
        }
        return best;
      };
    }
    default:
      return undefined;
  }
}

function compileCall(node: CallNode, context: CompileContext): Evaluation {
  const argument = compileExpression(node.argument, context);
  const { name } = node;
  const depth = depthOf(node.argument, context);
  if (name === 'flatten') {
    return (roster) => {
      const value = argument(roster);
      if (!Array.isArray(value)) return value;
      const out: Value[] = [];
      for (const item of value) {
        if (Array.isArray(item)) {
          for (const inner of item) out.push(inner);
        } else out.push(item);
      }
      return out;
    };
  }
  if (name === 'set_intersection') {
    const common =
      context.noLists === 'undecided' ? intersect : (lists: readonly Value[]) => intersect(lists) ?? [];
    return (roster) => inside(argument(roster), depth - 2, common);
  }
  const reduce = (list: readonly Value[]): Value => {
    // A value that cannot be evaluated propagates to every result computed from it.
    if (list.includes(null)) return null;
    if (name === 'count') return list.length;
    return reduceNumbers(
      name,
      list.filter((item) => typeof item === 'number'),
    );
  };
  return (roster) => inside(argument(roster), depth - 1, reduce);
}

/**
 * Number of lists around the single numbers, strings, players or teams; a player's string list is one of
 * them.
 */
function depthOf(node: ExpressionNode, context: CompileContext): number {
  if (node.kind === 'path') {
    const outer = slotsOfPath(node, context).several ? 1 : 0;
    if (node.member.kind === 'team') return outer;
    return (
      outer +
      (node.member.kind === 'attribute' && context.attributeType(node.member.name) === 'string_list' ? 2 : 1)
    );
  }
  const depth = depthOf(node.argument, context);
  return node.name === 'flatten' ? Math.max(1, depth - 1) : depth - 1;
}
