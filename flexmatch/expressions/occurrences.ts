import { type Roster, type Unit } from '../roster/unit';
import { type CompileContext, slotsOfPath } from './compile';
import { type ExpressionNode, type PathNode } from './syntax';

/**
 * Counts a text in players' attributes directly over the units, without building the lists of the expression:
 * a search counts after each ticket that it adds. A player's list has a text at most once, so as many lists
 * have it as it occurs in all of them.
 * @param node a path to an attribute, flattened any number of times: that does not change the count
 * @returns undefined for an expression of another form
 */
export function compileOccurrences(
  node: ExpressionNode,
  wanted: string,
  context: CompileContext,
): ((roster: Roster) => number) | undefined {
  const path = flattenedPath(node);
  if (path === undefined) return undefined;
  const inUnit = occurrencesInUnit(path, wanted, context);
  if (inUnit === undefined) return undefined;
  const { slots } = slotsOfPath(path, context);
  return (roster) => {
    let count = 0;
    for (const slot of slots) for (const unit of roster.slots[slot] ?? []) count += inUnit(unit);
    return count;
  };
}

function flattenedPath(node: ExpressionNode): PathNode | undefined {
  if (node.kind === 'path') return node;
  return node.name === 'flatten' ? flattenedPath(node.argument) : undefined;
}

function occurrencesInUnit(
  { member }: PathNode,
  wanted: string,
  context: CompileContext,
): ((unit: Unit) => number) | undefined {
  if (member.kind !== 'attribute') return undefined;
  switch (context.attributeType(member.name)) {
    case 'string': {
      const column = context.columns.stringColumn(member.name);
      return (unit) => occurrences(unit.strings[column], wanted);
    }
    case 'string_list': {
      const column = context.columns.listColumn(member.name, context.listAggregation);
      return (unit) => unit.weight * occurrences(unit.lists[column], wanted);
    }
    default:
      return undefined;
  }
}

function occurrences(values: readonly string[] | undefined, wanted: string): number {
  let count = 0;
  for (const value of values ?? []) if (value === wanted) count += 1;
  return count;
}
