import { type AttributeValue } from '../engine-types';
import { type AttributeDeclaration, type Rule, type RuleSet } from '../rule-set/rule-set';
import { type AttributeDistribution, wordsFor } from './distribution';
import { knownRegions, usualLatency, usualRegions } from './geography';
import { type PartialPopulation, type Population, PopulationError } from './population';

/** A population without open parts, and the assumptions for inferred ones, in words. */
export interface CompletePopulation {
  readonly population: Population;
  readonly assumptions: readonly string[];
}

/**
 * Fills in the open parts of a population from the rule sets. These are spreads of attributes for which
 * distance rules matter, values that rules name, latencies where a latency rule needs them, and parties no
 * larger than a team.
 * @param ruleSets one, or all that the same population is to meet. The first one that has something to do
 * with an open part decides it: players do not change because a rule set is edited.
 * @param crowd number of players and the hours of their arrival: gives the rate where the population has none
 * @throws PopulationError when the population has an attribute that no rule set declares, a value of another
 * type, or a region with unknown latencies
 */
export function completePopulation(
  given: PartialPopulation,
  ruleSets: readonly [RuleSet, ...RuleSet[]],
  crowd: { readonly players?: number; readonly hours?: number } = {},
): CompletePopulation {
  const assumptions: string[] = [];
  const declared = new Map<string, AttributeDeclaration>();
  for (const attribute of ruleSets.flatMap((ruleSet) => ruleSet.attributes))
    if (!declared.has(attribute.name)) declared.set(attribute.name, attribute);
  for (const [name, distribution] of Object.entries(given.attributes ?? {})) {
    const attribute = declared.get(name);
    if (attribute === undefined)
      throw new PopulationError(
        `attributes.${name}: the rule set declares no such attribute; it has ` +
          `${[...declared.keys()].join(', ') || 'none'}`,
      );
    checkType(attribute, distribution);
  }
  const rules = ruleSets.flatMap((ruleSet) => ruleSet.rules);
  const attributes = Object.fromEntries(
    [...declared.values()].map((attribute) => {
      const own = given.attributes?.[attribute.name];
      if (own !== undefined) return [attribute.name, own];
      const usual = usualValues(attribute, firstRulesOn(attribute.name, ruleSets));
      assumptions.push(`${attribute.name}: ${wordsFor(usual)}`);
      return [attribute.name, usual];
    }),
  );
  const [first] = ruleSets;
  const parties = given.parties ?? usualParties(first, assumptions);
  const regions = completeRegions(given, rules, assumptions);
  const most = first.maxPlayers;
  const perTicket = meanPartySize({ parties });
  const crowded =
    crowd.players === undefined || crowd.hours === undefined
      ? undefined
      : crowd.players / perTicket / (60 * crowd.hours);
  const ticketsPerMinute =
    given.arrivals?.ticketsPerMinute ?? crowded ?? Math.min(1000, Math.round((10 * most) / perTicket));
  if ((given.arrivals?.ticketsPerMinute ?? crowded) === undefined)
    assumptions.push(
      `${ticketsPerMinute} tickets a minute${ticketsPerMinute < 1000 ? ': enough for 10 full matches' : ''}`,
    );
  return {
    population: {
      arrivals: { startHour: 0, process: 'poisson', ...given.arrivals, ticketsPerMinute },
      parties,
      attributes,
      regions,
      withoutLatency: given.withoutLatency ?? 0,
    },
    assumptions,
  };
}

/** Mean number of players in a ticket. */
export function meanPartySize({ parties }: Pick<Population, 'parties'>): number {
  const total = parties.reduce((sum, party) => sum + party.weight, 0);
  return parties.reduce((sum, party) => sum + party.size * party.weight, 0) / total;
}

const distributionsFor: Readonly<Record<AttributeDeclaration['type'], readonly string[]>> = {
  number: ['normal', 'lognormal', 'uniform', 'constant', 'choice'],
  string: ['constant', 'choice'],
  string_list: ['list', 'constant', 'choice'],
  string_number_map: ['map'],
};

function checkType({ name, type }: AttributeDeclaration, distribution: AttributeDistribution): void {
  if (!distributionsFor[type].includes(distribution.distribution))
    throw new PopulationError(
      `attributes.${name}: a ${distribution.distribution} distribution gives no ${type}; write ` +
        `${distributionsFor[type].join(' or ')}`,
    );
  const values =
    distribution.distribution === 'constant'
      ? [distribution.value]
      : distribution.distribution === 'choice'
        ? distribution.options.map((option) => option.value)
        : [];
  for (const value of values) {
    const fits =
      type === 'number'
        ? typeof value === 'number'
        : type === 'string'
          ? typeof value === 'string'
          : Array.isArray(value);
    if (!fits)
      throw new PopulationError(
        `attributes.${name}: ${JSON.stringify(value)} is not a ${type}, as the rule set declares it`,
      );
  }
}

/** The rules on an attribute in the first rule set that has any. */
function firstRulesOn(attribute: string, ruleSets: readonly RuleSet[]): readonly Rule[] {
  return ruleSets.map((ruleSet) => rulesOn(attribute, ruleSet.rules)).find((rules) => rules.length > 0) ?? [];
}

function rulesOn(attribute: string, rules: readonly Rule[]): Rule[] {
  return rules.filter((rule) => {
    if (rule.type === 'batchDistance') return rule.batchAttribute === attribute;
    if (!('measurements' in rule)) return false;
    const reference =
      'reference' in rule && rule.reference?.kind === 'expression' ? [rule.reference.value] : [];
    return [...rule.measurements, ...reference].some((expression) =>
      expression.text.includes(`attributes[${attribute}]`),
    );
  });
}

