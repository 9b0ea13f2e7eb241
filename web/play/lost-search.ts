import { type ApiError } from '../../client/index';

/** The end of a search whose ticket could not be read any more; undefined for what the API says itself. */
export const lostWords = ({ isTransient, problem }: ApiError): string | undefined =>
  isTransient && problem['code'] === undefined
    ? 'The backend does not answer. If the search still runs, “Look again” continues it.'
    : undefined;
