import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { deployStatements, planStatements } from './constructs/delivery-rights';
import { GameStack } from './constructs/game-stack';
import { policy } from './constructs/policy';

const github = 'token.actions.githubusercontent.com';

/**
 * Who may plan and who may deploy from CI, without a stored secret: GitHub signs who a job is, AWS gives it a
 * role. Pull requests of the repository may only look; jobs of the environment, which GitHub lets reviewers
 * hold back, may change.
 */
export class DeliveryStack extends GameStack {
  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, 'delivery', config);
    const { delivery, account, environment } = config;
    const providerArn = `arn:aws:iam::${account}:oidc-provider/${github}`;
    const provider = delivery.createProvider
      ? new IamOpenidConnectProvider(this, 'github', {
          url: `https://${github}`,
          clientIdList: ['sts.amazonaws.com'],
        })
      : undefined;
    const trust = (subject: string): string =>
      policy({
        Effect: 'Allow',
        Principal: { Federated: providerArn },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: {
          StringEquals: {
            [`${github}:aud`]: 'sts.amazonaws.com',
            [`${github}:sub`]: `repo:${delivery.repository}:${subject}`,
          },
        },
      });
    const after = provider === undefined ? [] : [provider];
    const plan = new IamRole(this, 'plan', {
      name: this.names.of('role', 'ci-plan'),
      description: 'pull requests: reads, changes nothing',
      assumeRolePolicy: trust('pull_request'),
      maxSessionDuration: 3_600,
      dependsOn: after,
    });
    new IamRolePolicy(this, 'plan-rights', {
      name: 'rights',
      role: plan.name,
      policy: policy(...planStatements(config, this.names)),
    });
    const deploy = new IamRole(this, 'deploy', {
      name: this.names.of('role', 'ci-deploy'),
      description: `jobs of the GitHub environment ${environment}`,
      assumeRolePolicy: trust(`environment:${environment}`),
      maxSessionDuration: delivery.deploySessionSeconds,
      dependsOn: after,
    });
    new IamRolePolicy(this, 'deploy-rights', {
      name: 'rights',
      role: deploy.name,
      policy: policy(...deployStatements(config, this.names)),
    });
    new TerraformOutput(this, 'plan-role', { value: plan.arn });
    new TerraformOutput(this, 'deploy-role', { value: deploy.arn });
  }
}
