import { messageOf } from '../../core/message-of';
import { InvalidCursor, StoreContended } from '../../store';
import { BodyTooLarge, maxBodyBytes } from '../lambda/gateway-event';
import { LabFileChanged } from './lab-files';

/** The answer of a path of the console. */
export interface ConsoleAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The answer for an error.
 * @param log hears of an error that is not the caller's
 */
export function failureOf(error: unknown, log: (line: string) => void): ConsoleAnswer {
  const says = messageOf(error);
  // decodeURIComponent says only "URI malformed".
  if (error instanceof URIError)
    return { status: 400, body: { says: 'A % of the address is not followed by the code of a character.' } };
  if (error instanceof RangeError || error instanceof InvalidCursor) return { status: 400, body: { says } };
  if (error instanceof LabFileChanged) return { status: 409, body: { says, version: error.version } };
  if (error instanceof BodyTooLarge)
    return { status: 413, body: { says: `The body is larger than ${maxBodyBytes / 1024 ** 2} MB.` } };
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return { status: error instanceof StoreContended ? 503 : 500, body: { says } };
}
