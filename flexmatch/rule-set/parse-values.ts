import { type Declarations, typeOf, describeType } from '../expressions/types';
import { type Findings, nearest } from './problems';
import { type Rule, type Expression, type Reference, type CollectionRule } from './rule-set';
import { type JsonValue, memberPath } from '../json/reader';
import { type Fields, jsonKindOf } from './fields';
import { parseExpression, looksLikeExpression } from '../expressions/syntax';

/** The parsed part of the rule set, which the rest may refer to. */
export interface RuleContext {
  readonly declared: Declarations;
  readonly large: boolean;
  readonly findings: Findings;
  readonly earlier: readonly Rule[];
  readonly allNames: ReadonlyArray<JsonValue | undefined>;
}

export function parseAttributeName(
  fields: Fields,
  key: string,
  context: RuleContext,
): { readonly name: string; readonly type: string } | undefined {
  const name = fields.text(key, true, 'the name of a declared attribute');
  if (name === undefined) return undefined;
  const type = context.declared.attributeType(name);
  if (type !== undefined) return { name, type };
  if (context.declared.isFaulty?.(name) === true) return undefined;
  const near = nearest(name, context.declared.attributeNames);
  return context.findings.error(
    fields.at(key),
    'unknown-name',
    `the attribute "${name}" is not declared in ` +
      `playerAttributes${near === undefined ? '' : `: did you mean "${near}"?`}`,
  );
}

/** One expression or an array of them: the guide prints both forms. */
export function parseMeasurements(fields: Fields, context: RuleContext): Expression[] | undefined {
  const value = fields.raw('measurements');
  const path = fields.at('measurements');
  if (value === undefined)
    return fields.missing(
      'measurements',
      'an array of expressions, such as ["avg(teams[*].players.attributes[skill])"]',
    );
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0)
    return context.findings.error(path, 'empty', 'there are no measurements: write at least one expression');
  const expressions = list.flatMap((item, index) => {
    const place = Array.isArray(value) ? memberPath(path, index) : path;
    if (typeof item !== 'string') {
      context.findings.error(
        place,
        'wrong-type',
        `a measurement is ${jsonKindOf(item)}: write an expression in quotes`,
      );
      return [];
    }
    const expression = parseTyped(item, place, context);
    return expression === undefined ? [] : [expression];
  });
  return expressions.length === list.length ? expressions : undefined;
}

function parseTyped(text: string, path: string, context: RuleContext): Expression | undefined {
  const parsed = parseExpression(text);
  if ('problem' in parsed)
    return context.findings.error(
      path,
      'bad-expression',
      `in ${JSON.stringify(text.slice(0, 80))}: ${parsed.problem}`,
    );
  const typing = typeOf(parsed.node, context.declared);
  if ('problem' in typing && typing.reported === true) return undefined;
  if ('problem' in typing)
    return context.findings.error(
      path,
      typing.unknownName ? 'unknown-name' : 'type-mismatch',
      `in ${JSON.stringify(text.slice(0, 80))}: ${typing.problem}`,
    );
  if (typing.idle !== undefined) context.findings.warn(path, 'idle-function', typing.idle);
  if (
    typing.type.element === 'team' ||
    typing.type.element === 'player' ||
    typing.type.element === 'string_number_map'
  ) {
    return context.findings.error(
      path,
      'type-mismatch',
      `${JSON.stringify(text.slice(0, 80))} is a ${describeType(typing.type)}, which no rule can ` +
        'measure: write count(…) around it, or add .players.attributes[NAME]',
    );
  }
  return { text, node: parsed.node, type: typing.type };
}

export function parseReference(fields: Fields, context: RuleContext): Reference | undefined {
  const value = fields.raw('referenceValue');
  const path = fields.at('referenceValue');
  if (value === undefined) return undefined;
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'string') {
    if (!looksLikeExpression(value)) return { kind: 'string', value };
    const expression = parseTyped(value, path, context);
    return expression === undefined ? undefined : { kind: 'expression', value: expression };
  }
  if (Array.isArray(value)) {
    const strings = value.filter((item) => typeof item === 'string');
    if (strings.length === value.length) return { kind: 'list', value: strings };
  }
  return context.findings.error(
    path,
    'wrong-type',
    `the reference value is ${jsonKindOf(value)}: write a number, a string, an array of strings or an ` +
      'expression in quotes',
  );
}

/**
 * Where a number is measured, a reference such as "10" is that number in quotes, as the guide prints one of
 * its distances.
 */
export function unquoted(
  fields: Fields,
  reference: Reference | undefined,
  context: RuleContext,
): Reference | undefined {
  if (
    reference?.kind !== 'string' ||
    reference.value.trim() === '' ||
    !Number.isFinite(Number(reference.value))
  )
    return reference;
  context.findings.warn(
    fields.at('referenceValue'),
    'number-in-quotes',
    `"referenceValue" is a number in quotes: write ${Number(reference.value)} without them`,
  );
  return { kind: 'number', value: Number(reference.value) };
}

export function checkComparisonReference(
  fields: Fields,
  reference: Reference,
  element: 'number' | 'string',
  context: RuleContext,
): void {
  const path = fields.at('referenceValue');
  const found = reference.kind === 'expression' ? reference.value.type.element : reference.kind;
  if (found === element) {
    if (reference.kind === 'expression' && reference.value.type.depth > 0) {
      context.findings.warn(
        path,
        'unusual',
        `the reference is a ${describeType(reference.value.type)}: every measured value is compared ` +
          'with each of them',
      );
    }
    return;
  }
  const shown =
    reference.kind === 'expression'
      ? describeType(reference.value.type)
      : reference.kind === 'list'
        ? 'list'
        : `${reference.kind} ${JSON.stringify(reference.value)}`;
  context.findings.error(
    path,
    'type-mismatch',
    `the measured values are ${element}s and the reference is a ${shown}: write a ` +
      `${element}${element === 'number' ? ' without quotes' : ''} or an expression that gives ` +
      `${element}s`,
  );
}

export function checkCollectionReference(
  fields: Fields,
  operation: CollectionRule['operation'],
  reference: Reference | undefined,
  context: RuleContext,
): void {
  const path = fields.at('referenceValue');
  if (operation === 'intersection') {
    if (reference !== undefined)
      context.findings.warn(
        path,
        'no-effect',
        'the operation "intersection" compares the measured collections with each other: the ' +
          'reference value does nothing. Did you mean "reference_intersection_count"?',
      );
    return;
  }
  if (reference === undefined) {
    if (!fields.has('referenceValue'))
      fields.missing(
        'referenceValue',
        operation === 'contains'
          ? 'the string that the collections are searched for'
          : 'an array of strings, or an expression that gives one',
      );
    return;
  }
  if (operation === 'contains') {
    if (reference.kind !== 'string')
      context.findings.error(
        path,
        'type-mismatch',
        'the operation "contains" looks for one string: write a string, or use ' +
          '"reference_intersection_count" for a list',
      );
    return;
  }
  if (
    reference.kind === 'number' ||
    (reference.kind === 'expression' &&
      reference.value.type.element !== 'string' &&
      reference.value.type.element !== 'string_list')
  ) {
    context.findings.error(
      path,
      'type-mismatch',
      'the operation "reference_intersection_count" needs strings: write an array of strings, or an ' +
        'expression over a string_list attribute',
    );
  }
}
