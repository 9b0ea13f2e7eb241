import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface DocumentClientOptions {
  /** Where there is no AWS_REGION: the Realtime script is told its region by its fleet. */
  readonly region?: string;
  /** How long one attempt may take. */
  readonly requestTimeoutMilliseconds?: number;
}

/**
 * The one DynamoDB client of a process. Endpoint, credentials, region and retries come from the AWS SDK's own
 * environment (AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION, AWS_MAX_ATTEMPTS …): the same code talks to AWS and to
 * a laptop.
 */
export function createDocumentClient({
  region,
  requestTimeoutMilliseconds = 3000,
}: DocumentClientOptions = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...(region === undefined ? {} : { region }),
    // One more than the SDK's three: DynamoDB answers in milliseconds, so another attempt costs less than a
    // refused command.
    ...(process.env.AWS_MAX_ATTEMPTS === undefined ? { maxAttempts: 4 } : {}),
    // The SDK waits for ever by default. A call that takes seconds is lost; a match must hear of it while a
    // player still waits.
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: requestTimeoutMilliseconds,
      throwOnRequestTimeout: true,
    },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
