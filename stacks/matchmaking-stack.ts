import { CloudformationStack } from '@cdktf/provider-aws/lib/cloudformation-stack';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { functionDeclarations } from '../contract/function-declarations';
import { countedLogLines } from '../contract/log-lines';
import { type Artifacts } from './artifacts';
import { matchmakingPattern } from './constructs/event-patterns';
import { FailuresQueue } from './constructs/failures-queue';
import { templateBody } from './constructs/fleet-template';
import { flexMatchTemplate } from './constructs/flexmatch-template';
import { GameStack } from './constructs/game-stack';
import { LogMetric } from './constructs/log-metric';
import { ownMetrics } from './constructs/metric-tables';
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
      new EventRule(this, name, target, failures, {
        kind: 'pattern',
        description: `gives ${trigger.detailTypes.join(' and ')} of our configurations to ${name}`,
        pattern: matchmakingPattern(names, [names.matchmakingConfiguration]),
      });
      new LogMetric(this, 'dropped-events', {
        logGroup: target.logGroup,
        metric: ownMetrics.droppedEvents,
        message: countedLogLines.droppedEvent,
      });
    }
    new CloudformationStack(this, 'flexmatch', {
      name: names.of('stack', 'flexmatch'),
      templateBody: templateBody(config, flexMatchTemplate(config, names, ruleSet)),
      parameters: { QueueArn: realtime.queueArn },
    });
    new TerraformOutput(this, 'matchmaking-configuration', { value: names.matchmakingConfiguration });
  }
}
