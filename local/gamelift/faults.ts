import facts from './model/service.json';
import { type FaultName } from './model/shapes';

/** Common faults of every AWS service (API Reference, "Common Errors"). */
const commonFaults = {
  ValidationException: 400,
  SerializationException: 400,
  UnknownOperationException: 400,
  ThrottlingException: 400,
  AccessDeniedException: 400,
} as const;

/** The code of an error: one of GameLift's model, or of the protocol. */
export type FaultCode = FaultName | keyof typeof commonFaults;

const statuses: Readonly<Record<string, { readonly status: number }>> = facts.faults;

const isCommon = (code: FaultCode): code is keyof typeof commonFaults => code in commonFaults;

/** An error of the API with its documented name; any other error becomes InternalServiceException. */
export class GameLiftFault extends Error {
  override readonly name = 'GameLiftFault';
  readonly status: number;

  constructor(
    readonly code: FaultCode,
    message: string,
  ) {
    super(message);
    this.status = isCommon(code) ? commonFaults[code] : (statuses[code]?.status ?? 400);
  }
}

export const invalidRequest = (message: string): GameLiftFault =>
  new GameLiftFault('InvalidRequestException', message);
export const notFound = (message: string): GameLiftFault => new GameLiftFault('NotFoundException', message);
