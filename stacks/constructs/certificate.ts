import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type OwnDomain } from '../../config';

/**
 * The certificate of a custom domain: created and validated where the zone is in Route 53, given elsewhere.
 */
export class Certificate extends Construct {
  readonly arn: string;
  /** The resources that must exist before the certificate can be used. */
  readonly after: ITerraformDependable[];

  /** @param provider of the Region that the certificate is for; absent: the stack's own */
  constructor(scope: Construct, domain: OwnDomain, provider?: TerraformProvider) {
    super(scope, 'proven');
    if (domain.dns === 'elsewhere') {
      this.arn = domain.certificateArn;
      this.after = [];
      return;
    }
    const certificate = new AcmCertificate(this, 'certificate', {
      domainName: domain.name,
      validationMethod: 'DNS',
      lifecycle: { createBeforeDestroy: true },
      provider,
    });
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'proof', {
      zoneId: domain.hostedZoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      allowOverwrite: true,
    });
    const validated = new AcmCertificateValidation(this, 'validated', {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
      provider,
    });
    this.arn = validated.certificateArn;
    this.after = [validated];
  }
}

/** A and AAAA records in Route 53 that point a name to an AWS service. */
export function addAliasRecords(
  scope: Construct,
  domain: Extract<OwnDomain, { dns: 'route53' }>,
  target: { readonly name: string; readonly zoneId: string },
): void {
  for (const type of ['A', 'AAAA'] as const)
    new Route53Record(scope, type.toLowerCase(), {
      zoneId: domain.hostedZoneId,
      name: domain.name,
      type,
      alias: { ...target, evaluateTargetHealth: false },
    });
}
