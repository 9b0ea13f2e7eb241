import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { type Backend } from '../../definition';
import { type LocalGameLift } from '../gamelift';
import { type ArtifactBucket } from './artifact-bucket';
import { type Provisioned, provision } from './provision';
import { localCredentials, type StackOptions } from './stack-options';

/** The definition that the stack runs, and how another one takes its place. */
export class RunningDefinition {
  readonly #options: StackOptions;
  readonly #gamelift: LocalGameLift;
  readonly #bucket: ArtifactBucket;
  #backend: Backend;

  constructor(options: StackOptions, gamelift: LocalGameLift, bucket: ArtifactBucket) {
    this.#options = options;
    this.#gamelift = gamelift;
    this.#bucket = bucket;
    this.#backend = options.backend;
  }

  /** The definition whose resources were provisioned last. */
  get backend(): Backend {
    return this.#backend;
  }

  /**
   * Brings the local GameLift to a definition, with the script that is built now.
   * @throws Error with the reasons of the local CloudFormation
   */
  async provision(backend: Backend): Promise<Provisioned> {
    const { config } = this.#options.shape;
    const gamelift = new GameLiftClient({
      endpoint: this.#gamelift.url,
      region: config.region,
      credentials: localCredentials,
    });
    try {
      const provisioned = await provision({
        gamelift,
        stacks: this.#gamelift.stacks,
        config,
        backend,
        script: this.#bucket.script(),
        progress: this.#options.progress,
      });
      this.#backend = backend;
      return provisioned;
    } finally {
      gamelift.destroy();
    }
  }
}
