import { fieldsOf } from '../../core/fields-of';
import { type PlanValues } from './comparison';

/**
 * The tags that every resource has from its provider. A budget of the environment counts what has them, and
 * rights in certificates ask for them (stacks/constructs/address-calls.ts).
 */
const owners = ['project', 'environment'] as const;

/** The rights and costs that a resource loses with the tags that name its owner. Others are for people. */
export function tagDangers(
  type: string,
  before: PlanValues,
  after: PlanValues,
  unknown: (argument: string) => boolean,
): readonly string[] {
  // All tags, with those of the provider; a resource whose provider gives none has its own only.
  const name = before['tags_all'] === undefined ? 'tags' : 'tags_all';
  if (unknown(name)) return [];
  const [was, is] = [fieldsOf(before[name]), fieldsOf(after[name])];
  const lost = owners.filter((tag) => typeof was[tag] === 'string' && is[tag] !== was[tag]);
  if (lost.length === 0) return [];
  const one = lost.length === 1;
  const gone = lost.every((tag) => is[tag] === undefined);
  const words =
    `its ${one ? 'tag' : 'tags'} ${lost.join(' and ')} ${one ? 'is' : 'are'} ` +
    `${gone ? 'gone' : 'changed'}`;
  return [
    type === 'aws_acm_certificate'
      ? `${words}: the roles of CI may not change or delete it any more`
      : `${words}: a budget of the environment does not count it any more`,
  ];
}
