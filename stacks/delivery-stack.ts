import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { boundaryStatements, deployRights, planRights } from './constructs/delivery-rights';
import { GameStack } from './constructs/game-stack';
import { githubIssuer, githubTrust } from './constructs/github-trust';
import { keptPolicy, ManagedRights } from './constructs/managed-rights';
import { policy } from './constructs/policy';
import { ciPath } from '../templates/names';

/**
 * The roles with which CI plans and deploys, without a stored secret: GitHub signs the identity of a job, and
 * AWS gives it a role. Plans only read. Jobs of the GitHub environment, which reviewers can hold back, may
 * change resources. An operator deploys this stack: it has the boundary of every role that CI creates.
 */
export class DeliveryStack extends GameStack {
  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, 'delivery', config);
    const { delivery, environment } = config;
    const provider = delivery.createProvider
      ? new IamOpenidConnectProvider(this, 'github', {
          url: `https://${githubIssuer}`,
          clientIdList: ['sts.amazonaws.com'],
        })
      : undefined;
    const after = provider === undefined ? [] : [provider];
    new IamPolicy(this, 'boundary', {
      name: this.names.of('role', 'boundary'),
      path: ciPath,
      description: `the most that a role of ${environment} can do`,
      policy: policy(...boundaryStatements(config, this.names)),
      lifecycle: keptPolicy,
    });
    const plan = new IamRole(this, 'plan', {
      name: this.names.of('role', 'ci-plan'),
      path: ciPath,
      description: 'plans of pull requests and of the main branch: reads, changes nothing',
      assumeRolePolicy: githubTrust(config, 'pull_request', 'ref:refs/heads/main'),
      maxSessionDuration: 3_600,
      dependsOn: after,
    });
    new ManagedRights(this, 'plan', plan, planRights(config, this.names));
    const deploy = new IamRole(this, 'deploy', {
      name: this.names.of('role', 'ci-deploy'),
      path: ciPath,
      description: `jobs of the GitHub environment ${environment}`,
      assumeRolePolicy: githubTrust(config, `environment:${environment}`),
      maxSessionDuration: delivery.deploySessionSeconds,
      dependsOn: after,
    });
    new ManagedRights(this, 'deploy', deploy, deployRights(config, this.names));
    new TerraformOutput(this, 'plan-role', { value: plan.arn });
    new TerraformOutput(this, 'deploy-role', { value: deploy.arn });
  }
}
