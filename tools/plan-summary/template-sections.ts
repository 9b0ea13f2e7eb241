import { type Values } from './comparison';
import { referencesIn, type Template } from './template-change';

/** Sections that decide nothing. */
const harmless = ['AWSTemplateFormatVersion', 'Description', 'Metadata'];

/**
 * What a change beside the resources of a template may do. A member that is added does nothing until a resource
 * uses it, and then the resource changes as well.
 */
export function sectionDangers(before: Template, after: Template): readonly string[] {
  const [old, next] = [before.sections, after.sections];
  return [...new Set([...Object.keys(old), ...Object.keys(next)])]
    .filter((name) => !harmless.includes(name))
    .sort()
    .flatMap((name) => {
      const [was, is] = [old[name], next[name]];
      if (text(was) === text(is)) return [];
      // A transform is a name or a list of names, and stands for no members.
      if (typeof (was ?? is) !== 'object' || Array.isArray(was ?? is)) return [decides(name)];
      const stays = (output: unknown): boolean =>
        referencesIn(output).every((resource) => after.resources[resource] !== undefined);
      return memberDangers(name, new Map(Object.entries(Object(was))), Object(is), stays);
    });
}

/** @param stays whether all resources are still there that an output names */
function memberDangers(
  section: string,
  before: ReadonlyMap<string, unknown>,
  after: Values,
  stays: (output: unknown) => boolean,
): readonly string[] {
  const gone = [...before.keys()].filter((member) => after[member] === undefined);
  const changed = [...before]
    .filter(([member, was]) => after[member] !== undefined && text(after[member]) !== text(was))
    .map(([member]) => member);
  if (section === 'Outputs')
    return [
      // The end of its resource is told by itself.
      ...gone
        .filter((member) => stays(before.get(member)))
        .map((member) => `its output ${member} goes, and what reads it fails`),
      ...changed.map((member) => `its output ${member} changes, and so does what reads it`),
    ];
  // A parameter that is gone leaves no reference behind: CloudFormation refuses a template that still has one.
  const named = section === 'Parameters' ? changed : [...gone, ...changed];
  return named.length === 0 ? [] : [decides(`${section} (${named.join(', ')})`)];
}

const decides = (what: string): string =>
  `a change of its ${what} may replace, open or delete resources: read the plan`;

const text = (value: unknown): string => JSON.stringify(value ?? null);
