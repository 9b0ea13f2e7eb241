import { type Ban, banInForce } from '../../../store/bans';
import { ApiProblem } from '../http/problem';

/** @param now epoch milliseconds @throws ApiProblem `player-banned` while the player is banned */
export function refuseBanned(player: { readonly ban?: Ban } | undefined, now: number): void {
  const ban = banInForce(player?.ban, now);
  if (ban !== undefined) throw bannedProblem(ban);
}

/** The answer to a banned player: why, and until when. */
export function bannedProblem({ reason, until }: Ban): ApiProblem {
  const end = until === undefined ? '' : ` until ${new Date(until).toISOString()}`;
  return new ApiProblem('player-banned', `The player is banned${end}: ${reason}`);
}
