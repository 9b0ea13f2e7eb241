import {
  type RuleContext,
  parseAttributeName,
  parseMeasurements,
  parseReference,
  unquoted,
  checkComparisonReference,
  checkCollectionReference,
} from './parse-values';
import { type Declarations, describeType } from '../expressions/types';
import { memberPath, type JsonObject } from '../json/reader';
import { type Fields } from './fields';
import { type Findings, nearest } from './problems';
import { collectionOperations, comparisonOperations, type Rule } from './rule-set';
import { parseStatement, statementRules } from './statement';

export const ruleTypes = [
  'comparison',
  'distance',
  'collection',
  'compound',
  'batchDistance',
  'latency',
  'absoluteSort',
  'distanceSort',
] as const;
const numberAggregations = ['min', 'max', 'avg'] as const;

/** A rule with its JSON, so that an expansion step can be read as the resulting rule. */
export interface RuleSource {
  readonly object: JsonObject;
  readonly path: string;
}

/** Reads `rules`, in order: a compound rule may name only rules before it. */
export function parseRules(
  ruleSet: Fields,
  declared: Declarations,
  large: boolean,
  findings: Findings,
): { rules: Rule[]; sources: ReadonlyMap<string, RuleSource> } {
  const rules: Rule[] = [];
  const sources = new Map<string, RuleSource>();
  const list = ruleSet.objects('rules', 'rules') ?? [];
  const allNames = list.map((fields) => fields.object['name']);
  for (const fields of list) {
    const name = fields.name('rule');
    const rule = parseRule(fields, name ?? '', { declared, large, findings, earlier: rules, allNames });
    fields.warnUnknown(rule === undefined ? 'a rule' : `a ${rule.type} rule`);
    if (name === undefined) continue;
    if (sources.has(name)) {
      findings.error(
        fields.at('name'),
        'duplicate-name',
        `another rule is already named "${name}": give each its own name`,
      );
      continue;
    }
    sources.set(name, { object: fields.object, path: fields.path });
    if (rule !== undefined) rules.push(rule);
  }
  return { rules, sources };
}

/** Reads one rule; undefined when it has an error. */
export function parseRule(fields: Fields, name: string, context: RuleContext): Rule | undefined {
  const { findings } = context;
  const before = findings.errors.length;
  const type = fields.oneOf('type', ruleTypes, 'needed');
  if (type === undefined) return undefined;
  if (context.large && type !== 'latency' && type !== 'batchDistance') {
    findings.error(
      fields.at('type'),
      'not-for-large-match',
      `matches of more than 40 players take only latency and batchDistance rules: remove this ${type} rule, or lower the team sizes to 40 players in all`,
    );
  }
  const rule = readers[type](fields, name, context);
  return findings.errors.length > before ? undefined : rule;
}

const readers: Record<
  (typeof ruleTypes)[number],
  (fields: Fields, name: string, context: RuleContext) => Rule | undefined