const isTextList = (value: AttributeValue | undefined): value is readonly string[] => Array.isArray(value);

function usualValues(attribute: AttributeDeclaration, rules: readonly Rule[]): AttributeDistribution {
  const fallback = attribute.default;
  const references = rules.flatMap((rule) =>
    'reference' in rule && rule.reference !== undefined && rule.reference.kind !== 'expression'
      ? [rule.reference.value]
      : [],
  );
  switch (attribute.type) {
    case 'number':
      return usualNumbers(
        typeof fallback === 'number' ? fallback : undefined,
        rules,
        references.filter((value) => typeof value === 'number'),
      );
    case 'string': {
      const words = [
        ...new Set([
          ...(typeof fallback === 'string' ? [fallback] : []),
          ...references.flatMap((value) => (typeof value === 'number' ? [] : value)),
        ]),
      ];
      return words.length > 1
        ? { distribution: 'choice', options: words.map((value) => ({ value, weight: 1 })) }
        : { distribution: 'constant', value: words[0] ?? 'any' };
    }
    case 'string_list': {
      const named = [
        ...new Set([
          ...(isTextList(fallback) ? fallback : []),
          ...references.flatMap((value) => (typeof value === 'number' ? [] : value)),
        ]),
      ];
      const words = named.length > 1 ? named : [...named, 'a', 'b', 'c', 'd'].slice(0, 4);
      return {
        distribution: 'list',
        options: words.map((value: string) => ({ value, weight: 1 })),
        least: 1,
        most: Math.min(3, words.length),
      };
    }
    case 'string_number_map': {
      const keys = typeof fallback === 'object' && !isTextList(fallback) ? Object.keys(fallback) : [];
      return {
        distribution: 'map',
        keys: Object.fromEntries(
          (keys.length === 0 ? ['a', 'b', 'c'] : keys).map((key) => [
            key,
            { distribution: 'uniform' as const, min: 0, max: 100 },
          ]),
        ),
      };
    }
  }
}

/**
 * A spread at which a distance rule divides the population without emptying it, centred on the default or on
 * the value that rules compare with.
 */
function usualNumbers(
  fallback: number | undefined,
  rules: readonly Rule[],
  references: readonly number[],
): AttributeDistribution {
  const distances = rules.flatMap((rule) =>
    'maxDistance' in rule && rule.maxDistance !== undefined && rule.maxDistance > 0 ? [rule.maxDistance] : [],
  );
  const distance = distances.length === 0 ? undefined : Math.min(...distances);
  const centre =
    fallback !== undefined && fallback !== 0 ? fallback : references.find((value) => value !== 0);
  if (distance !== undefined) {
    const sd = 1.5 * distance;
    const mean = centre ?? 4 * sd;
    return mean >= 2 * sd
      ? { distribution: 'normal', mean, sd, min: 0 }
      : { distribution: 'uniform', min: 0, max: 2 * mean + 4 * sd };
  }
  if (centre !== undefined && centre > 0)
    return { distribution: 'normal', mean: centre, sd: Math.round(centre * 250) / 1000, min: 0 };
  return { distribution: 'uniform', min: 0, max: 100 };
}

function usualParties({ teams }: RuleSet, assumptions: string[]): Population['parties'] {
  const largest = Math.max(...teams.map((team) => team.maxPlayers));
  if (largest < 2) {
    assumptions.push('every ticket has one player: no team holds more');
    return [{ size: 1, weight: 1 }];
  }
  const parties = [
    { size: 1, weight: 70 },
    { size: 2, weight: 20 },
    { size: 3, weight: 7 },
    { size: 4, weight: 3 },
  ].filter(({ size }) => size <= largest);
  assumptions.push(
    `parties of ${parties.map(({ size, weight }) => `${size} (weight ${weight})`).join(', ')}`,
  );
  return parties;
}

function completeRegions(
  given: PartialPopulation,
  rules: readonly Rule[],
  assumptions: string[],
): Population['regions'] {
  const asked = rules.some((rule) => rule.type === 'latency');
  if (given.regions === undefined && !asked) return [];
  if (given.regions === undefined)
    assumptions.push(
      `players live near ${usualRegions.map(({ name, weight }) => `${name} (weight ${weight})`).join(', ')}`,
    );
  const regions = given.regions ?? usualRegions.map((region) => ({ ...region, latencyMs: undefined }));
  const locations = [
    ...new Set(regions.flatMap((region) => [region.name, ...Object.keys(region.latencyMs ?? {})])),
  ];
  let guessed = false;
  const completed = regions.map((region) => ({
    ...region,
    latencyMs:
      region.latencyMs !== undefined
        ? region.latencyMs
        : Object.fromEntries(
            locations.map((location) => {
              const usual = usualLatency(region.name, location);
              if (usual === undefined)
                throw new PopulationError(
                  `regions: the distance of ${region.name} from ${location} is unknown: give ` +
                    `"latencyMs" for ${region.name} in a population file, or use the names of AWS ` +
                    `regions (${knownRegions.join(', ')})`,
                );
              guessed = true;
              return [location, usual];
            }),
          ),
  }));
  if (guessed)
    assumptions.push('latencies: 22 ms of access (lognormal) and 0.016 ms for each km to the location');
  if (given.withoutLatency === undefined && asked) assumptions.push('every player sends latencies');
  return completed;
}
