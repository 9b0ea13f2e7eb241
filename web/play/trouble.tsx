import { useSignal } from '@preact/signals';
import * as z from 'zod/mini';
import { messageOf } from '../../core/message-of';
import { ApiError, NoMatch } from '../../client/errors';
import { type TicketDocument } from '../../client/index';
import { useAgain } from '../parts/use-again';
import { backend } from './account';
import { hashOf } from './route';
import { isUnanswered } from './unanswered';

/** The problems of the fields of a request, in words for people. */
const refusedFields = z
  .array(z.object({ field: z.optional(z.string()), message: z.string() }))
  .check(z.minLength(1));

/** A failure, in words for the player. */
export interface Trouble {
  readonly message: string;
  /** The running match that prevents the request. */
  readonly matchId?: string;
  /** There was no answer. */
  readonly isLost?: true;
}

/** Why a running match has no spectators. */
export const unwatchedWords =
  'Its game shows no running matches. Once this one has ended, all of it is here.';

const runsWords = 'Another match of yours still runs: end it first.';

export function troubleOf(error: unknown): Trouble {
  if (isUnanswered(error))
    return { message: 'The backend does not answer. Try again when the connection is back.', isLost: true };
  if (error instanceof NoMatch) return { message: ticketWords(error.ticket) };
  if (!(error instanceof ApiError)) return { message: messageOf(error) };
  const { detail, title, matchId } = error.problem;
  if (typeof matchId === 'string') return { message: runsWords, matchId };
  if (error.code === 'no-spectators') return { message: unwatchedWords };
  const refused = refusedFields.safeParse(error.problem['errors']);
  if (refused.success)
    return { message: refused.data.map(({ field, message }) => `${optionOf(field)}${message}`).join('; ') };
  const explained = [detail, title].find((text): text is string => typeof text === 'string' && text !== '');
  return { message: explained ?? error.message };
}

/** Several options may be refused; a name is the only field of its form. */
const optionOf = (field = ''): string =>
  field.startsWith(optionsField) ? `${field.slice(optionsField.length)} ` : '';
const optionsField = '/options/';

/** Why a ticket has ended without a match. */
function ticketWords({ status, reason, endedBecause }: TicketDocument): string {
  if (status === 'timed-out') return 'No player has come in time. Try again, or play a bot.';
  if (endedBecause === 'not-asked-for')
    return 'This page did not reach the backend for more than a minute, so the search has ended.';
  if (endedBecause === 'player-removed') return 'Your player was banned or removed, so the search has ended.';
  return (
    'The search has ended without a ' +
    `match${reason === undefined ? '' : `: ${reason.replaceAll('-', ' ')}`}.`
  );
}

/** The words of a failure. A lost connection is told until the backend answers. */
export function TroubleNotice({ trouble }: { readonly trouble: Trouble | undefined }) {
  const back = useSignal<Trouble | undefined>(undefined);
  const isBack = back.value === trouble;
  useAgain(trouble?.isLost === true && !isBack, () => {
    // The cache of the browser would answer without a connection.
    backend.games({ isFresh: true }).then(
      () => {
        back.value = trouble;
      },
      () => undefined,
    );
  });
  if (trouble === undefined || isBack) return null;
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
