import { type PlanSummary, summarizePlan } from '../../../tools/plan-summary/summary';

/** A change of a plan; what it does not say has a default. */
export interface Crafted {
  readonly type: string;
  readonly actions?: readonly string[];
  readonly before?: object | null;
  readonly after?: object | null;
  readonly address?: string;
  readonly more?: object;
  readonly change?: object;
}

/** The change as `terraform show -json` writes it. */
export function entry({
  type,
  actions = ['update'],
  before = {},
  after = {},
  address,
  more,
  change,
}: Crafted): object {
  return {
    address: address ?? `${type}.x`,
    mode: 'managed',
    type,
    name: 'x',
    change: { actions, before, after, ...change },
    ...more,
  };
}

/** The summary of a plan with these changes. */
export function summarize(changes: readonly Crafted[], more: object = {}): PlanSummary {
  return summarizePlan(
    'prod-x',
    JSON.stringify({ format_version: '1.2', resource_changes: changes.map(entry), ...more }),
  );
}

/** The words of the caution for these changes. */
export const whys = (...changes: readonly Crafted[]): readonly string[] =>
  summarize(changes).loud.map(({ why }) => why);

export const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
export const read = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] };
export const trust = (subject: string | readonly string[]): string =>
  policy({
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::1:oidc-provider/github' },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition: { StringLike: { 'github:sub': subject } },
  });
export const stack = (resources: object): object => ({
  template_body: JSON.stringify({ Resources: resources }),
});
export const fleet = (locations: object[], more: object = {}): object => ({
  FleetBlue: { Type: 'AWS::GameLift::Fleet', Properties: { Locations: locations, ...more } },
});
export const place = (Location: string, MaxSize = 2): object => ({
  Location,
  LocationCapacity: { MaxSize, DesiredEC2Instances: Math.min(MaxSize, 1) },
});

export const creationOf = (type: string, after: object): Crafted => ({
  type,
  actions: ['create'],
  before: null,
  after,
});
export const deletionOf = (type: string, before: object = {}): Crafted => ({
  type,
  actions: ['delete'],
  before,
  after: null,
});
export const updateOf = (type: string, before: object, after: object): Crafted => ({ type, before, after });

/** Trust in a service of AWS. */
export const service = policy({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: ['sts:AssumeRole'],
});
