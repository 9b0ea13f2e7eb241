import { type WatchedMatch } from '../../client/index';

/** `reading`: a shared replay whose steps are still being read, so it is not known whether it is over. */
export type WatchedKind = 'running' | 'reading' | 'over';

/**
 * @param replayed its address is that of a replay
 * @param more the API has further steps already
 */
export function watchedKind(
  { result, abandoned }: Pick<WatchedMatch, 'result' | 'abandoned'>,
  { replayed, more }: { readonly replayed: boolean; readonly more: boolean },
): WatchedKind {
  if (result !== undefined || abandoned !== undefined) return 'over';
  return replayed && more ? 'reading' : 'running';
}
