import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { findProjectRoot } from '../../../tools/project';
import { own } from './plan-rows';

/** One value of a resource changed by itself. */
export interface Mutation {
  /** Type of Terraform, or of CloudFormation where the value is in a template. */
  readonly type: string;
  /** Names down to the value; `#` stands for any member of a list. */
  readonly place: string;
  /** The change of the value. */
  readonly how: string;
  readonly before: object;
  readonly after: object;
  /** Type of the resource in the plan. */
  readonly planned: string;
}

const resource = z.strictObject({ type: z.string(), values: z.record(z.string(), z.unknown()) });
const template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/**
 * At least one resource of each type in the plans of a rehearsal of prod, with every argument that has a
 * value. The types that it lacks, such as those of a domain and of the budget, are written by hand.
 */
export function prodResources(): readonly z.output<typeof resource>[] {
  const file = path.join(findProjectRoot(), '__tests__/tools/fixtures/resources/prod.json');
  return z.array(resource).parse(JSON.parse(fs.readFileSync(file, 'utf8')));
}

/** Each value of each resource, changed in every way of its kind. */
export function* mutations(): Generator<Mutation> {
  for (const { type, values } of prodResources())
    if (type === 'aws_cloudformation_stack') yield* templateMutations(values);
    else
      for (const { place, how, changed } of changes(values))
        yield { type, place, how, before: values, after: object(changed), planned: type };
}

/**
 * Parameters of a stack, and the properties of each resource of its template with the attributes beside them.
 */
function* templateMutations(values: Readonly<Record<string, unknown>>): Generator<Mutation> {
  const { parameters } = values;
  for (const { place, how, changed } of changes(parameters))
    yield {
      type: 'parameter',
      place,
      how,
      before: values,
      after: { ...values, parameters: changed },
      planned: 'aws_cloudformation_stack',
    };
  const whole = template.parse(JSON.parse(String(values['template_body'])));
  for (const [id, one] of Object.entries(whole.Resources)) {
    const { Type: type, ...members } = one;
    for (const { place, how, changed } of changes(members))
      yield {
        type,
        place: place.replace(/^Properties\./, ''),
        how,
        before: values,
        after: {
          ...values,
          template_body: JSON.stringify({
            ...whole,
            Resources: { ...whole.Resources, [id]: { Type: type, ...object(changed) } },
          }),
        },
        planned: 'aws_cloudformation_stack',
      };
  }
}

interface Change {
  readonly place: string;
  readonly how: string;
  readonly changed: unknown;
}

/** A value with each of its members changed, one at a time, and then itself. */
function* changes(value: unknown, place: readonly string[] = []): Generator<Change> {
  if (value !== null && typeof value === 'object')
    for (const [key, member] of Object.entries(value)) {
      const name = Array.isArray(value) ? '#' : key;
      for (const one of changes(member, [...place, name]))
        yield { ...one, changed: withMember(value, key, one.changed) };
    }
  for (const [how, changed] of place.length === 0 ? [] : ways(value))
    yield { place: place.join('.'), how, changed };
}

function withMember(value: object, key: string, member: unknown): unknown {
  if (Array.isArray(value))
    return value.flatMap((one: unknown, at) =>
      String(at) !== key ? [one] : member === undefined ? [] : [member],
    );
  return { ...value, [key]: member };
}

/** The changes of a value: it is removed, is emptied, or becomes another one of its kind. */
function* ways(value: unknown): Generator<readonly [how: string, changed: unknown]> {
  const empty =
    value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
  if (empty) return;
  yield ['gone', undefined];
  if (typeof value === 'boolean') yield ['switched', !value];
  if (typeof value === 'number') {
    if (value !== 0) yield ['zero', 0];
    yield ['× 100', value === 0 ? 100 : value * 100];
    if (value > 0) yield ['÷ 100', Math.floor(value / 100)];
  }
  if (typeof value === 'string') {
    yield ['emptied', ''];
    yield ['another', `other-${value}`];
    if (/^\d+$/.test(value)) yield ['× 100', `${value}00`];
    if (value.includes(`:${own}:`)) yield ['foreign', value.replaceAll(own, '999999999999')];
  }
  if (Array.isArray(value)) {
    yield ['emptied', []];
    const last: unknown = value.at(-1);
    yield ['longer', [...value, typeof last === 'string' ? `other-${last}` : last]];
  }
  if (!Array.isArray(value) && typeof value === 'object') yield ['emptied', {}];
}

function object(value: unknown): object {
  return value !== null && typeof value === 'object' ? value : {};
}
