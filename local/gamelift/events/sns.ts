import { type SNSEventRecord, type SNSMessage } from 'aws-lambda';
import { type EventEnvelope } from '../../../contract/events';

/**
 * A notification as an HTTP subscriber gets it (SNS guide, "HTTP/HTTPS notification JSON format"). It is not
 * signed, because only Amazon has the key: a subscriber that checks signatures refuses it.
 */
export interface SnsNotification {
  readonly Type: 'Notification';
  readonly MessageId: string;
  readonly TopicArn: string;
  /** JSON text of the whole envelope. */
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: '1';
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly UnsubscribeURL: string;
}

/** The body for an HTTP subscription. */
export function snsNotification(topic: string, envelope: EventEnvelope): SnsNotification {
  const [, , , region = ''] = topic.split(':');
  const host = `https://sns.${region}.amazonaws.com`;
  const subscription = encodeURIComponent(`${topic}:${envelope.id}`);
  return {
    Type: 'Notification',
    MessageId: envelope.id,
    TopicArn: topic,
    Message: JSON.stringify(envelope),
    Timestamp: envelope.time,
    SignatureVersion: '1',
    Signature: Buffer.from('local notifications are not signed').toString('base64'),
    SigningCertURL: `${host}/local-notifications-are-not-signed.pem`,
    UnsubscribeURL: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
  };
}

/** The message in a Lambda event: two fields have other names there (Lambda guide, "SNS"). */
type LambdaMessage = Omit<SNSMessage, 'Subject'> & { readonly Subject: null };

/** The event for a Lambda function with a subscription. */
export function snsLambdaEvent(
  topic: string,
  envelope: EventEnvelope,
): {
  readonly Records: ReadonlyArray<Omit<SNSEventRecord, 'Sns'> & { readonly Sns: LambdaMessage }>;
} {
  const { SigningCertURL, UnsubscribeURL, ...message } = snsNotification(topic, envelope);
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: `${topic}:${envelope.id}`,
        EventSource: 'aws:sns',
        Sns: {
          ...message,
          SigningCertUrl: SigningCertURL,
          UnsubscribeUrl: UnsubscribeURL,
          Subject: null,
          MessageAttributes: {},
        },
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
