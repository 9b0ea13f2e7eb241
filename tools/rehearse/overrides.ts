import fs from 'node:fs';
import path from 'node:path';
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
    why: 'moto forgets parts of them (and names distributions without the empty Region, which the role check puts back)',
  },
  aws_lambda_event_source_mapping: {
    arguments: ['function_name'],
    why: 'moto tells the version behind the alias',
  },
};

export const overrideFile = 'zz_rehearsal_override.tf.json';

/**
 * Writes an override file beside a copy of a synthesized stack. Terraform merges it over cdk.tf.json, which
 * is unchanged.
 * @returns differences from the deployed stack, besides endpoints and credentials, for the report
 */
export function writeOverrides(out: string, stack: string, endpoints: RehearsalEndpoints): readonly string[] {
  const { json } = stackFile(out, stack);
  const differences: string[] = [];
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
  const lambdas = Object.keys(json.resource['aws_lambda_function'] ?? {});
  const lowered =
    lambdas.length > 0 &&
    endpoints.awsProviderVersion.localeCompare(firstWithNode24, 'en', { numeric: true }) < 0;
  if (lowered)
    differences.push(
      `${stack}: the functions' runtime is ${newestBefore} here, since AWS provider ${endpoints.awsProviderVersion} does not know nodejs24.x; deployed is nodejs24.x`,
    );
  const uncompared: Record<string, object> = {};
  for (const [type, { arguments: names, why }] of Object.entries(forgotten)) {
    const ids = Object.keys(json.resource[type] ?? {});
    if (ids.length === 0) continue;
    uncompared[type] = Object.fromEntries(ids.map((id) => [id, { lifecycle: { ignore_changes: names } }]));
    differences.push(`${stack}: ${names.join(', ')} of ${type} are not compared, since ${why}`);
  }
  if (lambdas.length > 0)
    differences.push(`${stack}: logging_config of the functions is not compared, since moto forgets it`);
  // Bucket policies refuse requests without TLS, and the emulator only speaks plain HTTP.
  const policies = endpoints.emulator.startsWith('http:')
    ? Object.keys(json.resource['aws_s3_bucket_policy'] ?? {})
    : [];
  if (policies.length > 0)
    differences.push(
      `${stack}: the bucket's policy (TLS only) is left out here, since the emulator speaks plain HTTP`,
    );
  const omitted: Record<string, Record<string, { count: 0 }>> = {};
  for (const [type, why] of Object.entries(notEmulated)) {
    const ids = Object.keys(json.resource[type] ?? {});
    if (ids.length === 0) continue;
    omitted[type] = Object.fromEntries(ids.map((id) => [id, { count: 0 }]));
    differences.push(`${stack}: ${type} is left out here: ${why}`);
  }
  const remoteStates = Object.entries(json.data['terraform_remote_state'] ?? {});
  const override = {
    terraform: {
      backend: { s3: { ...backendOf(json.terraform), ...s3 } },
      required_providers: { aws: { version: endpoints.awsProviderVersion } },
    },
    provider: {
      aws: [...(json.provider['aws'] ?? [{}]).map(({ alias }) => providerOf(endpoints, alias))],
    },
    ...(policies.length === 0 &&
    lambdas.length === 0 &&
    Object.keys(uncompared).length === 0 &&
    Object.keys(omitted).length === 0
      ? {}
      : {
          resource: {
            ...(lambdas.length > 0
              ? {
                  aws_lambda_function: Object.fromEntries(
                    lambdas.map((id) => [
                      id,
                      {
                        ...(lowered ? { runtime: newestBefore } : {}),
                        lifecycle: { ignore_changes: ['logging_config'] },
                      },
                    ]),
                  ),
                }
              : {}),
            ...(policies.length > 0
              ? { aws_s3_bucket_policy: Object.fromEntries(policies.map((id) => [id, { count: 0 }])) }
              : {}),
            ...uncompared,
            ...omitted,
          },
        }),
    ...(remoteStates.length === 0
      ? {}
      : {
          data: {
            terraform_remote_state: Object.fromEntries(
              remoteStates.map(([id, state]) => [id, { config: { ...Object(state['config']), ...s3 } }]),
            ),
          },
        }),
  };
  fs.writeFileSync(path.join(out, 'stacks', stack, overrideFile), `${JSON.stringify(override, null, 2)}\n`);
  return differences;
}

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
