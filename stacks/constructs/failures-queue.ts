import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import { type GameStack } from './game-stack';
import { allow, policy, type Statement } from './policy';

/**
 * Where events go that a function could not be given, or gave up on: kept 14 days, an alarm tells of the
 * first (operations stack).
 */
export class FailuresQueue extends Construct {
  readonly #stack: GameStack;

  readonly queue: SqsQueue;

  /** @param part names the queue: `<project>-<environment>-<part>-failures` */
  constructor(stack: GameStack, part: string) {
    super(stack, `${part}-failures`);
    this.#stack = stack;

    const name = stack.names.of('queue', `${part}-failures`);
    // With its policy from the start, not by a resource of its own: AWS lets both settle for half a minute,
    // one after the other.
    this.queue = new SqsQueue(this, 'queue', {
      name,
      messageRetentionSeconds: 14 * 24 * 3_600,
      sqsManagedSseEnabled: true,
      policy: policy({
        Sid: 'EventBridgeLeavesUndelivered',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Resource: [stack.names.arn('sqs', name)],
        Condition: { StringEquals: { 'aws:SourceAccount': stack.config.account } },
      }),
    });
  }

  /** What a function needs to leave an event here. */
  statement(): Statement {
    return allow(['sqs:SendMessage'], [this.#stack.names.arn('sqs', this.queue.nameInput ?? '')]);
  }
}
