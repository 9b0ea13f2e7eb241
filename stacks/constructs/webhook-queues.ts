import { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus';
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import { type Trigger } from '../../functions/declaration';
import { webhookPattern } from './event-patterns';
import { type FailuresQueue } from './failures-queue';
import { type GameStack } from './game-stack';
import { type LiveFunction } from './live-functions';
import { allow, policy, type PolicyStatement } from './policy';

/**
 * A message that was handed out is hidden for so long: six times the sender's timeout, as Lambda's guide
 * advises, unless the sender says when it may come again.
 */
const visibilitySeconds = 240;
/** More often than a sender tries (functions/webhooks/send.ts): a message may meet one that has its event. */
const maxReceives = 30;
/** Longer than all attempts take. */
const keptSeconds = 4 * 24 * 3_600;

/**
 * The bus that events of players go to, and for each webhook of the environment a rule, a queue and the
 * secret that signs. A webhook that is down fills its own queue, and no other.
 */
export class WebhookQueues extends Construct {
  /**
   * @param sender the function that empties the queues
   * @param failures gets what EventBridge could not leave in a queue, and what the sender gave up
   */
  constructor(
    stack: GameStack,
    sender: LiveFunction,
    failures: FailuresQueue,
    trigger: Extract<Trigger, { kind: 'queue' }>,
  ) {
    super(stack, 'webhooks');
    const { names, config } = stack;
    const bus = new CloudwatchEventBus(this, 'bus', {
      name: names.eventBus,
      description: `what players of ${config.environment} are to hear`,
    });
    for (const [name, { types, delaySeconds }] of Object.entries(config.webhooks)) {
      const queueName = names.webhookQueue(name);
      const rule = new CloudwatchEventRule(this, `${name}-rule`, {
        name: queueName,
        description: `gives ${types.join(', ')} to the queue of webhook ${name}`,
        eventBusName: bus.name,
        eventPattern: webhookPattern(types),
      });
      const queue = new SqsQueue(this, `${name}-queue`, {
        name: queueName,
        delaySeconds,
        visibilityTimeoutSeconds: visibilitySeconds,
        messageRetentionSeconds: keptSeconds,
        sqsManagedSseEnabled: true,
        redrivePolicy: JSON.stringify({
          deadLetterTargetArn: failures.queue.arn,
          maxReceiveCount: maxReceives,
        }),
        policy: policy(ruleSends(stack, queueName)),
      });
      new CloudwatchEventTarget(this, `${name}-target`, {
        rule: rule.name,
        eventBusName: bus.name,
        arn: queue.arn,
        deadLetterConfig: { arn: failures.queue.arn },
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      });
      new SecretsmanagerSecret(this, `${name}-secret`, {
        name: names.webhookSecret(name),
        description: `Signs what is sent to webhook ${name}: put its value by hand (docs/events.md)`,
        recoveryWindowInDays: config.data.deletionProtection ? 30 : 0,
      });
      new LambdaEventSourceMapping(this, `${name}-mapping`, {
        functionName: sender.arn,
        eventSourceArn: queue.arn,
        batchSize: trigger.batchSize,
        functionResponseTypes: ['ReportBatchItemFailures'],
        // One webhook that is slow does not take all of the account's concurrency.
        scalingConfig: { maximumConcurrency: 10 },
        dependsOn: [sender.alias],
      });
    }
  }

  /** The permissions for emptying the queues. */
  static statement({ names }: GameStack): PolicyStatement {
    return allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      [names.anyWebhookQueueArn],
    );
  }
}

/** Only the queue's own rule leaves events in it. */
const ruleSends = ({ names }: GameStack, queueName: string): PolicyStatement => ({
  Sid: 'TheRuleLeavesEvents',
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: ['sqs:SendMessage'],
  Resource: [names.arn('sqs', queueName)],
  Condition: {
    StringEquals: { 'aws:SourceArn': names.arn('events', `rule/${names.eventBus}/${queueName}`) },
  },
});
