import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../../config';
import { type StackPart } from '../parts';
import { LockedS3Backend } from './locked-s3-backend';
import { Names } from '../../templates/names';

/**
 * One part of one environment. It is a Terraform root module with its own state, so that a changed function
 * does not touch a fleet.
 */
export abstract class GameStack extends TerraformStack {
  readonly names: Names;
  readonly #providers = new Map<string, AwsProvider>();
  readonly #part: StackPart;

  constructor(
    scope: Construct,
    part: StackPart,
    readonly config: EnvironmentConfig,
  ) {
    super(scope, `${config.environment}-${part}`);
    this.names = new Names(config);
    this.#part = part;
    this.#providers.set(config.region, this.#provider('aws', config.region));
    new LockedS3Backend(this, {
      bucket: this.names.stateBucket,
      key: `${part}.tfstate`,
      region: config.region,
    });
    this.addOverride('terraform.required_version', '>= 1.11.0');
  }

  /**
   * The provider of another Region, for resources that must be created there; the home Region's is the
   * default.
   */
  providerOf(region: string): AwsProvider {
    const known = this.#providers.get(region);
    if (known !== undefined) return known;
    const made = this.#provider(`aws-${region}`, region, region);
    this.#providers.set(region, made);
    return made;
  }

  /**
   * Declares the providers of Regions, also where the configuration has no resource in them any more.
   * Terraform needs the provider of a resource to delete it, and would refuse every plan without it. It does
   * not start a provider that no resource uses.
   */
  protected keepProvidersOf(regions: readonly string[]): void {
    for (const region of regions) this.providerOf(region);
  }

  #provider(id: string, region: string, alias?: string): AwsProvider {
    const { account, project, environment } = this.config;
    return new AwsProvider(this, id, {
      region,
      alias,
      // Credentials of another account are refused.
      allowedAccountIds: [account],
      defaultTags: [{ tags: { project, environment, part: this.#part } }],
    });
  }
}
