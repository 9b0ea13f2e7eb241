import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../../config';
import { LockedS3Backend } from './locked-s3-backend';
import { Names } from '../../templates/names';

/** The parts of an environment, in the order of deployment. */
export type StackPart = 'state' | 'data' | 'realtime' | 'matchmaking' | 'api' | 'operations' | 'delivery';

/**
 * One part of one environment: a Terraform root of its own with its own state, so that a fleet is not touched
 * when a function changes.
 */
export abstract class GameStack extends TerraformStack {
  readonly names: Names;

  constructor(
    scope: Construct,
    part: StackPart,
    readonly config: EnvironmentConfig,
  ) {
    super(scope, `${config.environment}-${part}`);
    this.names = new Names(config);
    new AwsProvider(this, 'aws', {
      region: config.region,
      // The wrong credentials change nothing.
      allowedAccountIds: [config.account],
      defaultTags: [{ tags: { project: config.project, environment: config.environment, part } }],
    });
    new LockedS3Backend(this, {
      bucket: this.names.stateBucket,
      key: `${part}.tfstate`,
      region: config.region,
    });
    this.addOverride('terraform.required_version', '>= 1.11.0');
  }
}
