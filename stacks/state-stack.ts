import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { GameStack } from './constructs/game-stack';
import { PrivateBucket } from './constructs/private-bucket';

/**
 * The bucket that holds the state of every stack of the environment, its own included. `npm run
 * bootstrap-state` creates it with local state first and then moves that state into it.
 */
export class StateStack extends GameStack {
  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, 'state', config);
    const state = new PrivateBucket(this, 'state', {
      bucket: this.names.stateBucket,
      keepOldVersionsDays: 90,
      preventDestroy: true,
    });
    new TerraformOutput(this, 'state-bucket', { value: state.bucket.bucket });
  }
}
