import { type PlayerId } from '../../core/ids';
import { ApiProblem } from '../shared/http/problem';
import { refuseBanned } from '../shared/identity/bans';
import { type MatchesDependencies } from './dependencies';

/** @throws ApiProblem when the player was deleted, or is banned */
export async function admitted(
  { accounts, now }: Pick<MatchesDependencies, 'accounts' | 'now'>,
  playerId: PlayerId,
): Promise<void> {
  const account = await accounts.get(playerId);
  if (account?.deletedAt !== undefined) throw new ApiProblem('player-not-found');
  refuseBanned(account, now());
}
