import { expect } from '@jest/globals';
import { summarizePlan } from '../../../tools/plan-summary/summary';

/** Plans in one line each: what changes, and the words of the caution; none where the plan is quiet. */
export type Actions = 'create' | 'update' | 'delete' | 'replace' | 'forget';
export type Row = readonly [
  what: string,
  type: string,
  actions: Actions,
  before: object | null,
  after: object | null,
  loud: RegExp | undefined,
  more?: {
    /** Arguments that are known only after the apply. */
    readonly unknown?: object;
    /** The arguments in the configuration; absent: the plan does not hold it. */
    readonly written?: object;
    readonly deposed?: string;
  },
];

export const own = '111122223333';
/** The provider of a stack, as a plan holds it. */
export const held = {
  expressions: {
    region: { constant_value: 'eu-west-1' },
    allowed_account_ids: { constant_value: [own] },
  },
};
const provider_config = { aws: held };

/** The words of the caution for a row. */
export function whys([, type, actions, before, after, , more = {}]: Row): readonly string[] {
  const { unknown = {}, written, ...others } = more;
  const address = `${type}.x`;
  const change = {
    actions: actions === 'replace' ? ['delete', 'create'] : [actions],
    before,
    after,
    after_unknown: unknown,
  };
  const resources = written === undefined ? [] : [{ address, expressions: written }];
  return summarizePlan(
    'dev-x',
    JSON.stringify({
      format_version: '1.2',
      configuration: { provider_config, root_module: { resources } },
      resource_changes: [{ address, mode: 'managed', type, name: 'x', change, ...others }],
    }),
  ).loud.map(({ why }) => why);
}

/** The cautions that a row must have. */
export const expectLoud = (loud: RegExp | undefined): unknown =>
  loud === undefined ? [] : expect.arrayContaining([expect.stringMatching(loud)]);

export const allow = (action: string, resource: string, condition?: object): object => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource, Condition: condition }],
  }),
});
export const deny = (action: string, resource = '*'): object => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: action, Resource: resource }],
  }),
});
export const template = (Resources: object, sections: object = {}): object => ({
  template_body: JSON.stringify({ Resources, ...sections }),
});
export const inside = (what: string, before: object, after: object, loud: RegExp | undefined): Row => [
  `in a template: ${what}`,
  'aws_cloudformation_stack',
  'update',
  template(before),
  template(after),
  loud,
];
export const retained = { UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Retain' };
export const fleet = (
  LocationCapacity: object,
  properties: object = {},
  attributes: object = retained,
): object => ({
  Fleet: {
    Type: 'AWS::GameLift::Fleet',
    ...attributes,
    Properties: { Locations: [{ Location: 'eu-west-1', LocationCapacity }], ...properties },
  },
});
export const awake = { MinSize: 1, MaxSize: 2, DesiredEC2Instances: 1 };
export const one = (type: string, properties: object, attributes: object = {}): object => ({
  R: { Type: type, ...attributes, Properties: properties },
});

/** A new resource. @param unknown its arguments that are known after the apply */
export const createRow = (
  type: string,
  after: object,
  loud: RegExp | undefined,
  unknown: object = {},
): Row => [
  `a new ${type}: ${JSON.stringify(after).slice(0, 90)} ${JSON.stringify(unknown)}`,
  type,
  'create',
  null,
  after,
  loud,
  { unknown },
];

export interface Planned {
  readonly type: string;
  /** In the state and in the plan, or its new value alone. */
  readonly after: object;
  readonly is?: 'create' | 'no-op';
  readonly unknown?: object;
}

/** The loud changes in a plan of several resources. */
export const loudIn = (...resources: readonly Planned[]): readonly string[] =>
  summarizePlan(
    'dev-x',
    JSON.stringify({
      format_version: '1.2',
      configuration: { provider_config: { aws: held } },
      resource_changes: resources.map(({ type, after, is = 'create', unknown: after_unknown = {} }, at) => ({
        address: `${type}.r${at}`,
        mode: 'managed',
        type,
        name: `r${at}`,
        change: { actions: [is], before: is === 'no-op' ? after : null, after, after_unknown },
      })),
    }),
  ).loud.map(({ address, why }) => `${address} ${why}`);
