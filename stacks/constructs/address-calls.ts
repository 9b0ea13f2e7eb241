import { cloudFrontRegion, type EnvironmentConfig, type OwnDomain } from '../../config';
import { type Names } from '../../templates/names';
import { bucketCalls, type ResourceCalls, of } from './calls';

/** The API's custom domain, where the environment has one. */
export function domainCalls(config: EnvironmentConfig): readonly ResourceCalls[] {
  const { api, region } = config;
  const { domain } = api;
  if (domain === undefined) return [];
  return [
    {
      resources: [
        `arn:aws:apigateway:${region}::/domainnames`,
        `arn:aws:apigateway:${region}::/domainnames/*`,
      ],
      read: of('apigateway', 'GET'),
      write: of('apigateway', 'POST PATCH PUT DELETE'),
    },
    ...nameCalls(domain, config, region),
  ];
}

/** The page to play on, where the environment serves it. CloudFront generates its ids. */
export function siteCalls(config: EnvironmentConfig, names: Names): readonly ResourceCalls[] {
  const { account, site } = config;
  if (site === undefined) return [];
  return [
    bucketCalls(names.siteBucket),
    {
      // AWS's service reference names no resource type for the calls that create a distribution, an access
      // control or a headers policy. Published refusals show that AWS asks for `distribution/*` and
      // `origin-access-control/*`. No refusal of CreateResponseHeadersPolicy was found.
      resources: ['distribution', 'origin-access-control', 'response-headers-policy'].map(
        (kind) => `arn:aws:cloudfront::${account}:${kind}/*`,
      ),
      read: of(
        'cloudfront',
        'GetDistribution GetOriginAccessControl GetResponseHeadersPolicy ListTagsForResource',
      ),
      write: of(
        'cloudfront',
        `CreateDistribution UpdateDistribution DeleteDistribution
         CreateOriginAccessControl UpdateOriginAccessControl DeleteOriginAccessControl
         CreateResponseHeadersPolicy UpdateResponseHeadersPolicy DeleteResponseHeadersPolicy
         TagResource UntagResource`,
      ),
    },
    ...(site.domain === undefined ? [] : nameCalls(site.domain, config, cloudFrontRegion)),
  ];
}

/** Certificate and records of a name in Route 53. */
function nameCalls(domain: OwnDomain, config: EnvironmentConfig, region: string): readonly ResourceCalls[] {
  if (domain.dns === 'elsewhere') return [];
  return [
    ...certificateCalls(config, region),
    {
      resources: [`arn:aws:route53:::hostedzone/${domain.hostedZoneId}`],
      read: of('route53', 'GetHostedZone ListResourceRecordSets'),
      write: [],
    },
    {
      resources: [`arn:aws:route53:::hostedzone/${domain.hostedZoneId}`],
      read: [],
      write: of('route53', 'ChangeResourceRecordSets'),
      condition: onlyRecordsOf(domain.name),
    },
    { resources: ['arn:aws:route53:::change/*'], read: of('route53', 'GetChange'), write: [] },
  ];
}

/**
 * Certificates have generated ids. Those of this environment are recognized by the tags that every resource
 * of a stack has. A request must bring these tags, and tags of other environments' certificates stay. For a
 * request AWS's service reference names no resource type; published refusals show that AWS asks for
 * `certificate/*`.
 *
 * AWS asks for the right to tag when a request has tags (terraform-provider-aws issue 11903). The certificate
 * has no tags then, so this right cannot require them; a certificate without tags can be tagged by it.
 */
function certificateCalls(
  { account, project, environment }: EnvironmentConfig,
  region: string,
): readonly ResourceCalls[] {
  const resources = [`arn:aws:acm:${region}:${account}:certificate/*`];
  const ours = (key: 'RequestTag' | 'ResourceTag'): Readonly<Record<string, string>> => ({
    [`aws:${key}/project`]: project,
    [`aws:${key}/environment`]: environment,
  });
  return [
    { resources, read: of('acm', 'DescribeCertificate ListTagsForCertificate'), write: [] },
    {
      resources,
      read: [],
      write: of('acm', 'RequestCertificate'),
      condition: { StringEquals: ours('RequestTag') },
    },
    {
      resources,
      read: [],
      write: of('acm', 'AddTagsToCertificate'),
      condition: { StringEqualsIfExists: { ...ours('RequestTag'), ...ours('ResourceTag') } },
    },
    {
      resources,
      read: [],
      write: of('acm', 'DeleteCertificate RemoveTagsFromCertificate'),
      condition: { StringEquals: ours('ResourceTag') },
    },
  ];
}

/**
 * The records of one name, and those that prove its certificate: a zone has other names, which are not the
 * environment's to change. Every request names its records and their types.
 */
function onlyRecordsOf(name: string): NonNullable<ResourceCalls['condition']> {
  return {
    'ForAllValues:StringLike': {
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name, `_*.${name}`],
    },
    'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'CNAME'] },
  };
}
