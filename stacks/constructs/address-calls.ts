import { cloudFrontRegion, type EnvironmentConfig, type OwnDomain } from '../../config';
import { type Names } from '../../templates/names';
import { bucketCalls, type Calls, of } from './calls';

/** The API's custom domain, where the environment has one. */
export function domainCalls({ api, account, region }: EnvironmentConfig): readonly Calls[] {
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
    ...nameCalls(domain, account, region),
  ];
}

/** The page to play on, where the environment serves it. CloudFront generates its ids. */
export function siteCalls({ account, site }: EnvironmentConfig, names: Names): readonly Calls[] {
  if (site === undefined) return [];
  return [
    bucketCalls(names.siteBucket),
    {
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
    ...(site.domain === undefined ? [] : nameCalls(site.domain, account, cloudFrontRegion)),
  ];
}

/** Certificate and records of a name in Route 53. */
function nameCalls(domain: OwnDomain, account: string, region: string): readonly Calls[] {
  if (domain.dns === 'elsewhere') return [];
  return [
    {
      resources: [`arn:aws:acm:${region}:${account}:certificate/*`],
      read: of('acm', 'DescribeCertificate ListTagsForCertificate'),
      write: of('acm', 'RequestCertificate DeleteCertificate AddTagsToCertificate RemoveTagsFromCertificate'),
    },
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
 * The records of one name, and those that prove its certificate: a zone has other names, which are not the
 * environment's to change. Every request names its records and their types.
 */
function onlyRecordsOf(name: string): NonNullable<Calls['condition']> {
  return {
    'ForAllValues:StringLike': {
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name, `_*.${name}`],
    },
    'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'CNAME'] },
  };
}
