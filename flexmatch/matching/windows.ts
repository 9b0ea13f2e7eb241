import { type Columns } from './columns';
import { type Program } from './program';
import { type FilterRule, type Expression } from '../rule-set/rule-set';
import { type ExpressionNode, type PathNode } from '../expressions/syntax';
import { slotsOfPath } from '../expressions/compile';

/**
 * What an index may use, derived from the rules: facts about any two tickets of a valid match.
 * They are necessary, never sufficient; the rules themselves still judge every match.
 */
export interface Windows {
  /** Columns in which all players of a match are equal, at every stage. */
  readonly equalStrings: readonly number[];
  readonly equalNumbers: readonly number[];
  /** A number column in which two tickets of a match lie at most so far apart, by stage. */
  readonly near: { readonly column: number; readonly distance: readonly number[] } | undefined;
}

/** Derives the windows of a compiled rule set. */
export function deriveWindows(program: Program): Windows {
  const equalStrings = new Set<number>();
  const equalNumbers = new Set<number>();
  const nears: Array<{ column: number; distance: number[] }> = [];
  const count = program.stages[0]?.rules.length ?? 0;
  for (let index = 0; index < count; index += 1) {
    const variants = program.stages.map((stage) => stage.rules[index]?.rule);
    const facts = variants.map((rule) => (rule === undefined ? undefined : factOf(rule, program)));
    const [first] = facts;
    if (first === undefined || facts.some((fact) => fact?.kind !== first.kind || fact.column !== first.column)) continue;
    if (first.kind === 'equal-string') equalStrings.add(first.column);
    else if (first.kind === 'equal-number') equalNumbers.add(first.column);
    else nears.push({ column: first.column, distance: facts.map((fact) => (fact?.kind === 'near' ? fact.distance : Infinity)) });
  }
  const near = nears.find(({ distance }) => distance.some(Number.isFinite));
  return { equalStrings: [...equalStrings], equalNumbers: [...equalNumbers], near };
}

type Fact = { kind: 'equal-string' | 'equal-number'; column: number } | { kind: 'near'; column: number; distance: number };

function factOf(rule: FilterRule, program: Program): Fact | undefined {
  const { columns } = program;
  switch (rule.type) {
    case 'batchDistance': {
      if (typeOf(rule.batchAttribute, columns) === 'string') return { kind: 'equal-string', column: columns.string(rule.batchAttribute) };
      return { kind: 'near', column: columns.number(rule.batchAttribute, rule.partyAggregation), distance: rule.maxDistance ?? 0 };
    }
    case 'comparison': {
      if (rule.operation !== '=' || rule.reference !== undefined) return undefined;
      const attribute = everyPlayersValue(rule.measurements, program);
      if (attribute === undefined) return undefined;
      return typeOf(attribute, columns) === 'string'
        ? { kind: 'equal-string', column: columns.string(attribute) }
        : { kind: 'equal-number', column: columns.number(attribute, rule.partyAggregation) };
    }
    case 'distance': {
      if (rule.maxDistance === undefined) return undefined;
      const attribute = everyPlayersValue(rule.measurements, program) ?? extremeOfAll(rule.measurements, rule.reference.kind === 'expression' ? rule.reference.value : undefined, program);
      if (attribute !== undefined) {
        // Two values within d of the same number lie within 2d of each other; when the number is an extreme of them, within d.
        const single = rule.reference.kind === 'number' || (rule.reference.kind === 'expression' && rule.reference.value.type.depth === 0);
        if (!single) return undefined;
        const tight = rule.reference.kind === 'expression' && extremeAttribute(rule.reference.value.node, program) === attribute;
        return { kind: 'near', column: columns.number(attribute, rule.partyAggregation), distance: rule.maxDistance * (tight ? 1 : 2) };
      }
      const faced = teamAgainstTeam(rule.measurements, rule.reference.kind === 'expression' ? rule.reference.value : undefined, program);
      return faced === undefined ? undefined : { kind: 'near', column: columns.number(faced, rule.partyAggregation), distance: rule.maxDistance };
    }
    default: return undefined;
  }
}

function typeOf(attribute: string, columns: Columns): string | undefined {
  return columns.attributes.find((declared) => declared.name === attribute)?.type;
}

function pathSlots(path: PathNode, program: Program): readonly number[] {
  return slotsOfPath(path, {
    slotCount: program.slots.length,
    slotsOf: (name) => program.slots.flatMap((slot, index) => (slot.name === name || program.ruleSet.teams[slot.team]?.name === name ? [index] : [])),
  }).slots;
}

/** The number attribute of a path over all teams, through flatten, and through averages of teams of one player. */
function attributeOfAll(node: ExpressionNode, program: Program): string | undefined {
  if (node.kind === 'path') {
    return node.member.kind === 'attribute' && pathSlots(node, program).length === program.slots.length ? node.member.name : undefined;
  }
  if (node.name === 'flatten') return attributeOfAll(node.argument, program);
  const alone = program.stages.every((stage) => stage.maxPlayers.every((size) => size <= 1));
  const keeps = node.name === 'avg' || node.name === 'min' || node.name === 'max' || node.name === 'median' || node.name === 'sum';
  const several = node.argument.kind === 'path' && (node.argument.teams === 'all' || program.slots.length > 1);
  return alone && keeps && several ? attributeOfAll(node.argument, program) : undefined;
}

function everyPlayersValue(measurements: readonly Expression[], program: Program): string | undefined {
  for (const measurement of measurements) {
    const attribute = attributeOfAll(measurement.node, program);
    if (attribute !== undefined && typeOf(attribute, program.columns) !== 'string_list' && typeOf(attribute, program.columns) !== 'string_number_map') return attribute;
  }
  return undefined;
}

function extremeAttribute(node: ExpressionNode, program: Program): string | undefined {
  if (node.kind !== 'call' || (node.name !== 'min' && node.name !== 'max')) return undefined;
  return node.argument.kind === 'call' ? attributeOfAll(node.argument, program) : undefined;
}

/** max(all) against min(all), or the other way round. */
function extremeOfAll(measurements: readonly Expression[], reference: Expression | undefined, program: Program): string | undefined {
  const [first] = measurements;
  if (first === undefined || reference === undefined) return undefined;
  const attribute = extremeAttribute(first.node, program);
  const other = extremeAttribute(reference.node, program);
  const opposite = first.node.kind === 'call' && reference.node.kind === 'call' && first.node.name !== reference.node.name;
  return attribute !== undefined && attribute === other && opposite ? attribute : undefined;
}

/** In a match of two teams of one player each, a number of one team against the same number of the other. */
function teamAgainstTeam(measurements: readonly Expression[], reference: Expression | undefined, program: Program): string | undefined {
  const [first] = measurements;
  if (first === undefined || reference === undefined || program.slots.length !== 2) return undefined;
  if (!program.stages.every((stage) => stage.maxPlayers.every((size) => size === 1))) return undefined;
  const side = (node: ExpressionNode): { attribute: string; slot: number } | undefined => {
    const path = node.kind === 'call' && ['avg', 'min', 'max', 'median', 'sum'].includes(node.name) ? node.argument : node;
    if (path.kind !== 'path' || path.member.kind !== 'attribute') return undefined;
    const [slot, more] = pathSlots(path, program);
    return slot === undefined || more !== undefined ? undefined : { attribute: path.member.name, slot };
  };
  const a = side(first.node);
  const b = side(reference.node);
  return a !== undefined && b !== undefined && a.attribute === b.attribute && a.slot !== b.slot ? a.attribute : undefined;
}
