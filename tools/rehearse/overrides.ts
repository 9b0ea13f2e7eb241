import fs from 'node:fs';
import path from 'node:path';
import { fieldsOf } from '../../core/fields-of';
import { furtherGameLiftHost } from './crossing';
import { stackFile } from '../synthesized';

/** Destinations of the provider's calls in a rehearsal. */
export interface RehearsalEndpoints {
  readonly emulator: string;
  readonly account: string;
  /** The local GameLift; absent: its stacks are not applied, because their calls would leave the machine. */
  readonly gamelift?: { readonly api: string };
  readonly awsProviderVersion: string;
}

const emulated = [
  'acm',
  'apigatewayv2',
  'budgets',
  'cloudfront',
  'cloudwatch',
  'dynamodb',
  'events',
  'iam',
  'kms',
  'lambda',
  'logs',
  'route53',
  's3',
  's3control',
  'secretsmanager',
  'sns',
  'sqs',
  'sts',
] as const;

/** The first provider version that supports nodejs24.x. */
const firstWithNode24 = '6.20.0';
const newestBefore = 'nodejs22.x';

/** Resources that moto does not support, with the symptom. */
const notEmulated: Readonly<Record<string, string>> = {
  aws_budgets_budget: 'moto has no subscribers of notifications, and the provider would ask for them forever',
  aws_s3_bucket_lifecycle_configuration: "the provider waits minutes for moto's answer to settle",
};

/** Arguments that moto returns with other values: they are not compared. */
const forgotten: Readonly<Record<string, { readonly arguments: readonly string[]; readonly why: string }>> = {
  aws_cloudfront_distribution: {
    arguments: ['default_cache_behavior', 'ordered_cache_behavior', 'origin', 'viewer_certificate'],
    why:
      'moto forgets parts of them (and names distributions without the empty Region, which the role ' +
      'check puts back)',
  },
  aws_lambda_event_source_mapping: {
    arguments: ['function_name'],
    why: 'moto returns the version behind the alias',
  },
};

export const overrideFile = 'zz_rehearsal_override.tf.json';

/** An override of resources, and what it makes different from the deployed stack. */
interface Overridden {
  /** By type and id. */
  readonly resources: Readonly<Record<string, object>>;
  readonly differences: readonly string[];
}

type StackJson = ReturnType<typeof stackFile>['json'];

/**
 * Writes an override file beside a copy of a synthesized stack. Terraform merges it over cdk.tf.json, which
 * is unchanged.
 * @returns differences from the deployed stack, besides endpoints and credentials, for the report
 */
export function writeOverrides(out: string, stack: string, endpoints: RehearsalEndpoints): readonly string[] {
  const { json } = stackFile(out, stack);
  const s3 = {
    access_key: 'rehearsal',
    secret_key: 'rehearsal',
    endpoints: { s3: endpoints.emulator },
    use_path_style: true,
    skip_credentials_validation: true,
    skip_region_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
    skip_s3_checksum: true,
  };
  const changed = [
    functionsOverridden(json, endpoints.awsProviderVersion),
    uncompared(json),
    policiesLeftOut(json, endpoints.emulator),
    leftOut(json),
  ];
  const resource = Object.fromEntries(changed.flatMap(({ resources }) => Object.entries(resources)));
  const remoteStates = Object.entries(json.data['terraform_remote_state'] ?? {});
  const override = {
    terraform: {
      backend: { s3: { ...backendOf(json.terraform), ...s3 } },
      required_providers: { aws: { version: endpoints.awsProviderVersion } },
    },
    provider: {
      aws: [...(json.provider['aws'] ?? [{}]).map(({ alias }) => providerOf(endpoints, alias))],
    },
    ...(Object.keys(resource).length === 0 ? {} : { resource }),
    ...(remoteStates.length === 0
      ? {}
      : {
          data: {
            terraform_remote_state: Object.fromEntries(
              remoteStates.map(([id, state]) => [id, { config: { ...fieldsOf(state['config']), ...s3 } }]),
            ),
          },
        }),
  };
  fs.writeFileSync(path.join(out, 'stacks', stack, overrideFile), `${JSON.stringify(override, null, 2)}\n`);
  return changed.flatMap(({ differences }) => differences.map((difference) => `${stack}: ${difference}`));
}

