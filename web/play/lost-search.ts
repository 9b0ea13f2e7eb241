import { type ApiError } from '../../client/index';
import { isUnanswered } from './unanswered';

/** The end of a search whose ticket could not be read any more; undefined for what the API says itself. */
export const lostWords = (error: ApiError): string | undefined =>
  isUnanswered(error)
    ? 'The backend does not answer. If the search still runs, “Look again” continues it.'
    : undefined;
