import { isJsonObject, memberPath, type JsonValue } from '../json/reader';
import { type AttributeValue } from '../engine-types';
import { type Fields, kindOf } from './fields';
import { type Findings, nearest } from './problems';
import {
  type Algorithm,
  type AttributeDeclaration,
  type AttributeType,
  attributeTypes,
  largestMatch,
  largestSmallMatch,
  type TeamDeclaration,
  teamNames,
} from './rule-set';

/**
 * Reads `playerAttributes`. `faulty` names those whose declaration has an error of its own: their use is not
 * a second error.
 */
export function parseAttributes(
  ruleSet: Fields,
  findings: Findings,
): { readonly attributes: AttributeDeclaration[]; readonly faulty: ReadonlySet<string> } {
  const attributes: AttributeDeclaration[] = [];
  const faulty = new Set<string>();
  for (const fields of ruleSet.objects('playerAttributes', 'player attributes') ?? []) {
    const name = fields.name('attribute');
    const type = fields.oneOf('type', attributeTypes, 'needed');
    const written = fields.raw('default');
    const value =
      type === undefined || written === undefined
        ? undefined
        : parseDefault(written, type, fields.at('default'), findings);
    fields.warnUnknown('a player attribute');
    if (name !== undefined && type === undefined) faulty.add(name);
    if (name === undefined || type === undefined) continue;
    if (attributes.some((other) => other.name === name)) {
      findings.error(
        fields.at('name'),
        'duplicate-name',
        `another attribute is already named "${name}": give each its own name`,
      );
      continue;
    }
    attributes.push({ name, type, ...(value === undefined ? {} : { default: value }) });
  }
  return { attributes, faulty };
}

function parseDefault(
  value: JsonValue,
  type: AttributeType,
  path: string,
  findings: Findings,
): AttributeValue | undefined {
  const wrong = (write: string): undefined =>
    findings.error(path, 'type-mismatch', `the default of a ${type} is ${kindOf(value)}: write ${write}`);
  switch (type) {
    case 'string':
      if (typeof value !== 'string') return wrong('a string of 1 to 100 characters');
      if (value === '') {
        findings.warn(
          path,
          'no-effect',
          'an empty string is not a value (strings have 1 to 100 characters), so there is no default:  write a value or leave "default" out',
        );
        return undefined;
      }
      if (value.length > 100)
        findings.warn(path, 'unusual', 'the default has more than the 100 characters that a player may send');
      return value;
    case 'number':
      return typeof value === 'number' ? value : wrong('a number without quotes');
    case 'string_list': {
      const strings = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
      return Array.isArray(value) && strings.length === value.length ? strings : wrong('an array of strings');
    }
    case 'string_number_map': {
      if (!isJsonObject(value)) return wrong('an object with a number for each key');
      const map: Record<string, number> = Object.create(null) as Record<string, number>;
      for (const [key, weight] of Object.entries(value)) {
        if (typeof weight !== 'number')
          return findings.error(
            memberPath(path, key),
            'type-mismatch',
            `the value of a map is ${kindOf(weight)}: write a number`,
          );
        map[key] = weight;
      }
      return map;
    }
  }
}

/** Reads `teams`. */
export function parseTeams(ruleSet: Fields, findings: Findings): TeamDeclaration[] {
  const list = ruleSet.objects('teams', 'teams');
  if (!ruleSet.has('teams'))
    ruleSet.missing(
      'teams',
      'an array with at least one team, such as [{ "name": "red", "minPlayers": 1, "maxPlayers": 5 }]',
    );
  else if (list?.length === 0 && !findings.errors.some((error) => error.path.startsWith('teams'))) {
    findings.error(
      'teams',
      'empty',
      'there are no teams: write at least one, such as { "name": "red", "minPlayers": 1, "maxPlayers": 5 }',
    );
  }
  const teams: TeamDeclaration[] = [];
  const taken = new Set<string>();
  for (const fields of list ?? []) {
    const name = fields.name('team');
    const minPlayers = fields.number('minPlayers', {
      least: 0,
      whole: true,
      needed: 'the fewest players that the team needs, a whole number',
    });
    const maxPlayers = fields.number('maxPlayers', {
      least: 1,
      whole: true,
      needed: 'the most players that the team takes, a whole number',
    });
    const quantity = fields.number('quantity', { least: 1, whole: true, most: largestMatch }) ?? 1;
    fields.warnUnknown('a team');
    if (minPlayers !== undefined && maxPlayers !== undefined && minPlayers > maxPlayers) {
      findings.error(
        fields.at('minPlayers'),
        'out-of-range',
        `minPlayers is ${minPlayers} and maxPlayers is ${maxPlayers}: write a minPlayers of at most ${maxPlayers}, or a larger maxPlayers`,
      );
    }
    if (name === undefined) continue;
    if (/[\],[]/.test(name) || name !== name.trim() || name === '*') {
      findings.warn(
        fields.at('name'),
        'unusual',
        `the name ${JSON.stringify(name)} cannot be written in teams[…]: leave out commas, square brackets and outer blanks`,
      );
    }
    const names = teamNames({ name, minPlayers: 0, maxPlayers: 1, quantity });
    const clash = [name, ...names].find((own) => taken.has(own));
    if (clash !== undefined) {
      findings.error(
        fields.at('name'),
        'duplicate-name',
        `another team is already named "${clash}": give each its own name, or one team a quantity`,
      );
      continue;
    }
    for (const own of [name, ...names]) taken.add(own);
    teams.push({
      name,
      minPlayers: minPlayers ?? 0,
      maxPlayers: maxPlayers ?? Math.max(1, minPlayers ?? 1),
      quantity,
    });
  }
  return teams;
}

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
