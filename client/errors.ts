import { type RefusalCode } from '../contract/realtime/refusals';
import { type InvitationStatus } from '../contract/invitation-status';
import { type TicketDocument } from './rest/documents';

/**
 * The REST API refused a request, or could not be reached. `code` is stable (contract/errors.ts); `network`
 * when there was no answer.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly problem: Readonly<Record<string, unknown>> = {},
    /** Seconds, from Retry-After. */ readonly retryAfter?: number,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** A ticket ended without a match. */
export class NoMatch extends Error {
  override readonly name = 'NoMatch';
  constructor(readonly ticket: TicketDocument) {
    super(
      `no match: the ticket is ${ticket.status}${ticket.reason === undefined ? '' : ` (${ticket.reason})`}`,
    );
  }
}

/** An invitation ended without a match. */
export class InvitationEnded extends Error {
  override readonly name = 'InvitationEnded';
  constructor(readonly status: Exclude<InvitationStatus, 'open'>) {
    super(status === 'begun' ? 'the match has begun without us' : `the invitation is ${status}`);
  }
}

/** The script refused a command. `rule`: the game's own code, with `illegal-command`. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
  constructor(
    readonly code: RefusalCode | 'unknown',
    message: string,
    readonly rule: string | null,
  ) {
    super(`${code}${rule === null ? '' : ` (${rule})`}: ${message}`);
  }
}

/**
 * The match has ended without a result, and is not counted. `reason`: `rules-failed` when its rules failed.
 */
export class MatchAbandoned extends Error {
  override readonly name = 'MatchAbandoned';
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** The connection to the match failed, or is permanently lost. */
export class Disconnected extends Error {
  override readonly name = 'Disconnected';
}
