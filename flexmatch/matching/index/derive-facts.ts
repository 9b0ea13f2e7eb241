import { type ByStage } from './rule-facts';
import { type Fact } from './rule-facts';
import { type PairStatement, pairStatementOf } from './rule-facts';
import { at } from '../../at';
import { type Program } from '../program/program';

/** A fact that holds when all values of a column are the same. */
export type EqualFact = Extract<Fact, { kind: 'equal-string' | 'equal-number' }>;

/** Derives the facts of a compiled rule set, in the order of its rules. */
export function deriveFacts(program: Program): Fact[] {
  const facts: Fact[] = [];
  const count = program.stages[0]?.rules.length ?? 0;
  for (let index = 0; index < count; index += 1) {
    const variants = program.stages.map((stage) => stage.rules[index]?.rule);
    const each = variants.map((rule) => (rule === undefined ? undefined : pairStatementOf(rule, program)));
    const [first] = each;
    if (
      first === undefined ||
      each.some(
        (one) => one?.kind !== first.kind || (one.kind !== 'location' && one.column !== columnOf(first)),
      )
    )
      continue;
    const numbers = each.map((one) => (one?.kind === 'near' || one?.kind === 'share' ? one.value : 0));
    switch (first.kind) {
      case 'equal-string':
      case 'equal-number':
        facts.push({ kind: first.kind, rule: index, column: first.column });
        break;
      case 'near':
        if (numbers.some(Number.isFinite))
          facts.push({
            kind: 'near',
            rule: index,
            column: first.column,
            ...byStage(numbers, Math.max, program),
          });
        break;
      case 'share':
        if (numbers.some((one) => one > 0))
          facts.push({
            kind: 'share',
            rule: index,
            column: first.column,
            ...byStage(numbers, Math.min, program),
          });
        break;
      case 'location':
        facts.push({
          kind: 'location',
          rule: index,
          limits: each.map((one) =>
            one?.kind === 'location'
              ? { column: one.column, most: one.value }
              : { column: 0, most: Infinity },
          ),
        });
        break;
    }
  }
  return facts;
}

function columnOf(statement: PairStatement): number {
  return statement.column;
}

function byStage(
  values: readonly number[],
  milder: (a: number, b: number) => number,
  program: Program,
): ByStage {
  const worked: number[][] = [];
  const mildest = (from: number, to: number): number => {
    const row = (worked[from] ??= []);
    const known = row[to];
    if (known !== undefined) return known;
    const found = values.slice(from, to + 1).reduce((mild, value) => milder(mild, value), at(values, from));
    row[to] = found;
    return found;
  };
  return {
    values,
    mildest: program.oldestAge
      ? (stage, top) => mildest(stage, Math.max(stage, top))
      : (stage) => mildest(0, stage),
  };
}
