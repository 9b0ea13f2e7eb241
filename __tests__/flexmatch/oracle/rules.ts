/**
 * Whether rules hold for a complete match. Written from the guide's "FlexMatch rules language" pages; see
 * docs/rule-sets.md for the readings of open questions.
 */
import {
  collections,
  evaluate,
  hasGap,
  isExpression,
  leaves,
  type Nested,
  read,
  type Scene,
  type Tree,
  typeOf,
} from './expressions';
import {
  type CollectionJson,
  type ComparisonJson,
  type LatencyJson,
  type Lineup,
  type Party,
  type Reading,
  type RuleJson,
  type RuleSetJson,
} from './language';
import { aggregate, partyLatency, partyNumber, partyStrings } from './players';

/**
 * A rule set with the players of each team. The rule set is that of an age; `named` is the rule set whose
 * teams expressions name.
 */
export interface Setting {
  ruleSet: RuleSetJson;
  named: RuleSetJson;
  lineup: Lineup;
  reading: Reading;
}

const trees = new Map<string, Tree>();
function tree(text: string): Tree {
  const known = trees.get(text) ?? read(text);
  trees.set(text, known);
  return known;
}

/**
 * Whether every independent rule holds. Sort rules filter no match, and rules that a compound statement names
 * count only there.
 */
export function allRulesHold(setting: Setting): boolean {
  const inside = rulesInCompounds(setting.ruleSet);
  return (setting.ruleSet.rules ?? []).every((rule) => inside.has(rule.name) || holds(rule, setting));
}

