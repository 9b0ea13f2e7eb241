import * as z from 'zod';
import { type Refuse } from './common-schema';
import { limits } from './limits';

/** Domains in which AWS makes the names. */
const awsDomain =
  /(^|\.)(amazonaws\.com(\.cn)?|cloudfront\.net|amplifyapp\.com|awsapps\.com|on\.aws|api\.aws)$/;
/** Names such as `co.uk`, which countries let others register names below. */
const sharedDomain = /^(ac|co|com|edu|gov|net|org)\.[a-z]{2}$/;

const domainName = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a domain name in lower case, without a dot at the end, such as api.our-game.example',
  )
  .superRefine((name, context) => {
    if (awsDomain.test(name))
      context.addIssue(
        `is ${name}, which is a name of AWS's own: write one of your domain, or leave domain out`,
      );
    if (sharedDomain.test(name))
      context.addIssue(`is ${name}, below which others register theirs: write a name of your domain`);
  });

/**
 * A custom domain. With Route 53 the deploy makes the certificate and the records. Elsewhere the certificate
 * must exist in ACM, and the deploy prints the record to create.
 */
export const ownDomain = z.discriminatedUnion('dns', [
  z.strictObject({
    dns: z.literal('route53'),
    name: domainName.max(64, 'must have at most 64 characters, or ACM makes no certificate for it'),
    hostedZoneId: z
      .string()
      .regex(
        /^Z[A-Z0-9]{5,31}$/,
        'must be the id of a hosted zone, such as Z0123456789ABC, without /hostedzone/',
      ),
  }),
  z.strictObject({
    dns: z.literal('elsewhere'),
    name: domainName.max(253),
    certificateArn: z
      .string()
      .regex(
        /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
        'must be the ARN of a certificate in ACM, such as arn:aws:acm:us-east-1:012345678901:certificate/…',
      ),
  }),
]);
export type OwnDomain = z.output<typeof ownDomain>;

/** CloudFront is a global service and accepts only certificates of this Region. */
export const cloudFrontRegion = 'us-east-1';

/** The page to play on, served by CloudFront; absent: not served. */
export const siteSchema = z.strictObject({
  /** Absent: CloudFront's own domain, such as d111111abcdef8.cloudfront.net. */
  domain: ownDomain.optional(),
});

/** Region, account and id of a certificate. */
export function certificateOf({ certificateArn }: Extract<OwnDomain, { dns: 'elsewhere' }>): {
  readonly region: string;
  readonly account: string;
  readonly id: string;
} {
  const [, , , region = '', account = '', resource = ''] = certificateArn.split(':');
  return { region, account, id: resource.replace(/^certificate\//, '') };
}

/**
 * The record that leads to a target of AWS: DNS allows no CNAME at the top of a zone. A name of two labels is
 * one; a longer name may be one too, such as acme.co.uk, which only its owner knows.
 */
export function dnsRecordOf({ name }: OwnDomain, target: string): string {
  return name.split('.').length === 2
    ? `${name} ALIAS or ANAME ${target} (a CNAME is not allowed at the top of a zone)`
    : `${name} CNAME ${target} (ALIAS or ANAME if ${name} is the top of a zone)`;
}

/** The parts of an environment on which its addresses depend. */
interface AddressedConfig {
  readonly account: string;
  readonly region: string;
  readonly api: { readonly allowedOrigins: readonly string[]; readonly domain?: OwnDomain | undefined };
  readonly site?: z.output<typeof siteSchema> | undefined;
  readonly realtime: { readonly fleets: Readonly<Record<string, { readonly certificate: string }>> };
}

/** A certificate serves only its own account and one Region. */
function refineCertificates({ api, site, region, account }: AddressedConfig, refuse: Refuse): void {
  for (const [part, domain, itsRegion, why] of [
    ['api', api.domain, region, `the API is in ${region}, and takes certificates of its own region only`],
    ['site', site?.domain, cloudFrontRegion, `CloudFront takes certificates of ${cloudFrontRegion} only`],
  ] as const) {
    if (domain?.dns !== 'elsewhere') continue;
    const place = certificateOf(domain);
    const field = [part, 'domain', 'certificateArn'];
    if (place.region !== itsRegion) refuse(field, `is of another region: ${why}`);
    if (place.account !== account)
      refuse(field, `is of account ${place.account}: this environment is in account ${account}`);
  }
}

/** Refuses names, certificates and origins of API and page that contradict each other. */
export function refineAddresses(config: AddressedConfig, refuse: Refuse): void {
  refineCertificates(config, refuse);
  const { api, site, realtime } = config;
  const { allowedOrigins, domain } = api;
  if (domain !== undefined && domain.name === site?.domain?.name)
    refuse(['site', 'domain', 'name'], `is the API's own name too: give the page another`);
  if (allowedOrigins.includes('*') && allowedOrigins.length > 1)
    refuse(['api', 'allowedOrigins'], 'is either ["*"] or a list of origins');
  if (site === undefined && allowedOrigins.length === 0)
    refuse(['api', 'allowedOrigins'], 'needs at least one origin, since the environment has no site');
  if (site === undefined) return;
  if (allowedOrigins.length === limits.allowedOrigins)
    refuse(
      ['api', 'allowedOrigins'],
      `has ${limits.allowedOrigins} origins, and that of site is added: an API takes ` +
        `${limits.allowedOrigins} together, so list at most ${limits.allowedOrigins - 1}`,
    );
  if (allowedOrigins.includes('*'))
    refuse(
      ['api', 'allowedOrigins'],
      'is ["*"], which opens the API to every page: the origin of site is added by itself, so write ' +
        '[] or a list',
    );
  const own = allowedOrigins.findIndex((one) => one === `https://${site.domain?.name ?? ''}`);
  if (own >= 0)
    refuse(['api', 'allowedOrigins', own], `is the origin of site, which is added by itself: remove it here`);
  for (const [name, { certificate }] of Object.entries(realtime.fleets))
    if (certificate === 'DISABLED')
      refuse(
        ['realtime', 'fleets', name, 'certificate'],
        'is DISABLED, but browsers let a page of HTTPS connect with TLS only: write GENERATED, or ' +
          'leave site out',
      );
}
