import { type ExpressionNode, type PathNode } from '../expressions/syntax';
import { type Expression, type Rule } from './rule-set';

/** The path that an expression reads, inside its functions. */
export const pathOf = (node: ExpressionNode): PathNode =>
  node.kind === 'path' ? node : pathOf(node.argument);

/** The paths that a rule reads: its measurements, and its reference value when that is an expression. */
export function pathsOf(rule: Rule): readonly PathNode[] {
  if (rule.type !== 'comparison' && rule.type !== 'distance' && rule.type !== 'collection') return [];
  const { measurements, reference } = rule;
  const expressions: readonly Expression[] =
    reference?.kind === 'expression' ? [...measurements, reference.value] : measurements;
  return expressions.map(({ node }) => pathOf(node));
}
