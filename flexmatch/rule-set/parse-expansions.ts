import { touchedBy, readTeamSize } from './parse-team-size';
import { type JsonValue } from '../json/reader';
import { Fields } from './fields';
import { parseRule, type RuleSource } from './parse-rules';
import { type RuleContext } from './parse-values';
import { Findings, nearest } from './problems';
import {
  type ExpandableProperty,
  type Expansion,
  type ExpansionStep,
  type ExpansionTarget,
  type Rule,
  type TeamDeclaration,
  teamNames,
} from './rule-set';

/** The properties that an expansion can change in a rule of each type. */
const expandable: Record<Rule['type'], readonly ExpandableProperty[]> = {
  comparison: ['referenceValue', 'operation', 'measurements', 'partyAggregation'],
  distance: ['maxDistance', 'minDistance', 'referenceValue', 'measurements', 'partyAggregation'],
  collection: ['minCount', 'maxCount', 'referenceValue', 'operation', 'measurements', 'partyAggregation'],
  batchDistance: ['maxDistance', 'partyAggregation'],
  latency: ['maxLatency', 'maxDistance', 'distanceReference', 'partyAggregation'],
  absoluteSort: [],
  distanceSort: [],
  compound: [],
};

/** Properties of sort rules: the documents allow their expansion, which has no effect. */
const sortProperties = ['sortDirection', 'sortAttribute', 'mapKey', 'partyAggregation'];

/** The parts of a rule set that its expansions can name. */
export interface ExpandableParts {
  readonly rules: readonly Rule[];
  /** By name: every rule as it is written, also one with errors. */
  readonly sources: ReadonlyMap<string, RuleSource>;
  readonly teams: readonly TeamDeclaration[];
}

/**
 * Reads `expansions`. Each step of a rule's property is read as the resulting rule, so its value is checked
 * like the rule's own.
 */
export function parseExpansions(
  ruleSet: Fields,
  parts: ExpandableParts,
  { declared, large, findings }: Pick<RuleContext, 'declared' | 'large' | 'findings'>,
): Expansion[] {
  const expansions: Expansion[] = [];
  for (const fields of ruleSet.objects('expansions', 'expansions') ?? []) {
    const before = findings.errors.length;
    const text = fields.text('target', true, '"rules[NAME].PROPERTY" or "teams[NAME].minPlayers"');
    const target = text === undefined ? undefined : parseTarget(text, fields.at('target'), parts, findings);
    const steps = parseSteps(fields, target, parts, {
      declared,
      large,
      findings,
      earlier: parts.rules,
      allNames: [...parts.sources.keys()],
    });
    fields.warnUnknown('an expansion');
    if (text === undefined || target === undefined || steps === undefined || findings.errors.length > before)
      continue;
    const twin = expansions.find((other) => JSON.stringify(other.target) === JSON.stringify(target));
    if (twin !== undefined)
      findings.warn(
        fields.at('target'),
        'unusual',
        `another expansion has the target "${twin.text}" too: put all steps into one`,
      );
    expansions.push({ target, text, steps });
  }
  return expansions;
}

function parseTarget(
  text: string,
  path: string,
  { rules, sources, teams }: ExpandableParts,
  findings: Findings,
): ExpansionTarget | undefined {
  const match = /^\s*(\w+)\s*\[([^\]]*)\]\s*\.\s*(\w+)\s*$/.exec(text);
  const [, component, inside = '', property = ''] = match ?? [];
  if (component === 'rules') {
    const name = inside.trim();
    const rule = rules.find((candidate) => candidate.name === name);
    if (rule !== undefined) return ruleTarget(rule, property, path, findings);
    if (sources.has(name)) return undefined; // the rule has an error of its own
    const near = nearest(name, [...sources.keys()]);
    return findings.error(
      path,
      'unknown-name',
      `no rule is named "${name}"${near === undefined ? '' : `: did you mean "${near}"?`}`,
    );
  }
  if (component === 'teams') return teamsTarget(inside, property, path, teams, findings);
  return findings.error(
    path,
    'bad-target',
    `${JSON.stringify(text.slice(0, 60))} is not a target: write "rules[NAME].PROPERTY" or ` +
      '"teams[NAME].minPlayers"',
  );
}

