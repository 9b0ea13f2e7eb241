import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Settings of a DynamoDB client that differ between processes. */
export interface DocumentClientOptions {
  /** For processes without AWS_REGION: the Realtime script learns its Region from its fleet. */
  readonly region?: string;
  /** The timeout of one attempt. */
  readonly requestTimeoutMs?: number;
}

/**
 * Makes the one DynamoDB client of a process. Endpoint, credentials, Region and retries come from the AWS
 * SDK's own environment (AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION, AWS_MAX_ATTEMPTS …): the same code works with
 * AWS and on a laptop.
 */
export function createDocumentClient({
  region,
  requestTimeoutMs = 3000,
}: DocumentClientOptions = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...(region === undefined ? {} : { region }),
    // One more than the SDK's three: DynamoDB answers in milliseconds, so another attempt costs less than a
    // refused command.
    ...(process.env.AWS_MAX_ATTEMPTS === undefined ? { maxAttempts: 4 } : {}),
    // The SDK has no timeout by default. A call that takes seconds is lost, and a match must learn so while a
    // player still waits.
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
