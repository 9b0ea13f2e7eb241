import { ApiError } from '../../client/errors';

/** How browsers call a part of a page that they could not load. */
const unloaded = /dynamically imported module|module script failed/;

/** Whether a request had no answer of the API: the network or the backend is away. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ApiError
    ? error.isTransient && error.problem['code'] === undefined
    : error instanceof TypeError && unloaded.test(error.message);
}
