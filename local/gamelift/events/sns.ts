import { type EventEnvelope } from '../../../contract/events';

/**
 * The formats in which a topic's subscribers receive an event (SNS guide, "HTTP/HTTPS notification JSON
 * format"; Lambda guide, "SNS").
 */
export interface SnsNotification {
  readonly Type: 'Notification';
  readonly MessageId: string;
  readonly TopicArn: string;
  /** JSON text of the whole envelope. */
  readonly Message: string;
  readonly Timestamp: string;
}

/** The body for an HTTP subscription. */
export function snsNotification(topic: string, envelope: EventEnvelope): SnsNotification {
  return {
    Type: 'Notification',
    MessageId: envelope.id,
    TopicArn: topic,
    Message: JSON.stringify(envelope),
    Timestamp: envelope.time,
  };
}

/** The event for a Lambda function with a subscription. */
export function snsLambdaEvent(
  topic: string,
  envelope: EventEnvelope,
): { readonly Records: readonly object[] } {
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: `${topic}:${envelope.id}`,
        EventSource: 'aws:sns',
        Sns: { ...snsNotification(topic, envelope), Subject: null, MessageAttributes: {} },
      },
    ],
  };
}

/** An event sink that posts notifications to an address, as to an HTTP subscription of the topic. */
export function httpTopic(url: string): (topic: string, envelope: EventEnvelope) => Promise<void> {
  return async (topic, envelope) => {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(snsNotification(topic, envelope)),
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-message-id': envelope.id,
        'x-amz-sns-topic-arn': topic,
      },
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  };
}