const idsOf = (json: StackJson, type: string): string[] => Object.keys(json.resource[type] ?? {});

/** Functions have a runtime that the provider knows, and log settings that moto forgets. */
function functionsOverridden(json: StackJson, awsProviderVersion: string): Overridden {
  const ids = idsOf(json, 'aws_lambda_function');
  if (ids.length === 0) return { resources: {}, differences: [] };
  const lowered = awsProviderVersion.localeCompare(firstWithNode24, 'en', { numeric: true }) < 0;
  const override = {
    ...(lowered ? { runtime: newestBefore } : {}),
    lifecycle: { ignore_changes: ['logging_config'] },
  };
  return {
    resources: { aws_lambda_function: Object.fromEntries(ids.map((id) => [id, override])) },
    differences: [
      ...(lowered
        ? [
            `the functions' runtime is ${newestBefore} here, since AWS provider ${awsProviderVersion} ` +
              'does not know nodejs24.x; deployed is nodejs24.x',
          ]
        : []),
      'logging_config of the functions is not compared, since moto forgets it',
    ],
  };
}

/** Arguments that moto returns with other values are not compared. */
function uncompared(json: StackJson): Overridden {
  const found = Object.entries(forgotten).filter(([type]) => idsOf(json, type).length > 0);
  return {
    resources: Object.fromEntries(
      found.map(([type, { arguments: names }]) => [
        type,
        Object.fromEntries(idsOf(json, type).map((id) => [id, { lifecycle: { ignore_changes: names } }])),
      ]),
    ),
    differences: found.map(
      ([type, { arguments: names, why }]) => `${names.join(', ')} of ${type} are not compared, since ${why}`,
    ),
  };
}

/** Bucket policies refuse requests without TLS, and the emulator only speaks plain HTTP. */
function policiesLeftOut(json: StackJson, emulator: string): Overridden {
  const type = 'aws_s3_bucket_policy';
  if (!emulator.startsWith('http:') || idsOf(json, type).length === 0)
    return { resources: {}, differences: [] };
  return {
    resources: { [type]: without(json, type) },
    differences: ["the bucket's policy (TLS only) is left out here, since the emulator speaks plain HTTP"],
  };
}

/** Resources that moto does not support are left out. */
function leftOut(json: StackJson): Overridden {
  const found = Object.entries(notEmulated).filter(([type]) => idsOf(json, type).length > 0);
  return {
    resources: Object.fromEntries(found.map(([type]) => [type, without(json, type)])),
    differences: found.map(([type, why]) => `${type} is left out here: ${why}`),
  };
}

const without = (json: StackJson, type: string): Record<string, { readonly count: 0 }> =>
  Object.fromEntries(idsOf(json, type).map((id) => [id, { count: 0 }]));

/** @param alias the Region, where it is not the home Region */
function providerOf(endpoints: RehearsalEndpoints, alias: unknown): object {
  const { emulator, account, gamelift } = endpoints;
  const host = typeof alias === 'string' ? `http://${furtherGameLiftHost(alias)}` : gamelift?.api;
  return {
    ...(typeof alias === 'string' ? { alias } : {}),
    access_key: 'rehearsal',
    secret_key: 'rehearsal',
    allowed_account_ids: [account],
    s3_use_path_style: true,
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_region_validation: true,
    endpoints: [
      {
        ...Object.fromEntries(emulated.map((service) => [service, emulator])),
        ...(gamelift === undefined ? {} : { gamelift: host, cloudformation: host }),
      },
    ],
  };
}

function backendOf(terraform: Record<string, unknown>): Record<string, unknown> {
  const { backend } = terraform;
  const s3: unknown =
    backend !== null && typeof backend === 'object' && 's3' in backend ? backend.s3 : undefined;
  return s3 !== null && typeof s3 === 'object' ? { ...s3 } : {};
}
