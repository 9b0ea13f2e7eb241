import { type Fields, kindOf } from './fields';
import { type AttributeDeclaration, type Algorithm, largestSmallMatch } from './rule-set';
import { type Findings, nearest } from './problems';
import { memberPath } from '../json/reader';

/** Reads `algorithm`; its requirements differ for large matches (more than 40 players). */
export function parseAlgorithm(
  ruleSet: Fields,
  attributes: readonly AttributeDeclaration[],
  faulty: ReadonlySet<string>,
  large: boolean,
  maxPlayers: number,
  findings: Findings,
): Algorithm {
  const fallback: Algorithm = {
    strategy: large ? 'balanced' : 'exhaustiveSearch',
    batchingPreference: large ? 'largestPopulation' : 'random',
    sortByAttributes: [],
    expansionAgeSelection: 'newest',
    backfillPriority: 'normal',
  };
  const why = `${maxPlayers} players are a large match (more than ${largestSmallMatch})`;
  const value = ruleSet.raw('algorithm');
  if (value === undefined) {
    if (large)
      findings.error(
        'algorithm',
        'needs-balanced',
        `${why}: write "algorithm": { "strategy": "balanced", "balancedAttribute": NAME }`,
      );
    return fallback;
  }
  const fields = ruleSet.child('algorithm', 'an object such as { "strategy": "exhaustiveSearch" }');
  if (fields === undefined) return fallback;
  const errorsBefore = findings.errors.length;
  const strategy = fields.oneOf('strategy', ['exhaustiveSearch', 'balanced'], 'exhaustiveSearch');
  const balanced = strategy === 'balanced';
  if (large && strategy === 'exhaustiveSearch')
    findings.error(
      'algorithm.strategy',
      'needs-balanced',
      `${why}, for which exhaustiveSearch is not available: write "strategy": "balanced"`,
    );
  const batching = fields.oneOf(
    'batchingPreference',
    ['random', 'sorted', 'largestPopulation', 'fastestRegion'],
    balanced || large ? 'largestPopulation' : 'random',
  );
  if (large && (batching === 'random' || batching === 'sorted')) {
    findings.error(
      'algorithm.batchingPreference',
      'not-for-large-match',
      `${why}: write "largestPopulation" or "fastestRegion"`,
    );
  }
  if (
    !large &&
    strategy === 'exhaustiveSearch' &&
    (batching === 'largestPopulation' || batching === 'fastestRegion')
  ) {
    findings.error(
      'algorithm.batchingPreference',
      'not-for-small-match',
      `"${batching}" belongs to strategy "balanced": write "random" or "sorted"`,
    );
  }
  if (!large && balanced && (batching === 'random' || batching === 'sorted')) {
    findings.warn(
      'algorithm.batchingPreference',
      'unusual',
      `"${batching}" belongs to strategy "exhaustiveSearch": write "largestPopulation" or "fastestRegion"`,
    );
  }
  const named = (name: string, path: string): AttributeDeclaration | undefined => {
    const found = attributes.find((attribute) => attribute.name === name);
    if (found !== undefined || faulty.has(name)) return found;
    const near = nearest(
      name,
      attributes.map((attribute) => attribute.name),
    );
    return findings.error(
      path,
      'unknown-name',
      `the attribute "${name}" is not declared in playerAttributes${near === undefined ? '' : `: did you mean "${near}"?`}`,
    );
  };
  const balancedAttribute = fields.text('balancedAttribute', false, 'the name of a number attribute');
  if (balancedAttribute === undefined) {
    if ((large || balanced) && !fields.has('balancedAttribute'))
      fields.missing(
        'balancedAttribute',
        `the name of a declared number attribute: ${large ? why : 'strategy "balanced" needs one'}`,
      );
  } else {
    const attribute = named(balancedAttribute, 'algorithm.balancedAttribute');
    if (attribute !== undefined && attribute.type !== 'number')
      findings.error(
        'algorithm.balancedAttribute',
        'type-mismatch',
        `"${balancedAttribute}" is a ${attribute.type}: name an attribute of type number`,
      );
    if (!large && !balanced)
      findings.warn(
        'algorithm.balancedAttribute',
        'no-effect',
        'balancedAttribute counts only with strategy "balanced"',
      );
  }
  const sortByAttributes = parseSortBy(fields, batching === 'sorted', named, findings);
  const expansionAgeSelection = fields.oneOf('expansionAgeSelection', ['newest', 'oldest'], 'newest');
  const backfillPriority = fields.oneOf('backfillPriority', ['normal', 'low', 'high'], 'normal');
  if (large && fields.has('backfillPriority'))
    findings.warn(
      'algorithm.backfillPriority',
      'no-effect',
      'in large matches backfill tickets always come first',
    );
  fields.warnUnknown('an algorithm');
  if (findings.errors.length > errorsBefore) return fallback;
  return {
    strategy: strategy ?? fallback.strategy,
    batchingPreference: batching ?? fallback.batchingPreference,
    ...(balancedAttribute === undefined ? {} : { balancedAttribute }),
    sortByAttributes,
    expansionAgeSelection: expansionAgeSelection ?? 'newest',
    backfillPriority: backfillPriority ?? 'normal',
  };
}

function parseSortBy(
  fields: Fields,
  sorted: boolean,
  named: (name: string, path: string) => AttributeDeclaration | undefined,
  findings: Findings,
): string[] {
  const path = fields.at('sortByAttributes');
  const value = fields.raw('sortByAttributes');
  if (value === undefined) {
    if (sorted)
      fields.missing('sortByAttributes', 'an array of attribute names: batchingPreference is "sorted"');
    return [];
  }
  if (!Array.isArray(value)) {
    findings.error(
      path,
      'wrong-type',
      `"sortByAttributes" is ${kindOf(value)}: write an array of attribute names`,
    );
    return [];
  }
  if (sorted && value.length === 0)
    findings.error(path, 'empty', 'batchingPreference is "sorted": name at least one attribute');
  if (!sorted)
    findings.warn(path, 'no-effect', 'sortByAttributes counts only with batchingPreference "sorted"');
  return value.flatMap((item, index) => {
    const place = memberPath(path, index);
    if (typeof item !== 'string') {
      findings.error(place, 'wrong-type', `this is ${kindOf(item)}: write the name of an attribute`);
      return [];
    }
    const attribute = named(item, place);
    if (attribute !== undefined && attribute.type !== 'number' && attribute.type !== 'string') {
      findings.warn(place, 'unusual', `a ${attribute.type} has no plain order: sort by strings or numbers`);
    }
    return [item];
  });
}
