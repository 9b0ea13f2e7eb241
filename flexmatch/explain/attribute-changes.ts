import { type AttributeValue, type PoolTicket, type TicketPlayer } from '../engine-types';
import { type ExpressionNode } from '../expressions/syntax';
import { type Program, type Stage } from '../matching/program/program';
import { type AttributeDeclaration, type FilterRule, type Reference } from '../rule-set/rule-set';
import { statementRules } from '../rule-set/statement';
import { type Change, shownValue } from './change';
import { rosterOf } from './lineup';
import { nearestPassing, type Trial } from './trial';

/** The inputs of a rule: attributes, and the constants that it compares with. */
interface Reading {
  readonly attributes: Set<string>;
  readonly numbers: Set<number>;
  readonly strings: Set<string>;
  readonly ids: boolean;
}

/** The rules that determine a rule: itself, or those of its statement. */
export function partsOf(rule: FilterRule, stage: Stage): readonly FilterRule[] {
  if (rule.type !== 'compound') return [rule];
  return [...new Set(statementRules(rule.statement))].flatMap((name) => {
    const part = stage.byName.get(name)?.rule;
    return part === undefined ? [] : partsOf(part, stage);
  });
}

function readingOf(rule: FilterRule, stage: Stage): Reading {
  const attributes = new Set<string>();
  const numbers = new Set<number>();
  const strings = new Set<string>();
  let ids = false;
  const node = (expression: ExpressionNode): void => {
    if (expression.kind === 'call') node(expression.argument);
    else if (expression.member.kind === 'attribute') attributes.add(expression.member.name);
    else if (expression.member.kind === 'playerId') ids = true;
  };
  const reference = (value: Reference | undefined): void => {
    if (value === undefined) return;
    if (value.kind === 'expression') node(value.value.node);
    else if (value.kind === 'number') numbers.add(value.value);
    else for (const text of value.kind === 'list' ? value.value : [value.value]) strings.add(text);
  };
  for (const part of partsOf(rule, stage)) {
    if (part.type === 'batchDistance') attributes.add(part.batchAttribute);
    if (part.type === 'comparison' || part.type === 'distance' || part.type === 'collection') {
      for (const measurement of part.measurements) node(measurement.node);
      reference(part.reference);
    }
    for (const limit of [
      part.type === 'distance' ? part.minDistance : undefined,
      part.type === 'distance' || part.type === 'batchDistance' ? part.maxDistance : undefined,
    ]) {
      if (limit !== undefined) numbers.add(limit);
    }
  }
  return { attributes, numbers, strings, ids };
}

/**
 * Values of attributes of this ticket that would satisfy the rule, each as close to its own as can be found:
 * at most one per attribute.
 */
export function attributeChanges(trial: Trial, rule: FilterRule, stage: Stage): Change[] {
  const reading = readingOf(rule, stage);
  return trial.program.ruleSet.attributes
    .filter(({ name }) => reading.attributes.has(name))
    .flatMap((attribute): Change[] => {
      const values = valuesOf(trial.entry.ticket, attribute);
      const mixed = values.some((value) => JSON.stringify(value) !== JSON.stringify(values[0]));
      const found = otherValue(trial, rule, stage, {
        attribute,
        values,
        mixed,
        theirs: trial.others().flatMap((ticket) => valuesOf(ticket, attribute)),
        reading,
        passes: (value) => trial.withAttribute(attribute.name, value, rule.name),
      });
      if (found === undefined) return [];
      const whose =
        values.length === 1
          ? `this ticket's ${attribute.name} were`
          : `the ${attribute.name} of each player of this ticket were`;
      const instead = mixed ? `theirs (${values.map(shownValue).join(', ')})` : shownValue(found.from);
      return [
        {
          kind: 'attribute',
          attribute: attribute.name,
          ...found,
          mends: rule.name,
          text: `${rule.name} would pass if ${whose} ${shownValue(found.to)} instead of ${instead}`,
        },
      ];
    });
}

/** An attribute of the ticket for which another value is sought. */
interface Sought {
  readonly attribute: AttributeDeclaration;
  /** The values of the ticket's players. */
  readonly values: readonly AttributeValue[];
  /** They differ, so that the value of one of them may mend the rule. */
  readonly mixed: boolean;
  /** The values of the players of the other tickets. */
  readonly theirs: readonly AttributeValue[];
  readonly reading: Reading;
  readonly passes: (value: AttributeValue) => boolean;
}

interface OtherValue {
  readonly from: AttributeValue;
  readonly to: AttributeValue;
}

function otherValue(trial: Trial, rule: FilterRule, stage: Stage, sought: Sought): OtherValue | undefined {
  switch (sought.attribute.type) {
    case 'number':
      return otherNumberThan(sought, gapOf(trial, rule, stage), trial.program);
    case 'string':
      return otherString(sought);
    case 'string_list':
      return otherListThan(sought, trial);
    case 'string_number_map':
      return undefined; // only sort rules can read a map
  }
}

