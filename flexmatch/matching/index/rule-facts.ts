import {
  type CollectionRule,
  type DistanceRule,
  type Expression,
  type FilterRule,
} from '../../rule-set/rule-set';
import { type Program } from '../program/program';
import { typeOf, slotsRead } from '../program/paths';
import { attributeOfAll, everyPlayersValue } from './players-values';
import { type PathNode, type ExpressionNode } from '../../expressions/syntax';

/** The implication of one rule for any two tickets at one stage. */
export interface PairStatement {
  readonly kind: Fact['kind'];
  readonly column: number;
  readonly value: number;
}

/** Undefined: the rule says nothing about two tickets. */
export function pairStatementOf(rule: FilterRule, program: Program): PairStatement | undefined {
  const { columns } = program;
  switch (rule.type) {
    case 'batchDistance': {
      if (typeOf(rule.batchAttribute, columns) === 'string')
        return { kind: 'equal-string', column: columns.stringColumn(rule.batchAttribute), value: 0 };
      return {
        kind: 'near',
        column: columns.numberColumn(rule.batchAttribute, rule.partyAggregation),
        value: rule.maxDistance ?? 0,
      };
    }
    case 'comparison': {
      if (rule.operation !== '=' || rule.reference !== undefined) return undefined;
      const attribute = everyPlayersValue(rule.measurements, program);
      if (attribute === undefined) return undefined;
      // Every player has the same number, so the minimum of a party is that number, without rounding.
      return typeOf(attribute, columns) === 'string'
        ? { kind: 'equal-string', column: columns.stringColumn(attribute), value: 0 }
        : { kind: 'equal-number', column: columns.numberColumn(attribute, 'min'), value: 0 };
    }
    case 'distance':
      return distanceStatement(rule, program);
    case 'collection': {
      const attribute = sharedList(rule, program);
      return attribute === undefined
        ? undefined
        : {
            kind: 'share',
            column: columns.listColumn(attribute, rule.partyAggregation),
            value: rule.minCount ?? 0,
          };
    }
    case 'latency':
      return program.reading.common
        ? {
            kind: 'location',
            column: columns.latencyColumn(rule.partyAggregation),
            value: rule.maxLatency ?? Infinity,
          }
        : undefined;
    case 'compound':
      return undefined;
  }
}

function distanceStatement(rule: DistanceRule, program: Program): PairStatement | undefined {
  const { measurements, reference, maxDistance, partyAggregation } = rule;
  if (maxDistance === undefined) return undefined;
  const near = (attribute: string, value: number): PairStatement => ({
    kind: 'near',
    column: program.columns.numberColumn(attribute, partyAggregation),
    value,
  });
  const against = reference.kind === 'expression' ? reference.value : undefined;
  const attribute = everyPlayersValue(measurements, program) ?? extremeOfAll(measurements, against, program);
  if (attribute === undefined) {
    const faced = teamAgainstTeam(measurements, against, program);
    return faced === undefined ? undefined : near(faced, maxDistance);
  }
  const single = reference.kind === 'number' || against?.type.depth === 0;
  if (!single) return undefined;
  // Two values within d of the same number are within 2d of each other (plus a tolerance for rounding); when
  // the number is an extreme of them, within d.
  const tight = against !== undefined && extremeAttribute(against.node, program) === attribute;
  return near(attribute, tight ? maxDistance : maxDistance * (2 + 1e-9) + 1e-9);
}

