import { type Fields } from './fields';
import { parseAttributeName, type RuleContext } from './parse-values';
import { numberAggregations, type Rule } from './rule-set';

/** Reads a batchDistance rule; undefined when it has an error. */
export function parseBatchDistance(fields: Fields, name: string, context: RuleContext): Rule | undefined {
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
}

/** Reads a latency rule; undefined when it has an error. */
export function parseLatency(fields: Fields, name: string, context: RuleContext): Rule | undefined {
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
          'latency rules of matches of more than 40 players take only maxLatency and ' +
            `partyAggregation: remove "${key}"`,
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
}

/** Reads a sort rule; undefined when it has an error. */
export function parseSort(
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
      `"${attribute.name}" is a string_list, which has no order: sort by a number, a string or a ` +
        'string_number_map',
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
