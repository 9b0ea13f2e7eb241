/** The options of `npm run gamelift` for the destinations of events. */
import fs from 'node:fs';
import path from 'node:path';
import { type Command } from 'commander';
import { type EventSink } from '../gamelift/events/delivery';
import * as destinations from '../gamelift/events/destinations';
import { FunctionPool } from '../lambda/function-pool';

/** Options of a command that name the targets of events. */
export interface EventOptions {
  readonly topicUrl?: string;
  readonly eventUrl?: string;
  readonly eventFunction?: string;
  readonly topicFunction?: string;
  readonly eventbridgeEndpoint?: string;
  readonly snsEndpoint?: string;
}

const timeoutSeconds = 30;

export function addEventOptions(command: Command): Command {
  return command
    .option('--event-url <url>', 'post every event there, as an EventBridge API destination would')
    .option(
      '--topic-url <url>',
      'post the SNS notifications of configurations and queues with a NotificationTarget there',
    )
    .option(
      '--event-function <file|url>',
      'call a Lambda function with every event, as EventBridge does: a JavaScript file that exports ' +
        "handler, or the address of Lambda's Invoke API",
    )
    .option(
      '--topic-function <file|url>',
      'call one with the events of NotificationTargets, as SNS does: Records[].Sns.Message',
    )
    .option(
      '--eventbridge-endpoint <url>',
      'put every event on the default bus of this EventBridge; otherwise AWS_ENDPOINT_URL_EVENTBRIDGE',
    )
    .option(
      '--sns-endpoint <url>',
      'publish to the NotificationTargets in this SNS; otherwise AWS_ENDPOINT_URL_SNS',
    );
}

/** The targets of events; `sink` is undefined when no option names one. */
export interface EventTargets {
  readonly sink: EventSink | undefined;
  close(): Promise<void>;
}

/** @throws Error in one line when a file does not exist or an address is invalid */
export function eventTargets(options: EventOptions, region: string, from: string): EventTargets {
  const pools: FunctionPool[] = [];
  const invoke = (name: string, given: string): destinations.Invoke => {
    if (/^https?:\/\//.test(given)) return destinations.invokeAt(given);
    const file = path.resolve(from, given);
    if (!fs.existsSync(file)) throw new Error(`--${name} ${given}: there is no such file`);
    const pool = functionOf(name, file, region);
    pools.push(pool);
    return async (event) => {
      const result = await pool.invoke(event);
      if (!result.ok)
        throw new Error(`${given} failed: ${result.error.errorType}: ${result.error.errorMessage}`);
    };
  };
  const bridge = options.eventbridgeEndpoint ?? process.env['AWS_ENDPOINT_URL_EVENTBRIDGE'];
  const topics = options.snsEndpoint ?? process.env['AWS_ENDPOINT_URL_SNS'];
  const { eventUrl, topicUrl, eventFunction, topicFunction } = options;
  const sink = destinations.toDestinations(
    [
      ...(eventUrl === undefined ? [] : [destinations.httpBus(eventUrl)]),
      ...(bridge === undefined ? [] : [destinations.eventBridge(bridge, region)]),
      ...(eventFunction === undefined
        ? []
        : [destinations.busFunction(invoke('event-function', eventFunction))]),
    ],
    [
      ...(topicUrl === undefined ? [] : [destinations.httpTopic(topicUrl)]),
      ...(topics === undefined ? [] : [destinations.sns(topics, region)]),
      ...(topicFunction === undefined
        ? []
        : [destinations.topicFunction(invoke('topic-function', topicFunction))]),
    ],
  );
  return {
    sink,
    close: async () => {
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}

/** A function in a user's file, with the environment of this command; its output goes to stderr. */
function functionOf(name: string, file: string, region: string): FunctionPool {
  return new FunctionPool({
    declaration: {
      name,
      description: file,
      trigger: { kind: 'http' },
      memoryMegabytes: 512,
      timeoutSeconds,
      environment: [],
      grants: [],
    },
    bundle: file,
    environment: Object.fromEntries(
      Object.entries({ AWS_REGION: region, ...process.env }).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value]],
      ),
    ),
    maxConcurrency: 4,
    region,
    log: (line) => {
      process.stderr.write(`${name}: ${line}\n`);
    },
  });
}
