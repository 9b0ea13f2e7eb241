import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { Apigatewayv2ApiMapping } from '@cdktf/provider-aws/lib/apigatewayv2-api-mapping';
import { Apigatewayv2DomainName } from '@cdktf/provider-aws/lib/apigatewayv2-domain-name';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { type ITerraformDependable, TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { type EnvironmentConfig } from '../../config';
import { type GameStack } from './game-stack';

type Domain = NonNullable<EnvironmentConfig['api']['domain']>;

/**
 * The API under a name of one's own. Clients ship with the address, and the one that API Gateway makes up is
 * gone when the API is ever replaced. Where the zone is in Route 53, certificate and records are made here;
 * elsewhere the certificate is given, and an output says which record to make.
 */
export class ApiDomain extends Construct {
  /** Base URL, no slash at the end. */
  readonly url: string;

  /** @param stage what must exist before the name points to it */
  constructor(stack: GameStack, domain: Domain, apiId: string, stage: ITerraformDependable) {
    super(stack, 'domain');
    this.url = `https://${domain.name}`;
    const { certificateArn, after } =
      domain.dns === 'route53'
        ? this.#certificate(domain.name, domain.hostedZoneId)
        : { certificateArn: domain.certificateArn, after: [] };
    const name = new Apigatewayv2DomainName(this, 'name', {
      domainName: domain.name,
      domainNameConfiguration: { certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' },
      dependsOn: after,
    });
    new Apigatewayv2ApiMapping(this, 'mapping', {
      apiId,
      domainName: name.id,
      stage: '$default',
      dependsOn: [stage],
    });
    const target = name.domainNameConfiguration.targetDomainName;
    if (domain.dns === 'route53')
      for (const type of ['A', 'AAAA'] as const)
        new Route53Record(this, type.toLowerCase(), {
          zoneId: domain.hostedZoneId,
          name: domain.name,
          type,
          alias: {
            name: target,
            zoneId: name.domainNameConfiguration.hostedZoneId,
            evaluateTargetHealth: false,
          },
        });
    else new TerraformOutput(stack, 'api-record', { value: `${domain.name} CNAME ${target}` });
  }

  #certificate(
    domainName: string,
    zoneId: string,
  ): { readonly certificateArn: string; readonly after: ITerraformDependable[] } {
    const certificate = new AcmCertificate(this, 'certificate', {
      domainName,
      validationMethod: 'DNS',
      lifecycle: { createBeforeDestroy: true },
    });
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'proof', {
      zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      allowOverwrite: true,
    });
    const validated = new AcmCertificateValidation(this, 'validated', {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    });
    return { certificateArn: validated.certificateArn, after: [validated] };
  }
}