> = {
  comparison(fields, name, context) {
    const measurements = parseMeasurements(fields, context);
    const operation = fields.oneOf('operation', comparisonOperations, 'needed');
    const partyAggregation = fields.oneOf('partyAggregation', numberAggregations, 'avg');
    let reference = parseReference(fields, context);
    let element: 'number' | 'string' | undefined;
    for (const [index, measurement] of (measurements ?? []).entries()) {
      const { element: found } = measurement.type;
      if (found !== 'number' && found !== 'string') {
        context.findings.error(
          memberPath(fields.at('measurements'), index),
          'type-mismatch',
          `a comparison measures numbers or strings, and this is a ${describeType(measurement.type)}: use a collection rule for string lists`,
        );
      } else if (element !== undefined && element !== found) {
        context.findings.error(
          memberPath(fields.at('measurements'), index),
          'type-mismatch',
          `the measurements of one rule are all numbers or all strings, and this is a ${describeType(measurement.type)}: write a rule for each`,
        );
      } else element = found;
    }
    if (operation === undefined || measurements === undefined || partyAggregation === undefined)
      return undefined;
    const orders = operation !== '=' && operation !== '!=';
    if (reference === undefined && !fields.has('referenceValue') && orders)
      fields.missing(
        'referenceValue',
        `the value to compare with: without one, only "=" (all equal) and "!=" (all different) make sense, not "${operation}"`,
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
  },

  distance(fields, name, context) {
    const measurements = parseMeasurements(fields, context);
    const partyAggregation = fields.oneOf('partyAggregation', numberAggregations, 'avg');
    const reference = unquoted(fields, parseReference(fields, context), context);
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
        context.findings.error(
          memberPath(fields.at('measurements'), index),
          'type-mismatch',
          `a distance measures numbers, and this is a ${describeType(measurement.type)}: use a comparison or collection rule`,
        );
    }
    if (reference === undefined || measurements === undefined || partyAggregation === undefined)
      return undefined;
    if (reference.kind === 'expression') {
      if (reference.value.type.element !== 'number')
        context.findings.error(
          fields.at('referenceValue'),
          'type-mismatch',
          `the reference of a distance is a number, and this is a ${describeType(reference.value.type)}`,
        );
      else if (reference.value.type.depth > 0)
        context.findings.error(
          fields.at('referenceValue'),
          'type-mismatch',
          `the reference of a distance is one number, and this is a ${describeType(reference.value.type)}: write avg(…), min(…) or max(…) around it`,
        );
    } else if (reference.kind !== 'number') {
      context.findings.error(
        fields.at('referenceValue'),
        'type-mismatch',
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
  },

  collection(fields, name, context) {
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
          `a collection measures string lists, and this is a ${describeType(measurement.type)}: use a comparison or distance rule`,
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
  },

  compound(fields, name, context) {
    const text = fields.text('statement', true, 'a statement over earlier rules, such as "or(and(A, B), C)"');
    if (text === undefined) return undefined;
    const parsed = parseStatement(text);
    if ('problem' in parsed)
      return context.findings.error(fields.at('statement'), 'bad-statement', parsed.problem);
    for (const used of new Set(statementRules(parsed.node))) {
      const rule = context.earlier.find((earlier) => earlier.name === used);
      if (rule === undefined) {
        // The error of the earlier rule has been reported already.
        const index = context.allNames.indexOf(used);
        const own = context.allNames.indexOf(name);
        if (index !== -1 && index < own) continue;
        const near =
          context.findings.errors.length > 20
            ? undefined
            : nearest(
                used,
                context.earlier.map((earlier) => earlier.name),
              );
        context.findings.error(
          fields.at('statement'),
          'unknown-name',
          index !== -1
            ? `the rule "${used}" stands later in the rule set: move it before "${name}"`
            : `no rule is named "${used}"${near === undefined ? '' : `: did you mean "${near}"?`}`,
        );
      } else if (
        rule.type === 'batchDistance' ||
        rule.type === 'absoluteSort' ||
        rule.type === 'distanceSort'
      ) {
        context.findings.error(
          fields.at('statement'),
          'bad-statement',
          `"${used}" is a ${rule.type} rule, which a compound rule cannot use: use comparison, distance, collection or latency rules`,
        );
      }
    }
    return { type: 'compound', name, statement: parsed.node, text };
  },

  batchDistance(fields, name, context) {
    const attribute = parseAttributeName(fields, 'batchAttribute', context);
    const partyAggregation = fields.oneOf('partyAggregation', numberAggregations, 'avg');
    const maxDistance = fields.number('maxDistance', { least: 0, quoted: true });
    if (attribute === undefined || partyAggregation === undefined) return undefined;
    if (attribute.type !== 'number' && attribute.type !== 'string') {
      return context.findings.error(
        fields.at('batchAttribute'),
        'type-mismatch',
        `"${attribute.name}" is a ${attribute.type}: batchDistance takes a number or a string attribute`,
      );
    }
    if (attribute.type === 'number' && !fields.has('maxDistance'))
      fields.missing('maxDistance', 'the largest distance between any two players of a match');
    if (attribute.type === 'string' && fields.has('maxDistance'))
      context.findings.error(
        fields.at('maxDistance'),
        'needless',
        `"${attribute.name}" is a string attribute, whose values must all be equal: leave maxDistance out`,
      );
    return {
      type: 'batchDistance',
      name,
      batchAttribute: attribute.name,
      partyAggregation,
      ...(maxDistance === undefined ? {} : { maxDistance }),
    };
  },

  latency(fields, name, context) {
    const maxLatency = fields.number('maxLatency', { least: 0, quoted: true });
    const maxDistance = fields.number('maxDistance', { least: 0, quoted: true });
    const distanceReference = fields.oneOf('distanceReference', ['min', 'avg'], 'avg');
    const partyAggregation = fields.oneOf('partyAggregation', numberAggregations, 'avg');
    if (!fields.has('maxLatency') && !fields.has('maxDistance'))
      fields.missing('maxLatency', 'the largest latency allowed, in milliseconds');
    if (fields.has('maxDistance') && !fields.has('distanceReference'))
      fields.missing('distanceReference', '"min" or "avg": maxDistance is measured from it');
    if (!fields.has('maxDistance') && fields.has('distanceReference'))
      context.findings.warn(
        fields.at('distanceReference'),
        'no-effect',
        'distanceReference counts only together with maxDistance',
      );
    if (context.large) {
      for (const key of ['maxDistance', 'distanceReference'])
        if (fields.has(key))
          context.findings.error(
            fields.at(key),
            'not-for-large-match',
            `latency rules of matches of more than 40 players take only maxLatency and partyAggregation: remove "${key}"`,
          );
    }
    if (distanceReference === undefined || partyAggregation === undefined) return undefined;
    return {
      type: 'latency',
      name,
      distanceReference,
      partyAggregation,
      ...(maxLatency === undefined ? {} : { maxLatency }),
      ...(maxDistance === undefined ? {} : { maxDistance }),
    };
  },

  absoluteSort: (fields, name, context) => parseSort('absoluteSort', fields, name, context),
  distanceSort: (fields, name, context) => parseSort('distanceSort', fields, name, context),
};

function parseSort(
  type: 'absoluteSort' | 'distanceSort',
  fields: Fields,
  name: string,
  context: RuleContext,
): Rule | undefined {
  const sortDirection = fields.oneOf('sortDirection', ['ascending', 'descending'], 'needed');
  const attribute = parseAttributeName(fields, 'sortAttribute', context);
  const mapKey = fields.has('mapKey')
    ? fields.oneOf('mapKey', ['minValue', 'maxValue'], 'needed')
    : undefined;
  const partyAggregation = fields.oneOf('partyAggregation', numberAggregations, 'avg');
  if (sortDirection === undefined || attribute === undefined || partyAggregation === undefined)
    return undefined;
  if (attribute.type === 'string_number_map' && !fields.has('mapKey'))
    fields.missing('mapKey', '"minValue" or "maxValue": which key of the anchor\'s map to sort by');
  if (attribute.type !== 'string_number_map' && fields.has('mapKey'))
    context.findings.warn(
      fields.at('mapKey'),
      'no-effect',
      `"${attribute.name}" is not a map, so mapKey has no effect`,
    );
  if (attribute.type === 'string_list')
    context.findings.error(
      fields.at('sortAttribute'),
      'type-mismatch',
      `"${attribute.name}" is a string_list, which has no order: sort by a number, a string or a string_number_map`,
    );
  if (attribute.type === 'string' && type === 'distanceSort')
    context.findings.error(
      fields.at('sortAttribute'),
      'type-mismatch',
      `"${attribute.name}" is a string, which has no distance: use absoluteSort, or a number attribute`,
    );
  return {
    type,
    name,
    sortDirection,
    sortAttribute: attribute.name,
    partyAggregation,
    ...(mapKey === undefined ? {} : { mapKey }),
  };
}
