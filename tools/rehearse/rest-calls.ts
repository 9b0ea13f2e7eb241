import { fieldsOf } from '../../core/fields-of';
import { type AccessRequest } from '../policy/evaluate';
import { type Crossing } from './crossing';

/** Services whose calls follow from method and path: S3, Lambda and CloudFront. */

/** Sub-resources of a bucket whose action is not `<Get|Put>Bucket<Name>`. */
const bucketActions: Readonly<Record<string, readonly [get: string, put: string]>> = {
  acl: ['GetBucketAcl', 'PutBucketAcl'],
  cors: ['GetBucketCORS', 'PutBucketCORS'],
  location: ['GetBucketLocation', ''],
  logging: ['GetBucketLogging', 'PutBucketLogging'],
  'object-lock': ['GetBucketObjectLockConfiguration', 'PutBucketObjectLockConfiguration'],
  ownershipControls: ['GetBucketOwnershipControls', 'PutBucketOwnershipControls'],
  policy: ['GetBucketPolicy', 'PutBucketPolicy'],
  publicAccessBlock: ['GetBucketPublicAccessBlock', 'PutBucketPublicAccessBlock'],
  requestPayment: ['GetBucketRequestPayment', 'PutBucketRequestPayment'],
  tagging: ['GetBucketTagging', 'PutBucketTagging'],
  versioning: ['GetBucketVersioning', 'PutBucketVersioning'],
  website: ['GetBucketWebsite', 'PutBucketWebsite'],
  encryption: ['GetEncryptionConfiguration', 'PutEncryptionConfiguration'],
  lifecycle: ['GetLifecycleConfiguration', 'PutLifecycleConfiguration'],
  accelerate: ['GetAccelerateConfiguration', 'PutAccelerateConfiguration'],
  replication: ['GetReplicationConfiguration', 'PutReplicationConfiguration'],
  versions: ['ListBucketVersions', ''],
};

export function s3Call({ method, path }: Crossing): AccessRequest {
  const { pathname, searchParams } = new URL(path, 'http://x');
  const control = /^\/v20180820\/tags\/(.+)$/.exec(pathname)?.[1];
  if (control !== undefined)
    return {
      action: `s3:${{ GET: 'ListTagsForResource', DELETE: 'UntagResource' }[method] ?? 'TagResource'}`,
      resource: decodeURIComponent(control),
    };
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(pathname)) ?? [];
  if (bucket === '') return { action: 's3:ListAllMyBuckets' };
  if (key === '')
    return { action: `s3:${bucketAction(method, searchParams)}`, resource: `arn:aws:s3:::${bucket}` };
  const version = searchParams.has('versionId') ? 'Version' : '';
  const verb = { GET: 'Get', HEAD: 'Get', DELETE: 'Delete' }[method] ?? 'Put';
  return {
    action: `s3:${verb}Object${verb === 'Put' ? '' : version}${searchParams.has('tagging') ? 'Tagging' : ''}`,
    resource: `arn:aws:s3:::${bucket}/${key}`,
  };
}

function bucketAction(method: string, query: URLSearchParams): string {
  if (method === 'POST' && query.has('delete')) return 'DeleteObject';
  const [part] = Object.keys(bucketActions).filter((name) => query.has(name));
  const actions = bucketActions[part ?? ''];
  if (part === 'policy' && method === 'DELETE') return 'DeleteBucketPolicy';
  if (actions !== undefined) return method === 'GET' || method === 'HEAD' ? actions[0] : actions[1];
  return { PUT: 'CreateBucket', DELETE: 'DeleteBucket' }[method] ?? 'ListBucket';
}

