import { type Alarm, type AlarmInput } from './alarm';
import { type MetricLine, ownMetrics, ownNamespace } from './metric-tables';

/** The alarms of events that were given up, and of tasks that no longer run. */
export function failureAlarms(watched: AlarmInput): readonly Alarm[] {
  return [
    ...failuresQueueAlarms(watched),
    droppedEventsAlarm(watched),
    keyRotationAlarm(watched),
    ...webhookAlarms(watched),
  ];
}

function failuresQueueAlarms({ names }: AlarmInput): readonly Alarm[] {
  const waiting = (queue: string): [MetricLine] => [
    {
      namespace: 'AWS/SQS',
      metric: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: names.of('queue', queue) },
      statistic: 'Maximum',
    },
  ];
  return [
    {
      name: 'undelivered-events',
      description: 'matchmaking events wait in the failures queue',
      lines: waiting('events-failures'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
    {
      name: 'failed-functions',
      description: 'failed events wait in the failures queue',
      lines: waiting('functions-failures'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
    {
      name: 'undelivered-webhooks',
      description:
        `events of players were given up: read /aws/lambda/${names.function('webhooks')}, and bring ` +
        'them back when the webhook is up (docs/events.md)',
      lines: waiting('webhooks-failures'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
  ];
}

function droppedEventsAlarm({ names, config }: AlarmInput): Alarm {
  return {
    name: 'dropped-events',
    description:
      'matchmaking events were dropped, since they were malformed or not of our configuration: read ' +
      `/aws/lambda/${names.function('matchmaking-events')}`,
    lines: [
      {
        namespace: ownNamespace(config.project, config.environment),
        metric: ownMetrics.droppedEvents,
        dimensions: {},
        statistic: 'Sum',
      },
    ],
    when: 'above',
    threshold: 0,
    periods: 1,
  };
}

function keyRotationAlarm({ names }: AlarmInput): Alarm {
  return {
    name: 'key-rotation-stopped',
    description:
      `${names.function('signing-keys')} has not run for 15 minutes: keys are not rotated, and sign-in ` +
      'ends when they expire; look at its rule and log',
    lines: [
      {
        namespace: 'AWS/Lambda',
        metric: 'Invocations',
        dimensions: { FunctionName: names.function('signing-keys') },
        statistic: 'Sum',
      },
    ],
    when: 'below',
    threshold: 1,
    periods: 3,
    periodSeconds: 300,
    silence: 'alarming',
  };
}

/** An event is an hour old when its webhook has not taken it six times. */
const maxMessageAgeSeconds = 3_600;

function webhookAlarms({ names, config }: AlarmInput): readonly Alarm[] {
  return Object.keys(config.webhooks).map((name): Alarm => ({
    name: `webhook-${name}-behind`,
    description:
      `webhook ${name} does not take its events: look whether it is up; they are sent again for most of ` +
      'a day',
    lines: [
      {
        namespace: 'AWS/SQS',
        metric: 'ApproximateAgeOfOldestMessage',
        dimensions: { QueueName: names.webhookQueue(name) },
        statistic: 'Maximum',
      },
    ],
    when: 'above',
    threshold: maxMessageAgeSeconds,
    periods: 3,
  }));
}
