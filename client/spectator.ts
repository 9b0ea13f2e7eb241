import { pause } from '../core/clock';
import { ApiError } from './errors';
import * as read from './rest/documents';
import { type Http } from './rest/http';

/** The match that is watched: players, options, rules version, delay, and the end with its last step. */
export type WatchedMatch = Omit<read.WatchedDocument, 'steps' | 'start' | 'next'>;

/** How a spectator follows a match. */
export interface WatchOptions {
  /** Only steps after this sequence number. Default: 0, from the start. */
  readonly after?: number;
  /** Stops watching. */
  readonly signal?: AbortSignal;
  /**
   * Called with the match of every answer, also before its first step is visible.
   * @param more there are steps already that the answer does not have: the next one follows at once
   */
  readonly onMatch?: (match: WatchedMatch, more: boolean) => void;
  /** Called when an answer is missing, and with the first one after that. */
  readonly onConnection?: (change: 'lost' | 'restored') => void;
}

type Step = read.WatchedDocument['steps'][number];

/** A match at one step, as a spectator may see it: enough to draw it. */
export interface WatchedStep extends Pick<Step, 'sequence' | 'at' | 'position' | 'clocks'> {
  /** The seat of the command; null: an action on the match itself, and the start. */
  readonly seat: Step['seat'];
  /** Null at the start, before the first entry. */
  readonly action: Step['action'] | null;
  /** The match of the step. */
  readonly match: WatchedMatch;
}

/**
 * Pauses between two requests, ms: the longest is for a match without new steps. While answers are missing,
 * the pause is shorter, so that the match is soon there again. An overloaded API gives the pause in
 * Retry-After.
 */
const pauses = { shortest: 1000, lost: 4000, max: 15_000 };

/**
 * The steps of a match, each once and in order, as they become visible. It ends after the last step of a
 * match that has ended. It waits until transient failures are over.
 * @throws ApiError of an answer that a retry does not change
 */
export async function* watchMatch(
  http: Http,
  matchId: string,
  { after = 0, signal, onMatch, onConnection }: WatchOptions = {},
): AsyncGenerator<WatchedStep> {
  let known = after;
  let begun = after > 0;
  let wait = pauses.shortest;
  let isLost = false;
  // Only the first answer has them.
  let names: read.WatchedDocument['names'];
  while (signal?.aborted !== true) {
    const page = await pageAfter(http, matchId, known);
    if (isLost !== (page === undefined)) {
      isLost = !isLost;
      wait = pauses.shortest;
      onConnection?.(isLost ? 'lost' : 'restored');
    }
    if (page !== undefined) {
      const { steps, start, next, ...document } = page;
      names = document.names ?? names;
      const match = names === undefined ? document : { ...document, names };
      onMatch?.(match, next !== undefined);
      const over = match.result !== undefined || match.abandoned !== undefined;
      // Only the last step has the end.
      const { result: _result, abandoned: _abandoned, ...running } = match;
      if (!begun && start !== undefined) {
        begun = true;
        yield { ...start, sequence: 0, at: match.startedAt, seat: null, action: null, match: running };
      }
      for (const [index, step] of steps.entries()) {
        known = step.sequence;
        yield { ...step, match: over && index === steps.length - 1 ? match : running };
      }
      if (over) return;
      if (next !== undefined) continue;
      if (steps.length > 0) wait = pauses.shortest;
    }
    await pause(http.transports, wait);
    wait = Math.min(isLost ? pauses.lost : pauses.max, wait * 1.5);
  }
}

async function pageAfter(
  http: Http,
  matchId: string,
  after: number,
): Promise<read.WatchedDocument | undefined> {
  const path = `/v1/matches/${encodeURIComponent(matchId)}/watch`;
  try {
    return await http.patiently(() => http.ask(path, read.watched, { query: { after } }));
  } catch (error) {
    if (error instanceof ApiError && error.isTransient) return undefined;
    throw error;
  }
}
