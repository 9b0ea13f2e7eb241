import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import { type GameStack } from './game-stack';
import { allow, policy, type PolicyStatement } from './policy';

/**
 * Keeps events that could not be delivered to a function, or that a function failed to process, for 14 days.
 * An alarm reports the first (operations stack).
 */
export class FailuresQueue extends Construct {
  readonly #stack: GameStack;

  readonly queue: SqsQueue;

  /** @param part names the queue: `<project>-<environment>-<part>-failures` */
  constructor(stack: GameStack, part: string) {
    super(stack, `${part}-failures`);
    this.#stack = stack;

    const name = stack.names.of('queue', `${part}-failures`);
    // The policy is set here, not by a resource of its own: AWS takes half a minute to settle each, one after
    // the other.
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

  /** The permission that a function needs to put an event here. */
  statement(): PolicyStatement {
    return allow(['sqs:SendMessage'], [this.#stack.names.arn('sqs', this.queue.nameInput ?? '')]);
  }
}
