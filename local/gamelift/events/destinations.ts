/**
 * Destinations of events besides a plain URL: an EventBridge, an SNS, a function, each in AWS's own format.
 * When a destination throws, the event is delivered again.
 */
import { type EventEnvelope } from '../../../contract/events';
import { ownCredentials, signedHeaders } from '../aws-signature';
import { type EventSink } from './delivery';
import { httpTopic, snsLambdaEvent } from './sns';

/** Accepts the events for EventBridge (every event), or those for topics (with the named topic). */
export type BusDestination = (envelope: EventEnvelope) => Promise<void>;

/** Publishes an event to a notification topic. Rejects when the topic refuses it. */
export type TopicDestination = (topic: string, envelope: EventEnvelope) => Promise<void>;

async function post(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${url.origin} answered ${response.status}: ${answer.slice(0, 300)}`);
  const failed = response.headers.get('x-amz-function-error');
  if (failed !== null)
    throw new Error(`the function at ${url.href} failed (${failed}): ${answer.slice(0, 300)}`);
  return answer;
}

async function postSigned(
  endpoint: string,
  service: string,
  region: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const url = new URL(endpoint);
  return post(
    url,
    signedHeaders({ method: 'POST', url, service, region, headers, body }, ownCredentials()),
    body,
  );
}

/** Any address that accepts the envelope, in the format of an EventBridge API destination. */
export function httpBus(address: string): BusDestination {
  return async (envelope) => {
    await post(new URL(address), { 'content-type': 'application/json' }, JSON.stringify(envelope));
  };
}

/** A local EventBridge: PutEvents on its default bus. */
export function eventBridge(endpoint: string, region: string): BusDestination {
  return async (envelope) => {
    const answer = await postSigned(
      endpoint,
      'events',
      region,
      { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
      JSON.stringify({
        Entries: [
          {
            Source: envelope.source,
            DetailType: envelope['detail-type'],
            Detail: JSON.stringify(envelope.detail),
            Resources: envelope.resources,
            Time: Date.parse(envelope.time) / 1000,
          },
        ],
      }),
    );
    const parsed: unknown = JSON.parse(answer === '' ? '{}' : answer);
    if (typeof parsed === 'object' && parsed !== null && Reflect.get(parsed, 'FailedEntryCount') > 0)
      throw new Error(`PutEvents at ${endpoint} failed: ${answer.slice(0, 300)}`);
  };
}

/** A local SNS: Publish, with the whole envelope as the message. */
export function sns(endpoint: string, region: string): TopicDestination {
  return async (topic, envelope) => {
    await postSigned(
      endpoint,
      'sns',
      region,
      { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      new URLSearchParams({
        Action: 'Publish',
        Version: '2010-03-31',
        TopicArn: topic,
        Message: JSON.stringify(envelope),
      }).toString(),
    );
  };
}

/** Calls a function with an event, as Lambda does; throws when it fails. */
export type Invoke = (event: unknown) => Promise<void>;

/** A function behind Lambda's Invoke API, such as the runtime interface emulator of an image. */
export function invokeAt(address: string): Invoke {
  return async (event) => {
    await post(new URL(address), { 'content-type': 'application/json' }, JSON.stringify(event));
  };
}

/** A function with an EventBridge trigger: it gets the envelope. */
export const busFunction =
  (invoke: Invoke): BusDestination =>
  (envelope) =>
    invoke(envelope);

/** A function with a subscription to the topics: it gets Records with the notification. */
export const topicFunction =
  (invoke: Invoke): TopicDestination =>
  (topic, envelope) =>
    invoke(snsLambdaEvent(topic, envelope));

export { httpTopic };

/** One sink for all destinations: each gets every event at least once. */
export function toDestinations(
  buses: readonly BusDestination[],
  topics: readonly TopicDestination[],
): EventSink | undefined {
  if (buses.length === 0 && topics.length === 0) return undefined;
  return async ({ envelope, topic }) => {
    await Promise.all(
      topic === undefined
        ? buses.map((deliver) => deliver(envelope))
        : topics.map((deliver) => deliver(topic, envelope)),
    );
  };
}
