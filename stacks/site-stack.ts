import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { CloudfrontResponseHeadersPolicy } from '@cdktf/provider-aws/lib/cloudfront-response-headers-policy';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { cloudFrontRegion, type EnvironmentConfig, dnsRecordOf } from '../config';
import { fleetSource, pagePolicy, pageReferrerPolicy, referencePath } from '../contract/pages';
import { addAliasRecords, Certificate } from './constructs/certificate';
import { GameStack } from './constructs/game-stack';
import { PrivateBucket } from './constructs/private-bucket';

/**
 * CloudFront's own cache policies, the same in every account (CloudFront guide, "Managed cache policies").
 */
const cachePolicies = {
  /** index.html is requested again each time. */
  disabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  /** As long as the file's own headers say. */
  optimized: '658327ea-f89d-4fab-a63d-7e88639e58f6',
} as const;
const yearSeconds = 31_536_000;

/**
 * The hosting of the page to play on: a bucket that only CloudFront can read, and security headers. The
 * page's files are a stack of their own (pages-stack.ts), because they contain the API's address, and the API
 * needs this origin.
 */
export class SiteStack extends GameStack {
  /** In the form that browsers send. */
  readonly origin: string;

  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, 'site', config);
    this.keepProvidersOf([cloudFrontRegion]);
    const domain = config.site?.domain;
    const files = new PrivateBucket(this, 'files', {
      bucket: this.names.siteBucket,
      keepOldVersionsDays: 30,
    });
    const access = new CloudfrontOriginAccessControl(this, 'access', {
      name: this.names.of('rule', 'site'),
      description: 'signs what CloudFront asks the bucket',
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    });
    const certificate =
      domain === undefined ? undefined : new Certificate(this, domain, this.providerOf(cloudFrontRegion));
    const distribution = this.#distribution(files, access.id, certificate);
    files.permit({
      Sid: 'ThisDistributionReads',
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: ['s3:GetObject'],
      Resource: [`arn:aws:s3:::${this.names.siteBucket}/*`],
      Condition: {
        StringEquals: {
          'aws:SourceArn': `arn:aws:cloudfront::${config.account}:distribution/${distribution.id}`,
        },
      },
    });
    this.origin = `https://${domain?.name ?? distribution.domainName}`;
    new TerraformOutput(this, 'site-url', { value: `${this.origin}/` });
    if (domain?.dns === 'route53')
      addAliasRecords(this, domain, { name: distribution.domainName, zoneId: distribution.hostedZoneId });
    else if (domain !== undefined)
      new TerraformOutput(this, 'site-record', { value: dnsRecordOf(domain, distribution.domainName) });
  }

  #distribution(
    files: PrivateBucket,
    accessControlId: string,
    certificate: Certificate | undefined,
  ): CloudfrontDistribution {
    const { config } = this;
    const domain = config.site?.domain;
    const behaviour = {
      targetOriginId: 'files',
      viewerProtocolPolicy: 'redirect-to-https',
      allowedMethods: ['GET', 'HEAD'],
      cachedMethods: ['GET', 'HEAD'],
      compress: true,
      responseHeadersPolicyId: this.#headers().id,
    };
    return new CloudfrontDistribution(this, 'distribution', {
      enabled: true,
      comment: `${config.project} ${config.environment}: the page to play on`,
      aliases: domain === undefined ? undefined : [domain.name],
      defaultRootObject: 'index.html',
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      origin: [
        {
          originId: 'files',
          domainName: files.bucket.bucketRegionalDomainName,
          originAccessControlId: accessControlId,
        },
      ],
      defaultCacheBehavior: { ...behaviour, cachePolicyId: cachePolicies.disabled },
      orderedCacheBehavior: ['assets/*', `${referencePath}assets/*`].map((pathPattern) => ({
        ...behaviour,
        pathPattern,
        cachePolicyId: cachePolicies.optimized,
      })),
      restrictions: { geoRestriction: { restrictionType: 'none' } },
      viewerCertificate:
        certificate === undefined
          ? { cloudfrontDefaultCertificate: true }
          : {
              acmCertificateArn: certificate.arn,
              sslSupportMethod: 'sni-only',
              minimumProtocolVersion: 'TLSv1.2_2021',
            },
      dependsOn: certificate?.after,
    });
  }

  /**
   * The API's domain is part of the policy where it is known already. Otherwise API Gateway has yet to
   * generate it: the header allows any API of the Region, and the page itself only this API (pages-stack.ts).
   * A browser enforces both.
   */
  #headers(): CloudfrontResponseHeadersPolicy {
    const { api, region } = this.config;
    return new CloudfrontResponseHeadersPolicy(this, 'headers', {
      name: this.names.of('rule', 'site'),
      comment: 'what the page may load, connect to, and be shown in',
      securityHeadersConfig: {
        contentSecurityPolicy: {
          contentSecurityPolicy: pagePolicy([
            `https://${api.domain?.name ?? `*.execute-api.${region}.amazonaws.com`}`,
            fleetSource,
          ]),
          override: true,
        },
        strictTransportSecurity: { accessControlMaxAgeSec: yearSeconds, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: 'DENY', override: true },
        referrerPolicy: { referrerPolicy: pageReferrerPolicy, override: true },
      },
      customHeadersConfig: {
        items: [
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
          { header: 'cross-origin-resource-policy', value: 'same-origin', override: true },
          {
            header: 'permissions-policy',
            value: 'camera=(), geolocation=(), microphone=(), payment=()',
            override: true,
          },
        ],
      },
    });
  }
}
