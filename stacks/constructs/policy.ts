/**
 * IAM policies as plain JSON, so that a plan shows them and tests can check them. A data source would be
 * "known after apply".
 */

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Principal?: Readonly<Record<string, string | readonly string[]>> | '*';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The JSON of a policy. Tokens in it (ARNs of resources) are resolved by synth. */
export function policy(...statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function allow(
  actions: readonly string[],
  resources: readonly string[],
  conditions?: PolicyStatement['Condition'],
): PolicyStatement {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  };
}

/**
 * The trust policy of an AWS service. Only principals of this account can pass the role to the service
 * (iam:PassRole).
 */
export function assumedBy(service: string): string {
  return policy({ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: service } });
}

/**
 * Actions without resource-level permissions, the only ones that may be allowed on `*`.
 * __tests__/stacks/policies.test.ts holds every policy to this list.
 */
export const actionsWithoutResource: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'X-Ray segments belong to no resource (Service Authorization Reference, X-Ray)',
  'xray:PutTelemetryRecords':
    'X-Ray telemetry belongs to no resource (Service Authorization Reference, X-Ray)',
  ...Object.fromEntries(
    [
      'StartMatchBackfill',
      'StartGameSessionPlacement',
      'StopGameSessionPlacement',
      'DescribeGameSessionPlacement',
    ].map((action) => [
      `gamelift:${action}`,
      'placements and backfills support no resource-level permissions (Service Authorization ' +
        'Reference, GameLift)',
    ]),
  ),
};
