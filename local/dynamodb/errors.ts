import { type Item, type ServiceError } from 'dynalite/db';

/**
 * Error types of DynamoDB and DynamoDB Streams that the emulator itself answers with (API reference, "Common
 * errors" and each action).
 */
export type ErrorType =
  | 'ConditionalCheckFailedException'
  | 'ExpiredIteratorException'
  | 'IdempotentParameterMismatchException'
  | 'InternalServerError'
  | 'LimitExceededException'
  | 'ProvisionedThroughputExceededException'
  | 'ResourceInUseException'
  | 'ResourceNotFoundException'
  | 'ThrottlingException'
  | 'TransactionCanceledException'
  | 'TransactionConflictException'
  | 'TrimmedDataAccessException'
  | 'ValidationException';

/** Why one item of a transaction did not go through; `None` for the ones that would have. */
export interface CancellationReason {
  readonly Code:
    | 'None'
    | 'ConditionalCheckFailed'
    | 'ItemCollectionSizeLimitExceeded'
    | 'TransactionConflict'
    | 'ProvisionedThroughputExceeded'
    | 'ThrottlingError'
    | 'ValidationError';
  readonly Message?: string;
  readonly Item?: Item;
}

/** A refusal as DynamoDB words it on the wire. */
export class DynamoDbError extends Error {
  readonly statusCode: number;
  readonly body: { readonly __type: string; readonly message: string; readonly [more: string]: unknown };

  constructor(
    readonly type: ErrorType,
    message: string,
    more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.statusCode = type === 'InternalServerError' ? 500 : 400;
    const namespace =
      type === 'ValidationException' ? 'com.amazon.coral.validate#' : 'com.amazonaws.dynamodb.v20120810#';
    this.body = { __type: namespace + type, message, ...more };
  }
}

/** The refusal of a request that is not well-formed, or does not fit the table. */
export function invalid(message: string): DynamoDbError {
  return new DynamoDbError('ValidationException', message);
}

/** A field that the service refuses by itself, or beside other fields. */
export function invalidParameter(message: string): DynamoDbError {
  return new DynamoDbError('ValidationException', `One or more parameter values were invalid: ${message}`);
}

/** The data cannot be written at the moment: the service's word for trouble of its own, to be tried again. */
export function storageUnavailable(reason: string): DynamoDbError {
  return new DynamoDbError('InternalServerError', `Nothing can be written at the moment: ${reason}`);
}

/** A refusal, ours or dynalite's: anything else that is thrown is a defect. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

/** The short name of an error's type, without its namespace. */
export function errorType(error: ServiceError): string {
  return error.body.__type.slice(error.body.__type.indexOf('#') + 1);
}
