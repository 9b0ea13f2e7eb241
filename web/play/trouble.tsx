import { messageOf } from '../../core/message-of';
import { ApiError } from '../../client/index';
import { hashOf } from './route';

/** A failure, in words for the player. */
export interface Trouble {
  readonly message: string;
  /** The running match that prevents the request. */
  readonly matchId?: string;
}

export function troubleOf(error: unknown): Trouble {
  const message = messageOf(error);
  const matchId = error instanceof ApiError ? error.problem['matchId'] : undefined;
  return typeof matchId === 'string' ? { message, matchId } : { message };
}

export function TroubleNotice({ trouble }: { readonly trouble: Trouble | undefined }) {
  if (trouble === undefined) return null;
  const { message, matchId } = trouble;
  return (
    <p class="notice bad" role="alert">
      {message}
      {matchId === undefined ? null : (
        <>
          {' '}
          <a href={hashOf({ at: 'match', matchId })}>Go to that match</a>
        </>
      )}
    </p>
  );
}
