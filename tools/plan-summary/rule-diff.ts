import { parseJson } from '../../core/json';
import { type TemplateResources } from './template-change';

export interface RuleSetChange {
  /** Names of the rule sets, absent on the side where there is none. */
  readonly before?: string;
  readonly after?: string;
  readonly beforeBody?: string;
  readonly afterBody?: string;
  /** One line per value: `- path: old`, `+ path: new`. */
  readonly lines: readonly string[];
}

/** True when there is a readable rule set on both sides: the simulator compares the first such change. */
export function isComparable({ beforeBody, afterBody }: RuleSetChange): boolean {
  return [beforeBody, afterBody].every((body) => body !== undefined && parseJson(body) !== undefined);
}

/** The changes between the rule sets of two templates; undefined when there are none. */
export function ruleSetChange(
  before: TemplateResources,
  after: TemplateResources,
): RuleSetChange | undefined {
  const [old, next] = [ruleSetOf(before), ruleSetOf(after)];
  if (old?.body === next?.body) return undefined;
  return {
    ...(old === undefined ? {} : { before: old.name, beforeBody: old.body }),
    ...(next === undefined ? {} : { after: next.name, afterBody: next.body }),
    lines: difference(flat(old?.body), flat(next?.body)),
  };
}

function ruleSetOf(
  resources: TemplateResources,
): { readonly name: string; readonly body: string } | undefined {
  const found = Object.values(resources).find(({ Type }) => Type === 'AWS::GameLift::MatchmakingRuleSet');
  const { Name, RuleSetBody } = found?.Properties ?? {};
  return typeof Name === 'string' && typeof RuleSetBody === 'string'
    ? { name: Name, body: RuleSetBody }
    : undefined;
}

function difference(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((path) => {
    const [old, next] = [before.get(path), after.get(path)];
    if (old === next) return [];
    return [
      ...(old === undefined ? [] : [`- ${path}: ${old}`]),
      ...(next === undefined ? [] : [`+ ${path}: ${next}`]),
    ];
  });
}

/**
 * Leaves of a rule set by path. List members are keyed by name or target where they have one, so that an
 * insertion shows as one.
 */
function flat(body: string | undefined): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value))
      value.forEach((member: unknown, index) => walk(member, `${path}[${labelOf(member) ?? index}]`));
    else if (value !== null && typeof value === 'object')
      for (const [key, member] of Object.entries(value)) walk(member, path === '' ? key : `${path}.${key}`);
    else leaves.set(path, JSON.stringify(value));
  };
  if (body !== undefined) walk(parseJson(body) ?? `not JSON: ${body}`, '');
  return leaves;
}

function labelOf(member: unknown): string | undefined {
  if (member === null || typeof member !== 'object') return undefined;
  if ('name' in member && typeof member.name === 'string') return member.name;
  if ('target' in member && typeof member.target === 'string') return member.target;
  if ('waitTimeSeconds' in member && typeof member.waitTimeSeconds === 'number')
    return `after ${member.waitTimeSeconds} s`;
  return undefined;
}
