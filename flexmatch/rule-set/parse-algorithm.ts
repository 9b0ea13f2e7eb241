import { type Fields, jsonKindOf } from './fields';
import { type AttributeDeclaration, type Algorithm, maxSmallMatchPlayers } from './rule-set';
import { type Findings, nearest } from './problems';
import { memberPath } from '../json/reader';

/** The parts of a rule set on which its algorithm depends. */
interface AlgorithmContext {
  readonly attributes: readonly AttributeDeclaration[];
  /** Attributes whose declaration has an error of its own. */
  readonly faulty: ReadonlySet<string>;
  /** More than 40 players. */
  readonly large: boolean;
  readonly maxPlayers: number;
  readonly findings: Findings;
}

const whyLarge = ({ maxPlayers }: AlgorithmContext): string =>
  `${maxPlayers} players are a large match (more than ${maxSmallMatchPlayers})`;

/** Reads `algorithm`; its requirements differ for large matches (more than 40 players). */
export function parseAlgorithm(ruleSet: Fields, context: AlgorithmContext): Algorithm {
  const { large, findings } = context;
  const fallback: Algorithm = {
    strategy: large ? 'balanced' : 'exhaustiveSearch',
    batchingPreference: large ? 'largestPopulation' : 'random',
    sortByAttributes: [],
    expansionAgeSelection: 'newest',
    backfillPriority: 'normal',
  };
  if (ruleSet.raw('algorithm') === undefined) {
    if (large)
      findings.error(
        'algorithm',
        'needs-balanced',
        `${whyLarge(context)}: write "algorithm": { "strategy": "balanced", "balancedAttribute": NAME }`,
      );
    return fallback;
  }
  const fields = ruleSet.child('algorithm', 'an object such as { "strategy": "exhaustiveSearch" }');
  if (fields === undefined) return fallback;
  const errorsBefore = findings.errors.length;
  const strategy = parseStrategy(fields, context);
  const batching = parseBatching(fields, strategy, context);
  const balancedAttribute = parseBalancedAttribute(fields, strategy === 'balanced', context);
  const sortByAttributes = parseSortBy(fields, batching === 'sorted', context);
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

function parseStrategy(fields: Fields, context: AlgorithmContext): Algorithm['strategy'] | undefined {
  const strategy = fields.oneOf('strategy', ['exhaustiveSearch', 'balanced'], 'exhaustiveSearch');
  if (context.large && strategy === 'exhaustiveSearch')
    context.findings.error(
      'algorithm.strategy',
      'needs-balanced',
      `${whyLarge(context)}, for which exhaustiveSearch is not available: write "strategy": "balanced"`,
    );
  return strategy;
}

function parseBatching(
  fields: Fields,
  strategy: Algorithm['strategy'] | undefined,
  context: AlgorithmContext,
): Algorithm['batchingPreference'] | undefined {
  const { large, findings } = context;
  const path = 'algorithm.batchingPreference';
  const balanced = strategy === 'balanced';
  const batching = fields.oneOf(
    'batchingPreference',
    ['random', 'sorted', 'largestPopulation', 'fastestRegion'],
    balanced || large ? 'largestPopulation' : 'random',
  );
  const ofSmallMatches = batching === 'random' || batching === 'sorted';
  if (large && ofSmallMatches)
    findings.error(
      path,
      'not-for-large-match',
      `${whyLarge(context)}: write "largestPopulation" or "fastestRegion"`,
    );
  if (!large && strategy === 'exhaustiveSearch' && batching !== undefined && !ofSmallMatches)
    findings.error(
      path,
      'not-for-small-match',
      `"${batching}" belongs to strategy "balanced": write "random" or "sorted"`,
    );
  if (!large && balanced && ofSmallMatches)
    findings.warn(
      path,
      'unusual',
      `"${batching}" belongs to strategy "exhaustiveSearch": write "largestPopulation" or "fastestRegion"`,
    );
  return batching;
}

function parseBalancedAttribute(
  fields: Fields,
  balanced: boolean,
  context: AlgorithmContext,
): string | undefined {
  const { large, findings } = context;
  const path = 'algorithm.balancedAttribute';
  const name = fields.text('balancedAttribute', false, 'the name of a number attribute');
  if (name === undefined) {
    if ((large || balanced) && !fields.has('balancedAttribute'))
      fields.missing(
        'balancedAttribute',
        'the name of a declared number attribute: ' +
          `${large ? whyLarge(context) : 'strategy "balanced" needs one'}`,
      );
    return undefined;
  }
  const attribute = declaredAttribute(name, path, context);
  if (attribute !== undefined && attribute.type !== 'number')
    findings.error(
      path,
      'type-mismatch',
      `"${name}" is a ${attribute.type}: name an attribute of type number`,
    );
  if (!large && !balanced)
    findings.warn(path, 'no-effect', 'balancedAttribute counts only with strategy "balanced"');
  return name;
}

function declaredAttribute(
  name: string,
  path: string,
  { attributes, faulty, findings }: AlgorithmContext,
): AttributeDeclaration | undefined {
  const found = attributes.find((attribute) => attribute.name === name);
  if (found !== undefined || faulty.has(name)) return found;
  const near = nearest(
    name,
    attributes.map((attribute) => attribute.name),
  );
  return findings.error(
    path,
    'unknown-name',
    `the attribute "${name}" is not declared in ` +
      `playerAttributes${near === undefined ? '' : `: did you mean "${near}"?`}`,
  );
}

function parseSortBy(fields: Fields, sorted: boolean, context: AlgorithmContext): string[] {
  const { findings } = context;
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
      `"sortByAttributes" is ${jsonKindOf(value)}: write an array of attribute names`,
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
      findings.error(place, 'wrong-type', `this is ${jsonKindOf(item)}: write the name of an attribute`);
      return [];
    }
    const attribute = declaredAttribute(item, place, context);
    if (attribute !== undefined && attribute.type !== 'number' && attribute.type !== 'string') {
      findings.warn(place, 'unusual', `a ${attribute.type} has no plain order: sort by strings or numbers`);
    }
    return [item];
  });
}