export function rulesInCompounds(ruleSet: RuleSetJson): Set<string> {
  return new Set(
    (ruleSet.rules ?? []).flatMap((rule) =>
      rule.type === 'compound'
        ? [...rule.statement.matchAll(/[\w.-]+(?!\s*\(|[\w.-])/g)].map(([name]) => name)
        : [],
    ),
  );
}

export function holds(rule: RuleJson, setting: Setting): boolean {
  switch (rule.type) {
    case 'comparison':
      return comparisonHolds(rule, setting);
    case 'distance': {
      const scene = sceneOf(rule, setting);
      const measured = rule.measurements.map((text) => evaluate(tree(text), scene));
      if (hasGap(measured) || referenceHasGap(rule.referenceValue, scene)) return false;
      const references = referenceLeaves(rule.referenceValue ?? [], scene);
      return measured.flatMap(leaves).every((measured) =>
        references.every((reference) => {
          const distance = Math.abs(Number(measured) - Number(reference));
          return distance >= (rule.minDistance ?? 0) && distance <= (rule.maxDistance ?? Infinity);
        }),
      );
    }
    case 'collection':
      return collectionHolds(rule, setting);
    case 'batchDistance': {
      const attribute = setting.ruleSet.playerAttributes.find((one) => one.name === rule.batchAttribute);
      if (attribute?.type === 'string')
        return (
          new Set(
            parties(setting).flatMap((party) => partyStrings(party, rule.batchAttribute, setting.ruleSet)),
          ).size <= 1
        );
      const values = parties(setting).map((party) =>
        partyNumber(party, rule.batchAttribute, setting.ruleSet, rule.partyAggregation),
      );
      return Math.max(...values) - Math.min(...values) <= Number(rule.maxDistance);
    }
    case 'latency':
      return latencyHolds(rule, setting);
    case 'compound':
      return statementHolds(rule.statement, (name) => {
        const named = setting.ruleSet.rules?.find((one) => one.name === name);
        if (named === undefined) throw new Error(`no rule is named "${name}"`);
        return holds(named, setting);
      });
    case 'absoluteSort':
    case 'distanceSort':
      return true;
  }
}

const parties = (setting: Setting): Party[] => [...setting.lineup.values()].flat();

function sceneOf(rule: RuleJson, setting: Setting): Scene {
  const scene: Scene = { ruleSet: setting.named, lineup: setting.lineup, reading: setting.reading };
  if ('partyAggregation' in rule && rule.partyAggregation !== undefined) {
    if (rule.partyAggregation === 'union' || rule.partyAggregation === 'intersection')
      scene.listAggregation = rule.partyAggregation;
    else scene.numberAggregation = rule.partyAggregation;
  }
  return scene;
}

/** The values of a reference: a number, a string, a list, or the value of an expression. */
function referenceLeaves(reference: Nested | readonly string[], scene: Scene): Array<number | string> {
  return leaves(isExpression(reference) ? evaluate(tree(reference), scene) : [reference].flat());
}

function referenceHasGap(reference: Nested | readonly string[], scene: Scene): boolean {
  return isExpression(reference) && hasGap(evaluate(tree(reference), scene));
}

function comparisonHolds(rule: ComparisonJson, setting: Setting): boolean {
  const scene = sceneOf(rule, setting);
  // Without a reference players are compared with players: parties have no value of their own then.
  const values = rule.measurements.map((text) =>
    evaluate(tree(text), {
      ...scene,
      eachPlayer: rule.referenceValue === undefined && !/\b(?!flatten\b)\w+\s*\(/.test(text),
    }),
  );
  if (hasGap(values)) return false;
  const measured = values.flatMap(leaves);
  if (rule.referenceValue !== undefined && referenceHasGap(rule.referenceValue, scene)) return false;
  if (rule.referenceValue === undefined) {
    const different = new Set(measured).size;
    return rule.operation === '=' ? different <= 1 : different === measured.length;
  }
  const references = referenceLeaves(rule.referenceValue ?? [], scene);
  return measured.every((value) =>
    references.every((reference) => {
      switch (rule.operation) {
        case '<':
          return value < reference;
        case '<=':
          return value <= reference;
        case '=':
          return value === reference;
        case '!=':
          return value !== reference;
        case '>':
          return value > reference;
        case '>=':
          return value >= reference;
      }
    }),
  );
}

function collectionHolds(rule: CollectionJson, setting: Setting): boolean {
  const scene = sceneOf(rule, setting);
  const within = (count: number): boolean =>
    count >= (rule.minCount ?? 0) && count <= (rule.maxCount ?? Infinity);
  const values = rule.measurements.map((text) => evaluate(tree(text), scene));
  const lists = rule.measurements.flatMap((text, index) =>
    collections(values[index] ?? null, typeOf(tree(text), setting.named)?.depth ?? 0),
  );
  switch (rule.operation) {
    // Without a collection, nothing is in common.
    case 'intersection':
      return within(new Set(lists[0]?.filter((value) => lists.every((list) => list.includes(value)))).size);
    // A single string (an id, a role) stands for the player who has it, so each occurrence counts; lists have
    // no repeats.
    case 'contains':
      return within(leaves(values).filter((value) => value === rule.referenceValue).length);
    case 'reference_intersection_count': {
      const wanted = referenceLeaves(rule.referenceValue ?? [], scene);
      return lists.every((list) => within(new Set(list.filter((value) => wanted.includes(value))).size));
    }
  }
}

/** Locations that the rule accepts for all players. */
export function acceptedLocations(rule: LatencyJson, setting: Setting): string[] {
  const all = parties(setting);
  return locationsOf(all).filter((location) => {
    const latencies = all.map((party) => partyLatency(party, location, rule.partyAggregation));
    return (
      latencies.every((latency) => latency !== undefined && fastEnough(latency, rule, setting.reading)) &&
      areNear(rule, all, latencies.map(Number), setting.reading)
    );
  });
}

const locationsOf = (all: readonly Party[]): string[] => [
  ...new Set(all.flatMap((party) => party.players.flatMap((player) => Object.keys(player.latencyMs ?? {})))),
];
const fastEnough = (latency: number, rule: LatencyJson, reading: Reading): boolean =>
  rule.maxLatency === undefined ||
  (reading.latencyInclusive ? latency <= rule.maxLatency : latency < rule.maxLatency);

function areNear(
  rule: LatencyJson,
  all: readonly Party[],
  latencies: readonly number[],
  reading: Reading,
): boolean {
  if (rule.maxDistance === undefined) return true;
  const repeated = latencies.flatMap((latency, index) =>
    Array.from(
      { length: reading.partyValue === 'once' ? 1 : (all[index]?.players.length ?? 1) },
      () => latency,
    ),
  );
  const centre = aggregate(repeated, rule.distanceReference ?? 'avg');
  return latencies.every((latency) => Math.abs(latency - centre) <= Number(rule.maxDistance));
}

function latencyHolds(rule: LatencyJson, setting: Setting): boolean {
  if (setting.reading.commonLocation) return acceptedLocations(rule, setting).length > 0;
  return parties(setting).every((party) =>
    locationsOf([party]).some((location) => {
      const latency = partyLatency(party, location, rule.partyAggregation);
      return latency !== undefined && fastEnough(latency, rule, setting.reading);
    }),
  );
}

/** `and(A, or(B, C))`: exactly one argument of an xor is true. */
export function statementHolds(statement: string, ruleHolds: (name: string) => boolean): boolean {
  const call = /^\s*(and|or|xor|not)\s*\((.*)\)\s*$/s.exec(statement);
  if (call === null) return ruleHolds(statement.trim());
  const truths = splitArguments(call[2] ?? '').map((part) => statementHolds(part, ruleHolds));
  const trueOnes = truths.filter(Boolean).length;
  switch (call[1]) {
    case 'and':
      return trueOnes === truths.length;
    case 'or':
      return trueOnes > 0;
    case 'xor':
      return trueOnes === 1;
    default:
      return trueOnes === 0;
  }
}

function splitArguments(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
