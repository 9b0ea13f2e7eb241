import { fieldsOf } from '../../core/fields-of';
import { type PlanValues } from './comparison';
import { referencesIn, type PlannedTemplate } from './template-change';

/** Sections that decide nothing. */
const harmless = ['AWSTemplateFormatVersion', 'Description', 'Metadata'];
/**
 * Sections whose members do nothing until a resource, or an output of the stack, uses them. Any other one,
 * such as `Transform` and `Hooks`, acts by itself: a macro writes the template again, a hook replaces
 * resources.
 */
const ofMembers = ['Conditions', 'Mappings', 'Outputs', 'Parameters', 'Rules'];

/**
 * The dangers of a change beside the resources of a template, which no plan shows in the resources
 * themselves.
 * @param before undefined for a new stack
 */
export function sectionDangers(
  before: PlannedTemplate | undefined,
  after: PlannedTemplate,
): readonly string[] {
  const [old, next] = [before?.sections ?? {}, after.sections];
  const sections = [...new Set([...Object.keys(old), ...Object.keys(next)])]
    .filter((name) => !harmless.includes(name))
    .sort()
    .flatMap((name) => {
      const [was, is] = [old[name], next[name]];
      if (text(was) === text(is)) return [];
      if (!ofMembers.includes(name)) return [decides(name)];
      const stays = (output: unknown): boolean =>
        referencesIn(output).every((resource) => after.resources[resource] !== undefined);
      return memberDangers(name, new Map(Object.entries(fieldsOf(was))), fieldsOf(is), stays);
    });
  return [...sections, ...hiddenDangers(before, after)];
}

/** Macros inside the template, and values that CloudFormation reads when it deploys. */
function hiddenDangers(before: PlannedTemplate | undefined, after: PlannedTemplate): readonly string[] {
  const [old, next] = [before, after].map((one) => text([one?.resources, one?.sections]));
  const fresh = (expression: RegExp): readonly string[] =>
    [...new Set((next ?? '').match(expression) ?? [])].filter((found) => !(old ?? '').includes(found));
  return [
    ...macrosIn([after.resources, after.sections])
      .filter((macro) => !macrosIn([before?.resources, before?.sections]).includes(macro))
      .map((macro) => `a macro in it may make, open or delete any resource: ${macro}`),
    ...fresh(/\{\{resolve:[^}]*\}\}/g).map(
      (reference) => `${reference} is read at the deploy: no plan shows its value`,
    ),
  ];
}

/** The macros that parts of a template call, as JSON. */
function macrosIn(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    name === 'Fn::Transform' ? [text(member)] : macrosIn(member),
  );
}

/** @param stays whether all resources are still there that an output names */
function memberDangers(
  section: string,
  before: ReadonlyMap<string, unknown>,
  after: PlanValues,
  stays: (output: unknown) => boolean,
): readonly string[] {
  const gone = [...before.keys()].filter((member) => after[member] === undefined);
  const changed = [...before]
    .filter(([member, was]) => after[member] !== undefined && text(after[member]) !== text(was))
    .map(([member]) => member);
  if (section === 'Outputs')
    return [
      // The end of its resource is listed by itself.
      ...gone
        .filter((member) => stays(before.get(member)))
        .map((member) => `its output ${member} goes, and what reads it fails`),
      ...changed.map((member) => `its output ${member} changes, and so does what reads it`),
    ];
  // A parameter that is gone leaves no reference behind: CloudFormation refuses a template that still has
  // one.
  const named = section === 'Parameters' ? changed : [...gone, ...changed];
  return named.length === 0 ? [] : [decides(`${section} (${named.join(', ')})`)];
}

const decides = (what: string): string =>
  `a change of its ${what} may replace, open or delete resources: read the plan`;

const text = (value: unknown): string => JSON.stringify(value ?? null);