/** The list attribute in which all players must have values in common. */
function sharedList(rule: CollectionRule, program: Program): string | undefined {
  const several = (path: PathNode): boolean =>
    slotsRead(path, program).length === program.slots.length &&
    (path.teams === 'all' || program.slots.length > 1);
  /** The players' own lists, as a list of lists. */
  const ownLists = (node: ExpressionNode): string | undefined => {
    const path = node.kind === 'call' && node.name === 'flatten' ? node.argument : node;
    return path.kind === 'path' &&
      path.member.kind === 'attribute' &&
      several(path) &&
      typeOf(path.member.name, program.columns) === 'string_list'
      ? path.member.name
      : undefined;
  };
  if (rule.operation === 'intersection') {
    for (const { node } of rule.measurements) {
      // Values common to the intersections of all teams are common to all players.
      const attribute = ownLists(
        node.kind === 'call' && node.name === 'set_intersection' ? node.argument : node,
      );
      if (attribute !== undefined) return attribute;
    }
    return undefined;
  }
  if (rule.operation !== 'reference_intersection_count' || rule.reference?.kind !== 'expression')
    return undefined;
  const { node } = rule.reference.value;
  // Each player's own list against the intersection of all players' lists.
  const common =
    node.kind === 'call' && node.name === 'set_intersection' && node.argument.kind === 'call'
      ? ownLists(node.argument)
      : undefined;
  return common !== undefined &&
    rule.measurements.some((measurement) => ownLists(measurement.node) === common)
    ? common
    : undefined;
}

function extremeAttribute(node: ExpressionNode, program: Program): string | undefined {
  if (node.kind !== 'call' || (node.name !== 'min' && node.name !== 'max')) return undefined;
  return node.argument.kind === 'call' ? attributeOfAll(node.argument, program) : undefined;
}

/** max(all) against min(all), or the other way round. */
function extremeOfAll(
  measurements: readonly Expression[],
  reference: Expression | undefined,
  program: Program,
): string | undefined {
  const [first] = measurements;
  if (first === undefined || reference === undefined) return undefined;
  const attribute = extremeAttribute(first.node, program);
  const other = extremeAttribute(reference.node, program);
  const opposite =
    first.node.kind === 'call' && reference.node.kind === 'call' && first.node.name !== reference.node.name;
  return attribute !== undefined && attribute === other && opposite ? attribute : undefined;
}

/** In a match of two teams of one player each, a number of one team against the same number of the other. */
function teamAgainstTeam(
  measurements: readonly Expression[],
  reference: Expression | undefined,
  program: Program,
): string | undefined {
  const [first] = measurements;
  if (first === undefined || reference === undefined || program.slots.length !== 2) return undefined;
  if (!program.stages.every((stage) => stage.maxPlayers.every((size) => size === 1))) return undefined;
  const side = (node: ExpressionNode): { attribute: string; slot: number } | undefined => {
    const path =
      node.kind === 'call' && ['avg', 'min', 'max', 'median', 'sum'].includes(node.name)
        ? node.argument
        : node;
    if (path.kind !== 'path' || path.member.kind !== 'attribute') return undefined;
    const [slot, more] = slotsRead(path, program);
    return slot === undefined || more !== undefined ? undefined : { attribute: path.member.name, slot };
  };
  const a = side(first.node);
  const b = side(reference.node);
  return a !== undefined && b !== undefined && a.attribute === b.attribute && a.slot !== b.slot
    ? a.attribute
    : undefined;
}

/**
 * Facts about any two tickets of a valid match, derived from the rules for the index. They are necessary,
 * never sufficient; the rules themselves are still evaluated for every match. For a fact that changes with
 * expansions, the mildest form at any stage that a match may still have counts.
 */
export type Fact =
  /** All players of a match are equal in a column. */
  | { readonly kind: 'equal-string' | 'equal-number'; readonly rule: number; readonly column: number }
  /** Maximum distance of two tickets in a number column. */
  | ({ readonly kind: 'near'; readonly rule: number; readonly column: number } & ByStage)
  /** Minimum number of common values of two tickets in a list column. */
  | ({ readonly kind: 'share'; readonly rule: number; readonly column: number } & ByStage)
  /**
   * Two tickets have a common location that is fast enough for both: the limit by stage, not yet the mildest.
   */
  | {
      readonly kind: 'location';
      readonly rule: number;
      readonly limits: ReadonlyArray<{ readonly column: number; readonly most: number }>;
    };

/** A limit that expansions change. */
export interface ByStage {
  readonly values: readonly number[];
  /**
   * The mildest at any stage that a match may still have. Where the newest ticket gives the age, those are
   * the stages up to `stage`; else those from `stage` to `top`.
   */
  mildest(stage: number, top: number): number;
}
