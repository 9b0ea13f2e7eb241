import { CloudformationStack } from '@cdktf/provider-aws/lib/cloudformation-stack';
import { Annotations, TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { countedLogLines } from '../contract/log-lines';
import { realtimeBackfillWarning } from '../flexmatch';
import { functionDeclarations } from '../functions/declarations';
import { type Matchmaking } from '../definition/matchmaking';
import { flexMatchTemplate, type Template, templateBody } from '../templates';
import { type Artifacts } from './artifacts';
import { matchmakingPattern } from './constructs/event-patterns';
import { FailuresQueue } from './constructs/failures-queue';
import { GameStack } from './constructs/game-stack';
import { trialEnvironmentOf } from './constructs/grants';
import { literal } from './constructs/literal';
import { LiveFunctions } from './constructs/live-functions';
import { LogMetric } from './constructs/log-metric';
import { ownMetrics } from './constructs/metric-tables';
import { NodeFunction } from './constructs/node-function';
import { EventRule } from './constructs/triggers';
import { type RealtimeStack } from './realtime-stack';

/**
 * FlexMatch: rule set and configuration of each matchmaking, and the functions that receive their events.
 * Each matchmaking is a CloudFormation stack of its own, so that a change of one does not touch the others.
 */
export class MatchmakingStack extends GameStack {
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    artifacts: Artifacts,
    realtime: RealtimeStack,
    matchmakings: readonly Matchmaking[],
  ) {
    super(scope, 'matchmaking', config);
    const { names } = this;
    const failures = new FailuresQueue(this, 'events');
    const functions = new Map<string, NodeFunction>();
    for (const declaration of functionDeclarations)
      if (declaration.trigger.kind === 'eventbridge')
        functions.set(
          declaration.name,
          new NodeFunction(this, {
            declaration,
            zip: artifacts.function(
              declaration.name,
              trialEnvironmentOf(config, names, declaration),
              config.environment,
            ),
            triggerStatements: [failures.statement()],
          }),
        );
    const live = new LiveFunctions(this, 'matchmaking', functions);
    for (const { name, trigger } of functionDeclarations) {
      if (trigger.kind !== 'eventbridge') continue;
      new EventRule(this, name, live.get(name), failures, {
        kind: 'pattern',
        description: `gives ${trigger.detailTypes.join(' and ')} of our configurations to ${name}`,
        pattern: matchmakingPattern(
          names,
          matchmakings.map(({ key }) => names.configuration(key)),
        ),
      });
    }
    for (const { logGroup } of functions.values())
      new LogMetric(this, 'dropped-events', {
        logGroup,
        metric: ownMetrics.droppedEvents,
        message: countedLogLines.droppedEvent,
      });
    for (const matchmaking of matchmakings) {
      const { key } = matchmaking;
      const template = flexMatchTemplate(config, names, matchmaking);
      this.#warnOfBackfill(names.configuration(key), template);
      new CloudformationStack(this, `flexmatch-${key}`, {
        name: names.of('stack', `flexmatch-${key}`),
        templateBody: literal(templateBody(config, template)),
        parameters: { QueueArn: realtime.queueArn },
      });
      new TerraformOutput(this, `matchmaking-configuration-${key}`, { value: names.configuration(key) });
    }
  }

  /** The fleets of this stack are Realtime fleets. */
  #warnOfBackfill(configuration: string, { Resources }: Template): void {
    const mode = Resources['Configuration']?.Properties?.['BackfillMode'];
    const warning = realtimeBackfillWarning(configuration, typeof mode === 'string' ? mode : undefined);
    if (warning !== undefined) Annotations.of(this).addWarning(warning);
  }
}
