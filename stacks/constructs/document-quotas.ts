import * as z from 'zod';
import { fieldsOf } from '../../core/fields-of';
import { maxTemplateBytes } from '../../templates';

/** A resource of a synthesized stack: its arguments, as in cdk.tf.json. */
export type Arguments = Readonly<Record<string, unknown>>;

/**
 * A quota of AWS on a document in the stacks. Emulators and `terraform plan` take any size; the service
 * refuses it in the middle of a deploy.
 */
export interface DocumentQuota {
  /** Terraform's type of the resource that holds the document. */
  readonly type: string;
  /** The argument that is measured; absent: the resources are counted. */
  readonly argument?: string;
  readonly what: string;
  readonly max: number;
  /** Default: characters of the argument. */
  readonly size?: (resource: Arguments) => number;
  /**
   * The key of the resources that the quota counts together, such as a role's policies; absent: every
   * resource alone.
   */
  readonly together?: (resource: Arguments) => string;
  readonly fix: string;
}

const dashboard = z.object({ widgets: z.array(z.unknown()) });

/**
 * Stands for what only the deploy knows, such as the ARN of a stream: about the longest of those in our
 * documents.
 */
const unknownUntilDeployed = 'x'.repeat(160);

/** The text as the service will see it. */
function deployed(value: unknown): string {
  return String(value ?? '').replace(/(?<!\$)\$\{[^}]*\}/g, unknownUntilDeployed);
}

/** The statement that Lambda writes into a function's policy. */
function permissionSize({ statement_id: id, principal, source_arn: source, ...rest }: Arguments): number {
  const { action, function_name: name, qualifier } = rest;
  return JSON.stringify({
    Sid: deployed(id),
    Effect: 'Allow',
    Principal: { Service: deployed(principal) },
    Action: deployed(action),
    Resource: `${unknownUntilDeployed}${deployed(name)}:${deployed(qualifier)}`,
    Condition: { ArnLike: { 'AWS:SourceArn': deployed(source) } },
  }).length;
}

const fewerNames = 'shorten project or environment';

/** Characters or bytes, whichever is more: the stacks write policies without white space, which IAM omits. */
function sizeOf({ argument, size }: DocumentQuota, resource: Arguments): number {
  if (size !== undefined) return size(resource);
  return argument === undefined ? 1 : Buffer.byteLength(deployed(resource[argument]));
}

/** Metrics that an alarm on an expression adds up. */
function metricsOf({ metric_query: queries }: Arguments): number {
  return Array.isArray(queries) ? queries.filter((query) => 'metric' in fieldsOf(query)).length : 1;
}

