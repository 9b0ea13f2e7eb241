import { describe, expect, it } from '@jest/globals';
import { matchRows } from '../../store/keys';
import { rowPattern } from '../../stacks/constructs/triggers';
import { deliveryLeaseMs, pausesSeconds } from '../../functions/webhooks/send';
import { matchEventsFunction } from '../../functions/match-events/declaration';
import { webhooksFunction } from '../../functions/webhooks/declaration';
import { Names } from '../../templates/names';
import { environmentNames, environmentOf } from '../games';
import { parsedJson, resources } from './support/reading';
import { sharedStacks } from './support/shared-stacks';

const stacks = sharedStacks();
const of = (environment: string, type: string) =>
  Object.values(resources(stacks.get(`${environment}-api`), type));
/** Resources of webhooks alone: their names contain the webhook's name. */
const named = (environment: string, type: string) =>
  of(environment, type).filter(({ name }) => String(name).startsWith(`turnlift-${environment}-webhook-`));

describe('events of players', () => {
  it('have a bus of their own in every environment', () => {
    for (const environment of environmentNames)
      expect(of(environment, 'aws_cloudwatch_event_bus').map(({ name }) => name)).toEqual([
        `turnlift-${environment}-events`,
      ]);
  });

  it('go by a rule, a queue and a secret to each webhook; without webhooks there are none', () => {
    for (const environment of environmentNames) {
      const webhooks = Object.entries(environmentOf(environment).webhooks);
      for (const type of ['aws_cloudwatch_event_rule', 'aws_sqs_queue', 'aws_secretsmanager_secret'])
        expect(named(environment, type).map(({ name }) => name)).toEqual(
          webhooks.map(([name]) => `turnlift-${environment}-webhook-${name}`),
        );
      expect(
        named(environment, 'aws_cloudwatch_event_rule').map((rule) => parsedJson(rule['event_pattern'])),
      ).toEqual(webhooks.map(([, { types }]) => ({ source: ['turnlift'], 'detail-type': types })));
    }
    expect(named('dev', 'aws_sqs_queue')).toHaveLength(1);
  });

  it('wait in a queue that only its rule fills, and end in the failures queue', () => {
    const names = new Names(environmentOf('dev'));
    const [queue] = named('dev', 'aws_sqs_queue');
    const rule = names.arn('events', 'rule/turnlift-dev-events/turnlift-dev-webhook-push');
    expect(parsedJson(queue?.['policy'])).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'events.amazonaws.com' },
          Action: ['sqs:SendMessage'],
          Resource: [names.arn('sqs', 'turnlift-dev-webhook-push')],
          Condition: { StringEquals: { 'aws:SourceArn': rule } },
        },
      ],
    });
    expect(parsedJson(queue?.['redrive_policy'])).toEqual({
      deadLetterTargetArn: expect.stringMatching(/^\$\{aws_sqs_queue\.webhooks-failures/),
      maxReceiveCount: 30,
    });
    expect(
      of('dev', 'aws_cloudwatch_event_target').filter((target) => target['event_bus_name'] !== undefined),
    ).toEqual([
      expect.objectContaining({
        arn: expect.stringMatching(/^\$\{aws_sqs_queue\.webhooks_push-queue/),
        dead_letter_config: { arn: expect.stringMatching(/^\$\{aws_sqs_queue\.webhooks-failures/) },
      }),
    ]);
  });

  it('are sent by a function whose times fit the queue: timeout, lease, visibility, and all attempts', () => {
    const [queue] = named('dev', 'aws_sqs_queue');
    const visible = Number(queue?.['visibility_timeout_seconds']);
    expect(webhooksFunction.timeoutSeconds * 1000).toBeLessThan(deliveryLeaseMs);
    expect(deliveryLeaseMs / 1000).toBeLessThan(visible);
    expect(visible).toBeGreaterThanOrEqual(6 * webhooksFunction.timeoutSeconds);
    const together = pausesSeconds.reduce((sum, pause) => sum + pause * 1.25, 0);
    expect(together).toBeLessThan(Number(queue?.['message_retention_seconds']));
    expect(queue?.['delay_seconds']).toBe(10);
    // SQS hides a message for twelve hours at most.
    expect(Math.max(...pausesSeconds) * 1.25).toBeLessThan(43_200);
  });

  it('raise an alarm when a webhook is behind, and when events were given up', () => {
    for (const environment of environmentNames) {
      const alarms = Object.values(
        resources(stacks.get(`${environment}-operations`), 'aws_cloudwatch_metric_alarm'),
      ).filter(({ alarm_name: name }) => /webhook(s$|-)/.test(String(name)));
      const behind = Object.keys(environmentOf(environment).webhooks).map(
        (name) => `turnlift-${environment}-webhook-${name}-behind`,
      );
      expect(alarms.map(({ alarm_name: name }) => name)).toEqual(
        expect.arrayContaining([`turnlift-${environment}-undelivered-webhooks`, ...behind]),
      );
    }
  });
});

describe('the filter of a stream', () => {
  it('matches the rows that cause an event for players, and no other', () => {
    const { trigger } = matchEventsFunction;
    const rows = trigger.kind === 'stream' ? trigger.rows : undefined;
    expect(rows?.map((row) => parsedJson(rowPattern(row)))).toEqual([
      {
        dynamodb: {
          Keys: { sk: { S: [{ prefix: matchRows.entry.sortPrefix }] } },
          NewImage: { turns: { S: [{ exists: true }] } },
        },
      },
      { dynamodb: { Keys: { sk: { S: [{ prefix: matchRows.warning.sortPrefix }] } } } },
      { dynamodb: { Keys: { sk: { S: [{ prefix: matchRows.rematch.sortPrefix }] } } } },
      {
        dynamodb: {
          Keys: { sk: { S: [{ prefix: matchRows.match.sortPrefix }] } },
          NewImage: { status: { S: ['finished', 'abandoned'] } },
        },
      },
    ]);
  });
});
