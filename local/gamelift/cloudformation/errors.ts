/** Closed list of the CloudFormation endpoint's errors; `code` is the code on the wire. */
export type CloudFormationErrorCode =
  | 'ValidationError'
  | 'AlreadyExistsException'
  | 'ChangeSetNotFound'
  | 'InvalidChangeSetStatus'
  | 'InvalidAction'
  | 'InternalFailure'
  | 'TokenAlreadyExistsException';

/** An error that the endpoint answers as XML, with its code. */
export class CloudFormationError extends Error {
  constructor(
    readonly code: CloudFormationErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'CloudFormationError';
  }
}

/** The error of most of CloudFormation's own checks. */
export const validationError = (message: string): CloudFormationError =>
  new CloudFormationError('ValidationError', message);
