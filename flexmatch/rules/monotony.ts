import { type CompileContext, slotsOfPath } from '../expressions/compile';
import { type ExpressionNode } from '../expressions/syntax';

/**
 * How the value of an expression changes when tickets are added to a match:
 * - elements: a list that only gains elements; those it has stay as they are
 * - up, down: a number (or one number a team) that only rises, only falls, or appears
 * - shrinking: a list that only loses elements
 */
export type Trend = 'elements' | 'up' | 'down' | 'shrinking' | 'none';

export function trendOf(node: ExpressionNode, context: CompileContext): Trend {
  if (node.kind === 'path') return 'elements';
  const inner = trendOf(node.argument, context);
  switch (node.name) {
    case 'flatten':
      return inner;
    case 'count':
      return inner === 'elements' ? 'up' : 'none';
    // A team's maximum appears with its first player: the minimum of several maxima may fall then, but never
    // the largest.
    case 'max':
      return inner === 'elements' || inner === 'up' ? 'up' : 'none';
    case 'min':
      return inner === 'elements' || inner === 'down'
        ? 'down'
        : inner === 'up' && isPlayerCount(node.argument)
          ? 'up'
          : 'none';
    // Lists by team appear with a team's first player, and lists of single strings grow: their intersection
    // may grow too.
    case 'set_intersection':
      return areLists(node.argument, context) ? 'shrinking' : 'none';
    default:
      return 'none';
  }
}

/** One number per team that exists from the start; the lengths of players' lists come with the players. */
function isPlayerCount(node: ExpressionNode): boolean {
  return (
    node.kind === 'call' &&
    node.name === 'count' &&
    node.argument.kind === 'path' &&
    node.argument.member.kind !== 'attribute'
  );
}

/** One list of players' own lists, which never change. */
function areLists(node: ExpressionNode, context: CompileContext): boolean {
  const path = node.kind === 'call' && node.name === 'flatten' ? node.argument : node;
  if (
    path.kind !== 'path' ||
    path.member.kind !== 'attribute' ||
    context.attributeType(path.member.name) !== 'string_list'
  )
    return false;
  return slotsOfPath(path, context).several === (path !== node);
}

/**
 * Whether the value depends only on the players of the match: it uses all teams, and flattens them before
 * anything is computed.
 */
export function isTeamBlind(
  node: ExpressionNode,
  coversAll: (teams: 'all' | readonly string[]) => boolean,
  usedAsLeaves: boolean,
): boolean {
  if (node.kind === 'path') return coversAll(node.teams) && usedAsLeaves;
  if (node.name === 'flatten') return isTeamBlind(node.argument, coversAll, true);
  // The grouping of extremes does not matter when the outer function is the same.
  if (
    (node.name === 'max' || node.name === 'min') &&
    node.argument.kind === 'call' &&
    node.argument.name === node.name
  )
    return isTeamBlind(node.argument, coversAll, true);
  return node.argument.kind === 'call' && isTeamBlind(node.argument, coversAll, false);
}

/** The path under flatten, min and max, when an expression consists only of these. */
export function leafText(node: ExpressionNode): string | undefined {
  if (node.kind === 'path') return JSON.stringify(node);
  if (node.name === 'flatten') return leafText(node.argument);
  return undefined;
}
