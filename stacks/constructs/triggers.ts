import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import { type RowFilter, type Trigger } from '../../functions/declaration';
import { type FailuresQueue } from './failures-queue';
import { type GameStack } from './game-stack';
import { type LiveFunction } from './live-functions';
import { allow, type PolicyStatement } from './policy';

/**
 * A rule that calls a function: on GameLift's events, or on a schedule. Events that cannot be delivered, or
 * that fail three times, are kept.
 */
export class EventRule extends Construct {
  constructor(
    stack: GameStack,
    name: string,
    target: LiveFunction,
    failures: FailuresQueue,
    when:
      | Extract<Trigger, { kind: 'schedule' }>
      | { readonly kind: 'pattern'; readonly description: string; readonly pattern: string },
  ) {
    super(stack, `${name}-rule`);
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: stack.names.of('rule', name),
      ...(when.kind === 'schedule'
        ? { description: `calls ${name} every ${when.every}`, scheduleExpression: `rate(${when.every})` }
        : {
            description: when.description,
            eventPattern: when.pattern,
          }),
    });
    const permission = new LambdaPermission(this, 'permission', {
      statementId: 'eventbridge',
      action: 'lambda:InvokeFunction',
      functionName: target.functionName,
      qualifier: target.qualifier,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
      dependsOn: [target.alias],
    });
    const retries = new LambdaFunctionEventInvokeConfig(this, 'retries', {
      functionName: target.functionName,
      qualifier: target.qualifier,
      // A ticket waits for its event. After this time the event is useless, because the sweeper has asked
      // FlexMatch by then.
      maximumEventAgeInSeconds: 600,
      maximumRetryAttempts: when.kind === 'schedule' ? 0 : 2,
      destinationConfig: { onFailure: { destination: failures.queue.arn } },
      dependsOn: [target.alias],
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      arn: target.arn,
      deadLetterConfig: { arn: failures.queue.arn },
      retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 10 },
      dependsOn: [permission, retries],
    });
  }
}

/** The maximum: the functions have no use for the window itself. */
const tumblingWindowSeconds = 900;

/** Lambda's filter for records of rows (Lambda guide, "Event filtering"). */
export function rowPattern({ sortPrefix, has, where }: RowFilter): string {
  const image = {
    // A filter finds values, not what contains them.
    ...(has === undefined ? {} : { [has]: { S: [{ exists: true }] } }),
    ...(where === undefined ? {} : { [where.name]: { S: where.values } }),
  };
  return JSON.stringify({
    dynamodb: {
      Keys: { sk: { S: [{ prefix: sortPrefix }] } },
      ...(Object.keys(image).length === 0 ? {} : { NewImage: image }),
    },
  });
}

/**
 * A function that reads a table's stream. A failed batch is halved until the one bad record is found and put
 * aside.
 */
export class StreamSource extends Construct {
  constructor(
    stack: GameStack,
    name: string,
    target: LiveFunction,
    failures: FailuresQueue,
    streamArn: string,
    trigger: Extract<Trigger, { kind: 'stream' }>,
  ) {
    super(stack, `${name}-stream`);
    new LambdaEventSourceMapping(this, 'mapping', {
      functionName: target.arn,
      eventSourceArn: streamArn,
      startingPosition: 'TRIM_HORIZON',
      batchSize: trigger.batchSize,
      maximumBatchingWindowInSeconds: trigger.windowSeconds,
      parallelizationFactor: trigger.parallel,
      // Lambda passes the shard only to functions with a tumbling window (Lambda guide, "Tumbling windows").
      tumblingWindowInSeconds: trigger.tellsShard === true ? tumblingWindowSeconds : undefined,
      filterCriteria:
        trigger.rows === undefined
          ? undefined
          : { filter: trigger.rows.map((row) => ({ pattern: rowPattern(row) })) },
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 10,
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destinationArn: failures.queue.arn } },
      dependsOn: [target.alias],
    });
  }

  /**
   * The permission to read the stream. AWS's service reference names no resource type for ListStreams; the
   * policy of the DynamoDB guide's tutorial on streams and Lambda limits all four to the stream, as here.
   */
  static statement(streamArn: string): PolicyStatement {
    return allow(
      ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream', 'dynamodb:ListStreams'],
      [streamArn],
    );
  }
}