function otherNumberThan(
  { values, mixed, theirs, reading, passes }: Sought,
  gap: number,
  program: Program,
): OtherValue | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  const mean = numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
  const own = [mean, Math.max(...numbers), Math.min(...numbers)];
  const from = mixed ? own.find((value) => !passes(value)) : mean;
  if (from === undefined) return { from: mean, to: mean };
  const known = theirs.filter((value) => typeof value === 'number');
  const to = otherNumber(from, known, reading, gap, program, passes);
  return to === undefined ? undefined : { from, to };
}

function otherString({ values, mixed, theirs, reading, passes }: Sought): OtherValue | undefined {
  const [from] = values;
  const to = [...new Set([...(mixed ? values : []), ...theirs, ...reading.strings])].find(
    (value) => (mixed || value !== from) && passes(value),
  );
  return to === undefined || from === undefined ? undefined : { from, to };
}

function otherListThan(
  { values, mixed, theirs, reading, passes }: Sought,
  trial: Trial,
): OtherValue | undefined {
  const from = strings(values[0]);
  if (mixed && passes(from)) return { from, to: from };
  const ids = reading.ids
    ? trial.others().flatMap((ticket) => ticket.players.map((player) => player.playerId))
    : [];
  // Rules that relate two lists can be satisfied by values of the other list.
  const elsewhere = trial.lineup.entries.flatMap((entry) =>
    entry.ticket.players.flatMap((player) =>
      [...reading.attributes].flatMap((one) => strings(sent(player, one))),
    ),
  );
  const known = [...new Set([...theirs.flatMap(strings), ...reading.strings, ...elsewhere, ...ids])]
    .filter((value) => !from.includes(value))
    .slice(0, 60);
  const to = otherList(from, known, passes);
  return to === undefined ? undefined : { from, to };
}

function gapOf(trial: Trial, rule: FilterRule, stage: Stage): number {
  const roster = rosterOf(trial.lineup, trial.program);
  return Math.max(
    0,
    ...partsOf(rule, stage).map((part) => stage.byName.get(part.name)?.measure(roster).gap ?? 0),
  );
}

/**
 * A number: what the others have, what the rule names, or as far from its own as the rule is from passing.
 */
function otherNumber(
  own: number,
  theirs: readonly number[],
  reading: Reading,
  gap: number,
  program: Program,
  passes: (value: number) => boolean,
): number | undefined {
  const mean = theirs.length === 0 ? [] : [theirs.reduce((sum, value) => sum + value, 0) / theirs.length];
  const anchors = [...new Set([...theirs, ...mean, ...reading.numbers, 0])].slice(0, 60);
  const players = program.ruleSet.maxPlayers;
  const steps = [gap, 2 * gap, 3 * gap, 4 * gap, gap * players, 2 * gap * players].filter((step) => step > 0);
  const near = [...reading.numbers]
    .slice(0, 6)
    .flatMap((limit) => anchors.flatMap((anchor) => [anchor + limit, anchor - limit]));
  const candidates = new Set([
    ...anchors,
    ...near,
    ...anchors.flatMap((anchor) => [anchor + 1, anchor - 1]),
    ...steps.flatMap((step) => [own + step, own - step, own + step + 1, own - step - 1]),
  ]);
  const works = [...candidates]
    .filter((value) => value !== own && Number.isFinite(value))
    .sort((a, b) => Math.abs(a - own) - Math.abs(b - own))
    .find(passes);
  return works === undefined ? undefined : nearestPassing(works, own, passes);
}

/** A list with the minimum of added or removed values that the rule needs. */
function otherList(
  own: readonly string[],
  known: readonly string[],
  passes: (value: readonly string[]) => boolean,
): readonly string[] | undefined {
  const all = [...own, ...known];
  if (known.length > 0 && passes(all))
    return known.reduce<readonly string[]>((list, value) => {
      const without = list.filter((one) => one !== value);
      return passes(without) ? without : list;
    }, all);
  for (const value of known) if (passes([...own, value])) return [...own, value];
  for (const start of [[], ...known.map((value) => [value])]) {
    if (!passes(start)) continue;
    return own.reduce<readonly string[]>((list, value) => {
      const more = list.includes(value) ? list : [...list, value];
      return passes(more) ? more : list;
    }, start);
  }
  return undefined;
}

/** The value that a player sent; inherited properties (`constructor`) were not sent. */
const sent = (player: TicketPlayer, name: string): AttributeValue | undefined =>
  Object.hasOwn(player.attributes, name) ? player.attributes[name] : undefined;
/** The values of a ticket's players, defaults included. */
const valuesOf = (ticket: PoolTicket, { name, default: fallback }: AttributeDeclaration): AttributeValue[] =>
  ticket.players.flatMap((player) => {
    const value = sent(player, name) ?? fallback;
    return value === undefined ? [] : [value];
  });
const strings = (value: AttributeValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