/** Sources: each service's page of quotas, read in November 2026. */
export const documentQuotas: readonly DocumentQuota[] = [
  {
    type: 'aws_cloudwatch_metric_alarm',
    argument: 'metric_query',
    what: 'the metrics of an alarm',
    max: 10,
    size: metricsOf,
    fix: 'make an alarm for each ten',
  },
  {
    type: 'aws_iam_role',
    argument: 'assume_role_policy',
    what: 'the trust policy',
    max: 2_048,
    fix: 'shorten delivery.repository',
  },
  {
    type: 'aws_iam_role_policy',
    argument: 'policy',
    what: "the role's inline policies together",
    max: 10_240,
    together: ({ role }) => String(role),
    fix: 'give the role managed policies (stacks/constructs/managed-rights.ts)',
  },
  {
    type: 'aws_iam_policy',
    argument: 'policy',
    what: 'the managed policy',
    max: 6_144,
    fix: 'split its statements into two policies (stacks/constructs/delivery-rights.ts)',
  },
  {
    type: 'aws_iam_role_policy_attachment',
    what: 'the number of managed policies of the role',
    max: 10,
    together: ({ role }) => String(role),
    fix: 'join some of them (stacks/constructs/delivery-rights.ts)',
  },
  {
    type: 'aws_lambda_permission',
    what: "the function's resource policy",
    max: 20_480,
    size: permissionSize,
    together: ({ function_name: name, qualifier }) => `${String(name)}:${String(qualifier)}`,
    fix: 'let one permission cover several sources',
  },
  {
    type: 'aws_lambda_function',
    argument: 'environment',
    what: "the function's environment",
    max: 4_096,
    size: ({ environment }) =>
      Buffer.byteLength(deployed(JSON.stringify(fieldsOf(environment)['variables']))),
    fix: 'have fewer or shorter identity.providers, identity.reservedNames or webhooks',
  },
  {
    type: 'aws_cloudwatch_log_resource_policy',
    argument: 'policy_document',
    what: 'the resource policy of logs',
    max: 5_120,
    fix: fewerNames,
  },
  {
    type: 'aws_cloudwatch_event_rule',
    argument: 'event_pattern',
    what: 'the event pattern',
    max: 2_048,
    fix: `have fewer matchmakings, or ${fewerNames}`,
  },
  {
    type: 'aws_cloudwatch_event_target',
    what: "the number of the rule's targets",
    max: 5,
    together: ({ rule }) => String(rule),
    fix: 'give the other targets a rule of their own',
  },
  {
    type: 'aws_cloudwatch_log_metric_filter',
    argument: 'pattern',
    what: 'the filter pattern',
    max: 1_024,
    fix: 'shorten the message that it looks for (contract/log-lines.ts)',
  },
  {
    type: 'aws_cloudformation_stack',
    argument: 'template_body',
    what: 'the template body',
    max: maxTemplateBytes,
    fix: 'have fewer fleets or locations, or a shorter rule set',
  },
  {
    type: 'aws_cloudformation_stack',
    argument: 'parameters',
    what: 'the longest parameter of the template',
    max: 4_096,
    size: ({ parameters }) =>
      Math.max(0, ...Object.values(fieldsOf(parameters)).map((value) => Buffer.byteLength(deployed(value)))),
    fix: 'pass it in two parameters',
  },
  {
    type: 'aws_s3_bucket_policy',
    argument: 'policy',
    what: 'the bucket policy',
    max: 20_480,
    fix: fewerNames,
  },
  {
    type: 'aws_sns_topic_policy',
    argument: 'policy',
    what: 'the topic policy',
    max: 30_720,
    fix: fewerNames,
  },
  { type: 'aws_sqs_queue', argument: 'policy', what: 'the queue policy', max: 8_192, fix: fewerNames },
  {
    type: 'aws_cloudfront_response_headers_policy',
    argument: 'security_headers_config',
    what: 'the header content-security-policy',
    max: 1_783,
    size: ({ security_headers_config: headers }) =>
      deployed(fieldsOf(fieldsOf(headers)['content_security_policy'])['content_security_policy']).length,
    fix: 'have fewer furtherRegions',
  },
  {
    type: 'aws_apigatewayv2_route',
    what: "the number of the API's routes",
    max: 300,
    together: ({ api_id: api }) => String(api),
    fix: 'give some of them an API of their own (stacks/api-stack.ts)',
  },
  {
    type: 'aws_cloudwatch_dashboard',
    argument: 'dashboard_body',
    what: "the number of the dashboard's widgets",
    max: 500,
    size: ({ dashboard_body: body }) =>
      typeof body === 'string' ? dashboard.parse(JSON.parse(body)).widgets.length : 0,
    fix: 'have fewer fleets or matchmakings',
  },
];

/** One document against its quota. */
export interface DocumentSize {
  /** Terraform's address, or of the first that are counted together. */
  readonly address: string;
  readonly quota: DocumentQuota;
  readonly size: number;
}

/**
 * The sizes of all documents that have a quota.
 * @param resources of one stack: type → logical id → arguments
 */
export function documentSizes(
  resources: Readonly<Record<string, Readonly<Record<string, Arguments>>>>,
): readonly DocumentSize[] {
  return documentQuotas.flatMap((quota) => {
    const sizes = new Map<string, DocumentSize>();
    for (const [id, resource] of Object.entries(resources[quota.type] ?? {})) {
      const address = `${quota.type}.${id}`;
      const key = quota.together?.(resource) ?? address;
      const before = sizes.get(key) ?? { address, quota, size: 0 };
      sizes.set(key, { ...before, size: before.size + sizeOf(quota, resource) });
    }
    return [...sizes.values()];
  });
}

/** Documents that AWS would refuse, one line each. */
export function oversized(
  environment: string,
  resources: Readonly<Record<string, Readonly<Record<string, Arguments>>>>,
): readonly string[] {
  return documentSizes(resources)
    .filter(({ quota, size }) => size > quota.max)
    .map(
      ({ address, quota: { what, max: most, fix }, size }) =>
        `game/environments/${environment}.ts: ${what} (${address}) has ${size}, ${most} are allowed: ${fix}`,
    );
}
