import * as z from 'zod';
import { fieldsOf } from '../../core/fields-of';
import { type AccessRequest } from '../policy/evaluate';
import { type Crossing } from './crossing';
import { cloudFrontCall, lambdaCall, s3Call } from './rest-calls';
import { route53Call } from './route53-calls';

/** The account and the Region of a rehearsal. */
export interface Scene {
  readonly account: string;
  readonly region: string;
}

/**
 * Calls that need no permission: every principal may ask for its identity. The provider asks IAM for its user
 * only where, as in a rehearsal, it is not allowed to ask STS first, and accepts a refusal (aws-sdk-go-base,
 * "account id").
 */
const free = new Set(['sts:GetCallerIdentity', 'iam:GetUser']);

/** The service's prefix in IAM, where it differs from the signing name. */
const prefixes: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', email: 'ses' };

/**
 * The IAM request behind an API request: action, resource, and the condition keys that this project's
 * policies use (Service Authorization Reference). A resource that the request does not show is omitted.
 * @returns undefined for calls without authorization
 */
export function accessRequestOf(crossing: Crossing, scene: Scene): AccessRequest | undefined {
  const [, signedRegion, signed] =
    /Credential=[^/]+\/\d+\/([^/]*)\/([^/]+)\/aws4_request/.exec(crossing.headers['authorization'] ?? '') ??
    [];
  if (signed === undefined) return undefined;
  const service = prefixes[signed] ?? signed;
  if (service === 's3') return s3Call(crossing);
  if (service === 'lambda') return lambdaCall(crossing, scene);
  if (service === 'cloudfront') return cloudFrontCall(crossing, scene);
  if (service === 'route53') return route53Call(crossing);
  if (service === 'apigateway') return apiGatewayCall(crossing, scene);
  const { name, input } = callOf(crossing);
  const action = `${service}:${name}`;
  if (name === '' || free.has(action)) return undefined;
  const resource = resourceOf(service, action, input, { ...scene, region: signedRegion ?? scene.region });
  const boundary = input['PermissionsBoundary'];
  const context = {
    ...(typeof boundary === 'string' ? { 'iam:PermissionsBoundary': boundary } : {}),
    ...(service === 'acm' ? requestTags(input) : {}),
  };
  return {
    action,
    ...(resource === undefined ? {} : { resource }),
    ...(Object.keys(context).length === 0 ? {} : { context }),
  };
}

function apiGatewayCall({ method, path }: Crossing, { region }: Scene): AccessRequest {
  const { pathname } = new URL(path, 'http://x');
  return {
    action: `apigateway:${method}`,
    // Generated ids would make each recording differ.
    resource: `arn:aws:apigateway:${region}::${pathname.replace(/^\/v2/, '').replace(generatedId, '$1id')}`,
  };
}

const generatedId =
  /(\/(?:apis|authorizers|deployments|integrations|routes|apimappings)\/)(?=[a-z0-9-]{8})[a-z0-9-]+/g;

const tagList = z.array(z.object({ Key: z.string(), Value: z.string() })).catch([]);

function requestTags(input: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tagList.parse(input['Tags']).map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value]),
  );
}

/** JSON protocols name the call in a header, the query protocol in the body. */
function callOf({ headers, body, path }: Crossing): {
  name: string;
  input: Readonly<Record<string, unknown>>;
} {
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const parsed: unknown = body === '' ? {} : JSON.parse(body);
    return { name: target.split('.').at(-1) ?? '', input: fieldsOf(parsed) };
  }
  const form = new URLSearchParams(body === '' ? new URL(path, 'http://x').search : body);
  return { name: form.get('Action') ?? '', input: Object.fromEntries(form) };
}

/** A rule of a bus of one's own has the bus in its name; calls about a bus name it alone. */
function eventsResource(
  action: string,
  input: Readonly<Record<string, unknown>>,
  named: (prefix: string, name: string | undefined) => string | undefined,
): string | undefined {
  const given = [input['ResourceARN'], input['Rule'], input['Name']].find(
    (value) => typeof value === 'string',
  );
  if (action.endsWith('EventBus')) return named('event-bus/', given);
  const bus = input['EventBusName'];
  return named(typeof bus === 'string' && bus !== 'default' ? `rule/${bus}/` : 'rule/', given);
}

const namedInGameLift = /:(?:Update|Delete)(GameSessionQueue|MatchmakingConfiguration|MatchmakingRuleSet)$/;

function resourceOf(
  service: string,
  action: string,
  input: Readonly<Record<string, unknown>>,
  { account, region }: Scene,
): string | undefined {
  const of = (...keys: readonly string[]): string | undefined =>
    keys.map((key) => input[key]).find((value) => typeof value === 'string');
  const arn = (resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;
  const named = (prefix: string, name: string | undefined): string | undefined =>
    name === undefined ? undefined : name.startsWith('arn:') ? name : arn(`${prefix}${name}`);
  switch (service) {
    case 'acm':
      // AWS names every certificate where one is requested.
      return arn(of('CertificateArn') === undefined ? 'certificate/*' : 'certificate/id');
    case 'dynamodb':
      return named('table/', of('TableName', 'ResourceArn'));
    case 'events':
      return eventsResource(action, input, named);
    case 'sqs':
      return named('', of('QueueName', 'QueueUrl')?.split('/').at(-1));
    case 'sns':
      return named('', of('ResourceArn', 'TopicArn', 'SubscriptionArn', 'Name'));
    case 'kms':
      return arn('key/0000');
    case 'cloudformation':
      return named('stack/', of('StackName'))?.replace(/(stack\/[^/]+)$/, '$1/id');
    case 'secretsmanager': {
      const secret = of('SecretId', 'Name');
      return secret === undefined || secret.startsWith('arn:') ? secret : arn(`secret:${secret}-AbCdEf`);
    }
    case 'gamelift': {
      // Calls that create or list know no resource; fleets, scripts and aliases have generated ids.
      const [, kind] = namedInGameLift.exec(action) ?? [];
      return kind === undefined ? undefined : named(`${kind.toLowerCase()}/`, of('Name'));
    }
    case 'logs':
      return named('log-group:', of('logGroupName', 'resourceArn'));
    case 'cloudwatch': {
      const dashboard = of('DashboardName', 'DashboardNames.member.1');
      return dashboard === undefined
        ? named('alarm:', of('AlarmName', 'ResourceARN', 'AlarmNames.member.1'))
        : `arn:aws:cloudwatch::${account}:dashboard/${dashboard}`;
    }
    case 'iam': {
      const role = of('RoleName');
      return role === undefined
        ? of('PolicyArn', 'OpenIDConnectProviderArn')
        : `arn:aws:iam::${account}:role/${role}`;
    }
    default:
      return undefined;
  }
}
