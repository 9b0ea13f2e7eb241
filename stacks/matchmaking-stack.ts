import { CloudformationStack } from '@cdktf/provider-aws/lib/cloudformation-stack';
import { Annotations, TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { realtimeBackfillWarning } from '../flexmatch';
import { functionDeclarations } from '../contract/function-declarations';
import { type Artifacts } from './artifacts';
import { FailuresQueue } from './constructs/failures-queue';
import { type Template, templateBody } from './constructs/fleet-template';
import { flexMatchTemplate } from './constructs/flexmatch-template';
import { GameStack } from './constructs/game-stack';
import { NodeFunction } from './constructs/node-function';
import { EventRule } from './constructs/triggers';
import { type RealtimeStack } from './realtime-stack';
import { type RuleSetFile } from './rule-sets';

/** FlexMatch: rule set and configuration, and the functions that its events go to. */
export class MatchmakingStack extends GameStack {
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    artifacts: Artifacts,
    realtime: RealtimeStack,
    ruleSet: RuleSetFile,
  ) {
    super(scope, 'matchmaking', config);
    const { names } = this;
    const failures = new FailuresQueue(this, 'events');
    for (const declaration of functionDeclarations) {
      const { name, trigger } = declaration;
      if (trigger.kind !== 'eventbridge') continue;
      const target = new NodeFunction(this, {
        declaration,
        zip: artifacts.function(name),
        triggerStatements: [failures.statement()],
      });
      new EventRule(this, name, target, failures, trigger);
    }
    const template = flexMatchTemplate(config, names, ruleSet);
    this.#warnOfBackfill(template);
    new CloudformationStack(this, 'flexmatch', {
      name: names.of('stack', 'flexmatch'),
      templateBody: templateBody(config, template),
      parameters: { QueueArn: realtime.queueArn },
    });
    new TerraformOutput(this, 'matchmaking-configuration', { value: names.matchmakingConfiguration });
  }

  /** The fleets of this stack are Realtime fleets. */
  #warnOfBackfill({ Resources }: Template): void {
    const mode = Resources['Configuration']?.Properties?.['BackfillMode'];
    const warning = realtimeBackfillWarning(
      this.names.matchmakingConfiguration,
      typeof mode === 'string' ? mode : undefined,
    );
    if (warning !== undefined) Annotations.of(this).addWarning(warning);
  }
}