/** Actions for the paths after `/functions/<name>/`, by method. */
const functionParts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': { GET: 'GetFunction', DELETE: 'DeleteFunction' },
  code: { PUT: 'UpdateFunctionCode' },
  configuration: { GET: 'GetFunctionConfiguration', PUT: 'UpdateFunctionConfiguration' },
  versions: { GET: 'ListVersionsByFunction', POST: 'PublishVersion' },
  policy: { GET: 'GetPolicy', POST: 'AddPermission', DELETE: 'RemovePermission' },
  concurrency: {
    GET: 'GetFunctionConcurrency',
    PUT: 'PutFunctionConcurrency',
    DELETE: 'DeleteFunctionConcurrency',
  },
  'event-invoke-config': {
    GET: 'GetFunctionEventInvokeConfig',
    PUT: 'PutFunctionEventInvokeConfig',
    POST: 'UpdateFunctionEventInvokeConfig',
    DELETE: 'DeleteFunctionEventInvokeConfig',
  },
  'code-signing-config': { GET: 'GetFunctionCodeSigningConfig' },
  aliases: { GET: 'GetAlias', POST: 'CreateAlias', PUT: 'UpdateAlias', DELETE: 'DeleteAlias' },
  invocations: { POST: 'InvokeFunction' },
};

/** The condition key that names the function of an event source mapping. */
export const mappedFunction = 'lambda:FunctionArn';

export function lambdaCall(
  { method, path, body }: Crossing,
  { account, region }: { readonly account: string; readonly region: string },
): AccessRequest {
  const { pathname } = new URL(path, 'http://x');
  const [, , collection = '', id = '', part = ''] = decodeURIComponent(pathname).split('/');
  if (collection === 'tags')
    return {
      action: `lambda:${{ GET: 'ListTags', DELETE: 'UntagResource' }[method] ?? 'TagResource'}`,
      // A generated id would make each recording differ.
      resource: id.replace(/(:event-source-mapping:).*/, '$1id'),
    };
  if (collection === 'event-source-mappings') {
    const verb = { GET: 'Get', PUT: 'Update', DELETE: 'Delete' }[method] ?? 'Create';
    const { FunctionName: target } = fieldsOf(verb === 'Create' ? JSON.parse(body) : undefined);
    return {
      action: `lambda:${verb}EventSourceMapping`,
      ...(id === '' ? {} : { resource: `arn:aws:lambda:${region}:${account}:event-source-mapping:id` }),
      ...(typeof target === 'string' ? { context: { [mappedFunction]: target } } : {}),
    };
  }
  if (id === '') return { action: method === 'POST' ? 'lambda:CreateFunction' : 'lambda:ListFunctions' };
  return {
    action: `lambda:${functionParts[part]?.[method] ?? `${method} ${part}`}`,
    resource: id.startsWith('arn:') ? id : `arn:aws:lambda:${region}:${account}:function:${id}`,
  };
}

/** CloudFront's names of its resource types. */
const cloudFrontKinds: Readonly<Record<string, string>> = {
  distribution: 'Distribution',
  'origin-access-control': 'OriginAccessControl',
  'response-headers-policy': 'ResponseHeadersPolicy',
};

export function cloudFrontCall(
  { method, path }: Crossing,
  { account }: { readonly account: string },
): AccessRequest {
  const { pathname, searchParams } = new URL(path, 'http://x');
  const [, , kind = '', id = ''] = pathname.split('/');
  if (kind === 'tagging') {
    const operation = searchParams.get('Operation') ?? '';
    return {
      action: `cloudfront:${method === 'GET' ? 'ListTagsForResource' : `${operation}Resource`}`,
      // moto omits the empty Region of a distribution's ARN, and the provider sends the ARN back unchanged.
      resource: (searchParams.get('Resource') ?? '').replace(/^arn:aws:cloudfront:(?=\d)/, '$&:'),
    };
  }
  const verb = { GET: 'Get', PUT: 'Update', DELETE: 'Delete' }[method] ?? 'Create';
  return {
    action: `cloudfront:${verb}${cloudFrontKinds[kind] ?? kind}`,
    resource: `arn:aws:cloudfront::${account}:${kind}/${id}`,
  };
}
