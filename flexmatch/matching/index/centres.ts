import { type FilterRule } from '../../rule-set/rule-set';
import { type ExpressionNode } from '../../expressions/syntax';
import { type Program, type Stage } from '../program/program';
import { attributeOfAll, everyPlayersValue } from './players-values';

/**
 * A rule that keeps every player's value near the average or the median of all players' values. It says
 * little about two tickets, but much about a whole match.
 */
export interface CentreFact {
  readonly of: CentreName;
  readonly column: number;
  /** By stage: the maximum distance of a value from the centre; Infinity where the rule says nothing. */
  readonly most: readonly number[];
}

/** The function by which a distance rule computes the value that players are compared with. */
export type CentreName = 'avg' | 'median';

type Centre = Pick<CentreFact, 'of' | 'column'> & { readonly most: number };

/** Derives the centres of a compiled rule set, in the order of its rules. */
export function deriveCentres(program: Program): CentreFact[] {
  const count = program.stages[0]?.rules.length ?? 0;
  return Array.from({ length: count }).flatMap((_, index): CentreFact[] => {
    const each = program.stages.map((stage) => {
      const rule = stage.rules[index]?.rule;
      return rule === undefined ? undefined : centreOf(rule, stage, program);
    });
    const first = each.find((one) => one !== undefined);
    if (first === undefined) return [];
    const { of, column } = first;
    return [
      {
        of,
        column,
        most: each.map((one) => (one?.of === of && one.column === column ? one.most : Infinity)),
      },
    ];
  });
}

function centreOf(rule: FilterRule, stage: Stage, program: Program): Centre | undefined {
  if (rule.type !== 'distance' || rule.maxDistance === undefined) return undefined;
  if (rule.reference.kind !== 'expression') return undefined;
  const attribute = everyPlayersValue(rule.measurements, program);
  const centre = centreOfAll(rule.reference.value.node, stage, program);
  if (attribute === undefined || centre?.attribute !== attribute) return undefined;
  return {
    of: centre.of,
    column: program.columns.numberColumn(attribute, rule.partyAggregation),
    most: rule.maxDistance,
  };
}

/** The attribute and the kind of an average or a median of all players. */
function centreOfAll(
  node: ExpressionNode,
  stage: Stage,
  program: Program,
): { readonly of: CentreName; readonly attribute: string } | undefined {
  if (node.kind === 'path' || (node.name !== 'avg' && node.name !== 'median')) return undefined;
  const { argument } = node;
  // The average of the averages of teams that are equally large is the average of all players.
  const ofTeams =
    node.name === 'avg' &&
    argument.kind === 'call' &&
    argument.name === 'avg' &&
    argument.argument.kind === 'path' &&
    areEquallyLarge(stage) &&
    !program.partyOnce;
  const attribute = attributeOfAll(ofTeams ? argument.argument : argument, program);
  return attribute === undefined ? undefined : { of: node.name, attribute };
}

function areEquallyLarge({ minPlayers, maxPlayers }: Stage): boolean {
  const [size = 0] = minPlayers;
  return size > 0 && [...minPlayers, ...maxPlayers].every((other) => other === size);
}

/** A value of some players. */
export interface Weighed {
  readonly value: number;
  readonly weight: number;
}

/**
 * Whether some completion of a match with further values can have its centre at most at a limit. The answer
 * may be yes where there is none, as a party may count in part.
 * @param chosen values that are in the match
 * @param others further values, ascending
 * @param from index of the first of them that may join
 * @param weight of the values that must still join, and that can still join
 */
export function reachesDown(
  of: CentreName,
  limit: number,
  chosen: readonly Weighed[],
  others: readonly Weighed[],
  from: number,
  weight: { readonly least: number; readonly most: number },
): boolean {
  const rounding = 1e-9 * (1 + largestOf(limit, chosen, others));
  // Each value pulls the centre above the limit, or below it.
  const pull =
    of === 'avg'
      ? (value: number): number => value - limit
      : (value: number): number => (value > limit + rounding ? 1 : -1);
  let total = 0;
  let weighed = 0;
  for (const one of chosen) {
    total += pull(one.value) * one.weight;
    weighed += one.weight;
  }
  let joined = 0;
  for (let place = from; place < others.length && joined < weight.most; place += 1) {
    const one = others[place];
    if (one === undefined) break;
    const by = pull(one.value);
    const room = (by > 0 ? weight.least : weight.most) - joined;
    if (room <= 0) break;
    const share = Math.min(one.weight, room);
    total += by * share;
    joined += share;
  }
  if (joined < weight.least) return false;
  return !(total > rounding * (weighed + joined));
}

/** The largest magnitude among a limit, some values, and others that are ascending. */
function largestOf(limit: number, chosen: readonly Weighed[], others: readonly Weighed[]): number {
  let largest = Math.max(
    Math.abs(limit),
    Math.abs(others[0]?.value ?? 0),
    Math.abs(others[others.length - 1]?.value ?? 0),
  );
  for (const { value } of chosen) largest = Math.max(largest, Math.abs(value));
  return largest;
}
