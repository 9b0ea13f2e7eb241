import { Apigatewayv2ApiMapping } from '@cdktf/provider-aws/lib/apigatewayv2-api-mapping';
import { Apigatewayv2DomainName } from '@cdktf/provider-aws/lib/apigatewayv2-domain-name';
import { type ITerraformDependable, TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { type OwnDomain, dnsRecordOf } from '../../config';
import { addAliasRecords, Certificate } from './certificate';
import { type GameStack } from './game-stack';

/**
 * The API under a custom domain. Clients ship with the address, and the address that API Gateway generates is
 * lost when the API is replaced. Where the zone is in Route 53, certificate and records are created here.
 * Elsewhere the certificate is given, and an output says which record to create.
 */
export class ApiDomain extends Construct {
  /** Base URL, without a slash at the end. */
  readonly url: string;

  /** @param stage must exist before the domain points to it */
  constructor(stack: GameStack, domain: OwnDomain, apiId: string, stage: ITerraformDependable) {
    super(stack, 'domain');
    this.url = `https://${domain.name}`;
    const certificate = new Certificate(this, domain);
    const name = new Apigatewayv2DomainName(this, 'name', {
      domainName: domain.name,
      domainNameConfiguration: {
        certificateArn: certificate.arn,
        endpointType: 'REGIONAL',
        securityPolicy: 'TLS_1_2',
      },
      dependsOn: certificate.after,
    });
    new Apigatewayv2ApiMapping(this, 'mapping', {
      apiId,
      domainName: name.id,
      stage: '$default',
      dependsOn: [stage],
    });
    const { targetDomainName, hostedZoneId } = name.domainNameConfiguration;
    if (domain.dns === 'route53')
      addAliasRecords(this, domain, { name: targetDomainName, zoneId: hostedZoneId });
    else new TerraformOutput(stack, 'api-record', { value: dnsRecordOf(domain, targetDomainName) });
  }
}
