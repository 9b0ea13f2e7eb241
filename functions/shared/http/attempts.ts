import { type PlayerStore } from '../../../store/players';
import { ApiProblem } from './problem';

/** The window in which attempts are counted, in seconds. */
export const attemptWindowSeconds = 300;

/** The kinds of attempts, each with a count of its own. */
export type AttemptKind = 'register' | 'sign-in' | 'identity' | 'secret' | 'export';

/**
 * Counts one attempt of an address. Attempts without an address are not counted, since all of them would
 * share a count.
 * @param kind what is attempted; each kind has its own count
 * @param address as `clientAddress` returns it; or a player's id, where players are counted and not addresses
 * @param limit attempts in a window
 * @throws ApiProblem `too-many-attempts` when there were more
 */
export async function limitAttempts(
  players: PlayerStore,
  kind: AttemptKind,
  address: string | undefined,
  limit: number,
  nowSeconds: number,
): Promise<void> {
  if (address === undefined) return;
  const count = await players.countAttempt(`${kind}#${address}`, attemptWindowSeconds, nowSeconds);
  if (count <= limit) return;
  const wait = attemptWindowSeconds - (nowSeconds % attemptWindowSeconds);
  throw new ApiProblem(
    'too-many-attempts',
    `More than ${limit} attempts within ${attemptWindowSeconds} seconds.`,
    {},
    { 'retry-after': String(wait) },
  );
}
