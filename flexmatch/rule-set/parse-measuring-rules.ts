import { describeType } from '../expressions/types';
import { memberPath } from '../json/reader';
import { type Fields } from './fields';
import {
  checkCollectionReference,
  checkComparisonReference,
  parseMeasurements,
  parseReference,
  type RuleContext,
  unquoted,
} from './parse-values';
import { collectionOperations, comparisonOperations, numberAggregations, type Rule } from './rule-set';

/** Reads a comparison rule; undefined when it has an error. */
export function parseComparison(fields: Fields, name: string, context: RuleContext): Rule | undefined {
  const measurements = parseMeasurements(fields, context);
  const operation = fields.oneOf('operation', comparisonOperations, 'needed');
  const partyAggregation = fields.oneOf('partyAggregation', numberAggregations, 'avg');
  let reference = parseReference(fields, context);
  const refuse = (index: number, problem: string): void =>
    context.findings.error(memberPath(fields.at('measurements'), index), 'type-mismatch', problem);
  let element: 'number' | 'string' | undefined;
  for (const [index, measurement] of (measurements ?? []).entries()) {
    const { element: found } = measurement.type;
    if (found !== 'number' && found !== 'string') {
      refuse(
        index,
        `a comparison measures numbers or strings, and this is a ${describeType(measurement.type)}: ` +
          'use a collection rule for string lists',
      );
    } else if (element !== undefined && element !== found) {
      refuse(
        index,
        'the measurements of one rule are all numbers or all strings, ' +
          `and this is a ${describeType(measurement.type)}: write a rule for each`,
      );
    } else element = found;
  }
  if (operation === undefined || measurements === undefined || partyAggregation === undefined)
    return undefined;
  const orders = operation !== '=' && operation !== '!=';
  if (reference === undefined && !fields.has('referenceValue') && orders)
    fields.missing(
      'referenceValue',
      'the value to compare with: without one, only "=" (all equal) and "!=" (all different) make sense, ' +
        `not "${operation}"`,
    );
  if (element === 'string' && orders)
    context.findings.error(
      fields.at('operation'),
      'type-mismatch',
      `strings have no order: write "=" or "!=" instead of "${operation}"`,
    );
  if (element === 'number') reference = unquoted(fields, reference, context);
  if (reference !== undefined && element !== undefined)
    checkComparisonReference(fields, reference, element, context);
  return {
    type: 'comparison',
    name,
    measurements,
    operation,
    partyAggregation,
    ...(reference === undefined ? {} : { reference }),
  };
}

/** Reads a distance rule; undefined when it has an error. */
export function parseDistance(fields: Fields, name: string, context: RuleContext): Rule | undefined {
  const measurements = parseMeasurements(fields, context);
  const partyAggregation = fields.oneOf('partyAggregation', numberAggregations, 'avg');
  const reference = unquoted(fields, parseReference(fields, context), context);
  const refuse = (path: string, problem: string): void =>
    context.findings.error(path, 'type-mismatch', problem);
  if (!fields.has('referenceValue'))
    fields.missing(
      'referenceValue',
      'a number or an expression such as "avg(flatten(teams[*].players.attributes[skill]))"',
    );
  const minDistance = fields.number('minDistance', { least: 0, quoted: true });
  const maxDistance = fields.number('maxDistance', { least: 0, quoted: true });
  if (!fields.has('minDistance') && !fields.has('maxDistance'))
    fields.missing('maxDistance', 'the largest distance allowed, or "minDistance", or both');
  if (minDistance !== undefined && maxDistance !== undefined && minDistance > maxDistance)
    context.findings.error(
      fields.at('minDistance'),
      'out-of-range',
      `minDistance ${minDistance} is larger than maxDistance ${maxDistance}: nothing could match`,
    );
  for (const [index, measurement] of (measurements ?? []).entries()) {
    if (measurement.type.element !== 'number')
      refuse(
        memberPath(fields.at('measurements'), index),
        `a distance measures numbers, and this is a ${describeType(measurement.type)}: ` +
          'use a comparison or collection rule',
      );
  }
  if (reference === undefined || measurements === undefined || partyAggregation === undefined)
    return undefined;
  if (reference.kind === 'expression') {
    if (reference.value.type.element !== 'number')
      refuse(
        fields.at('referenceValue'),
        `the reference of a distance is a number, and this is a ${describeType(reference.value.type)}`,
      );
    else if (reference.value.type.depth > 0)
      refuse(
        fields.at('referenceValue'),
        `the reference of a distance is one number, and this is a ${describeType(reference.value.type)}: ` +
          'write avg(…), min(…) or max(…) around it',
      );
  } else if (reference.kind !== 'number') {
    refuse(
      fields.at('referenceValue'),
      'the reference of a distance is a number or an expression that gives one',
    );
  }
  return {
    type: 'distance',
    name,
    measurements,
    reference,
    partyAggregation,
    ...(minDistance === undefined ? {} : { minDistance }),
    ...(maxDistance === undefined ? {} : { maxDistance }),
  };
}

/** Reads a collection rule; undefined when it has an error. */
export function parseCollection(fields: Fields, name: string, context: RuleContext): Rule | undefined {
  const measurements = parseMeasurements(fields, context);
  const operation = fields.oneOf('operation', collectionOperations, 'needed');
  const partyAggregation = fields.oneOf('partyAggregation', ['union', 'intersection'], 'union');
  const reference = parseReference(fields, context);
  const minCount = fields.number('minCount', { least: 0, whole: true, quoted: true });
  const maxCount = fields.number('maxCount', { least: 0, whole: true, quoted: true });
  if (!fields.has('minCount') && !fields.has('maxCount'))
    fields.missing('minCount', 'the fewest values that must be counted, or "maxCount", or both');
  if (minCount !== undefined && maxCount !== undefined && minCount > maxCount)
    context.findings.error(
      fields.at('minCount'),
      'out-of-range',
      `minCount ${minCount} is larger than maxCount ${maxCount}: nothing could match`,
    );
  for (const [index, measurement] of (measurements ?? []).entries()) {
    const { element, depth } = measurement.type;
    if ((element !== 'string' && element !== 'string_list') || (element === 'string' && depth === 0)) {
      context.findings.error(
        memberPath(fields.at('measurements'), index),
        'type-mismatch',
        `a collection measures string lists, and this is a ${describeType(measurement.type)}: use a ` +
          'comparison or distance rule',
      );
    }
  }
  if (operation === undefined || measurements === undefined || partyAggregation === undefined)
    return undefined;
  checkCollectionReference(fields, operation, reference, context);
  return {
    type: 'collection',
    name,
    measurements,
    operation,
    partyAggregation,
    ...(reference === undefined ? {} : { reference }),
    ...(minCount === undefined ? {} : { minCount }),
    ...(maxCount === undefined ? {} : { maxCount }),
  };
}
