import * as z from 'zod';
import { type Kind, type ResourceChange } from './plan';
import { policyDangers } from './policy-change';
import { type InnerChange, templateResources, type TemplateResources } from './template-change';

/** A change that ends matches, loses data, opens access, or breaks released clients. */
export interface LoudChange {
  readonly address: string;
  readonly why: string;
}

/** What is permanently lost when the resource is deleted. */
const lostWith: Readonly<Record<string, string>> = {
  aws_dynamodb_table:
    'all rows of the table are lost (point-in-time recovery restores into a new table: docs/operating.md)',
  aws_s3_bucket: 'everything in the bucket is lost',
  aws_secretsmanager_secret:
    'its value is lost. With the signing keys every player has to sign in again; with that of a webhook its events wait for a new one',
  aws_gamelift_fleet: 'its matches end',
  aws_apigatewayv2_api: "the API's address changes: clients that ship with it find nothing there any more",
  aws_apigatewayv2_domain_name: "the API's own name points nowhere until its record is changed too",
  aws_gamelift_game_session_queue: 'matches that wait for a session fail, and no new one is placed meanwhile',
  aws_cloudfront_distribution: 'the page to play on is gone, and the name that CloudFront made up for it',
  aws_iam_openid_connect_provider: 'CI cannot sign in any more',
};

/** The same inside a CloudFormation stack. */
const lostInside: Readonly<Record<string, string>> = {
  'AWS::GameLift::MatchmakingConfiguration':
    'open tickets are lost, and players who look for a match meanwhile are refused',
  'AWS::GameLift::Alias': 'the queue has one destination less',
  'AWS::Lambda::Alias': 'what calls the function finds nothing until it is there again',
};

export function dangersOf(
  change: ResourceChange,
  kind: Kind,
  attributes: readonly string[],
  inner: readonly InnerChange[],
): readonly LoudChange[] {
  const { address, type } = change;
  const because = kind === 'replaced' && attributes.length > 0 ? ` because of ${attributes.join(', ')}` : '';
  const lost = kind === 'destroyed' || kind === 'replaced' ? lostWith[type] : undefined;
  return [
    ...(lost === undefined ? [] : [{ address, why: `${kind}${because}: ${lost}` }]),
    ...policyDangers(change).map((why) => ({ address, why })),
    ...(type === 'aws_iam_role_policy_attachment' && kind === 'created'
      ? [{ address, why: `a managed policy is attached: ${String(change.change.after?.['policy_arn'])}` }]
      : []),
    ...protectionDangers(change).map((why) => ({ address, why })),
    ...(type === 'aws_cloudformation_stack' ? stackDangers(change, inner) : []),
  ];
}

/** Safeguards of data that a change removes. */
function protectionDangers({ type, change: { before, after } }: ResourceChange): readonly string[] {
  if (!before || !after) return [];
  const off = (was: unknown, is: unknown): boolean => was === true && is !== true;
  const first = (value: unknown): Record<string, unknown> => Object(Array.isArray(value) ? value[0] : value);
  const nets: ReadonlyArray<readonly [string, boolean]> = [
    ['deletion protection', off(before['deletion_protection_enabled'], after['deletion_protection_enabled'])],
    [
      'point-in-time recovery',
      off(
        first(before['point_in_time_recovery'])['enabled'],
        first(after['point_in_time_recovery'])['enabled'],
      ),
    ],
    [
      'versioning',
      first(before['versioning_configuration'])['status'] === 'Enabled' &&
        first(after['versioning_configuration'])['status'] !== 'Enabled',
    ],
    [
      'the recovery window',
      type === 'aws_secretsmanager_secret' &&
        Number(before['recovery_window_in_days']) > 0 &&
        Number(after['recovery_window_in_days']) === 0,
    ],
  ];
  return nets.filter(([, gone]) => gone).map(([name]) => `${name} is turned off`);
}

function stackDangers(
  { address, change }: ResourceChange,
  inner: readonly InnerChange[],
): readonly LoudChange[] {
  if (typeof change.after?.['template_body'] !== 'string' && change.after)
    return [{ address, why: 'its template is known only after the apply, so it cannot be reviewed' }];
  const [before, after] = [templateResources(change.before), templateResources(change.after)];
  return inner.flatMap((one) =>
    innerDangers(one, before, after).map((why) => ({ address: `${address} ${one.id}`, why })),
  );
}

function innerDangers(
  { id, type, kind, properties }: InnerChange,
  before: TemplateResources,
  after: TemplateResources,
): readonly string[] {
  const gone = kind === 'destroyed' || kind === 'replaced';
  if (type !== 'AWS::GameLift::Fleet') {
    const lost = lostInside[type];
    return gone && lost !== undefined ? [`${kind}: ${lost}`] : [];
  }
  if (kind === 'destroyed')
    return [
      'the fleet is deleted, and its matches end: point its alias elsewhere in an earlier deploy and wait until it is empty',
    ];
  if (kind === 'replaced')
    return [
      `the fleet is replaced because of ${properties.join(', ')}; the old one stays, costs, and is not managed any more: rather add a second fleet and switch the alias (docs/operating.md)`,
    ];
  return kind === 'changed' ? fleetDangers(before[id]?.Properties ?? {}, after[id]?.Properties ?? {}) : [];
}

const fleet = z.looseObject({
  NewGameSessionProtectionPolicy: z.string().optional(),
  Locations: z
    .array(
      z.looseObject({
        Location: z.string(),
        LocationCapacity: z
          .looseObject({ MaxSize: z.number().optional(), DesiredEC2Instances: z.number().optional() })
          .default({}),
      }),
    )
    .default([]),
});

function fleetDangers(before: object, after: object): readonly string[] {
  const [old, next] = [fleet.safeParse(before), fleet.safeParse(after)];
  if (!old.success || !next.success) return [];
  const places = new Map(next.data.Locations.map((place) => [place.Location, place.LocationCapacity]));
  const dangers = old.data.Locations.flatMap(({ Location, LocationCapacity }) => {
    const capacity = places.get(Location);
    if (capacity === undefined) return [`the location ${Location} is removed, and its matches end`];
    return (LocationCapacity.MaxSize ?? 0) > 0 && capacity.MaxSize === 0
      ? [`the capacity of ${Location} goes to zero: no match is placed there any more`]
      : [];
  });
  if (
    old.data.NewGameSessionProtectionPolicy === 'FullProtection' &&
    next.data.NewGameSessionProtectionPolicy !== 'FullProtection'
  )
    dangers.push('new matches are not protected any more: scaling down ends them');
  return dangers;
}