function ruleTarget(
  { type, name }: Rule,
  property: string,
  path: string,
  findings: Findings,
): ExpansionTarget | undefined {
  const allowed = expandable[type];
  const found = allowed.find((known) => known === property);
  if (found !== undefined) return { kind: 'rule', rule: name, property: found };
  if (type === 'compound')
    return findings.error(
      path,
      'bad-target',
      `a compound rule cannot be expanded: target the rules of its statement`,
    );
  if (sortProperties.includes(property) && allowed.length === 0) {
    findings.warn(
      path,
      'no-effect',
      `the ${type} rule "${name}" only orders candidates and refuses none: expanding it has no effect`,
    );
    return undefined;
  }
  const instead = allowed.length === 0 ? '' : `: allowed are ${allowed.join(', ')}`;
  return findings.error(
    path,
    'bad-target',
    `a rule of type ${type} has no property "${property}" to expand${instead}`,
  );
}

/** @param inside the text between the square brackets */
function teamsTarget(
  inside: string,
  property: string,
  path: string,
  teams: readonly TeamDeclaration[],
  findings: Findings,
): ExpansionTarget | undefined {
  const names = inside.split(',').map((name) => name.trim());
  if (names.includes('*'))
    return findings.error(
      path,
      'bad-target',
      'an expansion names its teams, and "*" is not a name: write ' +
        `teams[${teams.map((team) => team.name).join(',')}].${property}`,
    );
  const known = new Set(teams.flatMap((team) => [team.name, ...teamNames(team)]));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    return findings.error(
      path,
      'unknown-name',
      unknown === ''
        ? 'a team name is missing: write teams[NAME].minPlayers'
        : `no team is named "${unknown}": the teams are ${teams.map((team) => team.name).join(', ')}`,
    );
  if (property !== 'minPlayers' && property !== 'maxPlayers')
    return findings.error(
      path,
      'bad-target',
      `a team has no property "${property}" to expand: allowed are minPlayers, maxPlayers`,
    );
  return { kind: 'teams', teams: names, property };
}

function parseSteps(
  fields: Fields,
  target: ExpansionTarget | undefined,
  parts: ExpandableParts,
  context: RuleContext,
): ExpansionStep[] | undefined {
  const { findings } = context;
  const list = fields.objects('steps', 'steps');
  if (!fields.has('steps'))
    return fields.missing('steps', 'an array such as [{ "waitTimeSeconds": 10, "value": 100 }]');
  if (list === undefined) return undefined;
  const written = fields.raw('steps');
  if (Array.isArray(written) && written.length === 0)
    return findings.error(
      fields.at('steps'),
      'empty',
      'there are no steps: write at least one { "waitTimeSeconds": …, "value": … }',
    );
  const steps: ExpansionStep[] = [];
  const touched =
    target?.kind === 'teams' ? touchedBy(target, parts.teams) : new Map<TeamDeclaration, number>();
  let last = -1;
  for (const step of list) {
    const wait = step.number('waitTimeSeconds', {
      least: 0,
      quoted: true,
      needed: 'the age of the ticket, in seconds, from which the value holds',
    });
    if (wait !== undefined) {
      if (wait <= last)
        findings.error(
          step.at('waitTimeSeconds'),
          'not-increasing',
          `${wait} does not come after ${last}: waitTimeSeconds counts from the start of the ticket, ` +
            'so each step has a larger one',
        );
      last = Math.max(last, wait);
      if (wait > 43_200)
        findings.warn(
          step.at('waitTimeSeconds'),
          'unreachable-step',
          'a ticket lives at most 43,200 seconds, so this step is never reached',
        );
    }
    const value = step.raw('value');
    if (value === undefined) step.missing('value', 'the value that holds from this step on');
    step.warnUnknown('a step');
    if (value === undefined || target === undefined || wait === undefined) continue;
    const read =
      target.kind === 'teams'
        ? readTeamSize(value, step, target, touched, context)
        : readRuleValue(value, step, target, parts, context);
    if (read !== undefined) steps.push({ waitTimeSeconds: wait, value: read, shown: JSON.stringify(value) });
  }
  return steps;
}

function readRuleValue(
  value: JsonValue,
  step: Fields,
  target: Extract<ExpansionTarget, { kind: 'rule' }>,
  { rules, sources }: Pick<ExpandableParts, 'rules' | 'sources'>,
  context: RuleContext,
): { rule: Rule } | undefined {
  const source = sources.get(target.rule);
  const rule = rules.find((candidate) => candidate.name === target.rule);
  if (source === undefined || rule === undefined) return undefined;
  const own = new Findings();
  const changed: typeof source.object = { __proto__: null, ...source.object, [target.property]: value };
  const read = parseRule(new Fields(changed, source.path, own), target.rule, { ...context, findings: own });
  for (const error of own.errors)
    context.findings.error(
      step.at('value'),
      error.code,
      `as ${target.property} of rule "${target.rule}": ${error.message}`,
    );
  return own.errors.length > 0 || read === undefined ? undefined : { rule: read };
}
