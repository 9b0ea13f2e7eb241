import { type Declarations } from '../expressions/types';
import { type JsonObject } from '../json/reader';
import { type Fields } from './fields';
import { parseBatchDistance, parseLatency, parseSort } from './parse-attribute-rules';
import { parseCompound } from './parse-compound-rule';
import { parseCollection, parseComparison, parseDistance } from './parse-measuring-rules';
import { type RuleContext } from './parse-values';
import { type Findings } from './problems';
import { type Rule } from './rule-set';

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
    fields.warnUnknown(rule === undefined ? 'a rule' : `a rule of type ${rule.type}`);
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
      `matches of more than 40 players take only latency and batchDistance rules: remove this ${type} ` +
        'rule, or lower the team sizes to 40 players in all',
    );
  }
  const rule = readers[type](fields, name, context);
  return findings.errors.length > before ? undefined : rule;
}

const readers: Record<
  (typeof ruleTypes)[number],
  (fields: Fields, name: string, context: RuleContext) => Rule | undefined
> = {
  comparison: parseComparison,
  distance: parseDistance,
  collection: parseCollection,
  compound: parseCompound,
  batchDistance: parseBatchDistance,
  latency: parseLatency,
  absoluteSort: (fields, name, context) => parseSort('absoluteSort', fields, name, context),
  distanceSort: (fields, name, context) => parseSort('distanceSort', fields, name, context),
};
