import { matchId, type PlayerId, type Seat } from '../../core/ids';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { ApiProblem } from '../shared/http/problem';

/** @throws ApiProblem `match-not-found` */
export async function knownMatch(matches: Pick<MatchStore, 'get'>, id: string): Promise<MatchRecord> {
  const match = await matches.get(matchId(id));
  if (match === undefined) throw new ApiProblem('match-not-found');
  return match;
}

/** @throws ApiProblem `not-in-match` when the player has no seat in the match */
export function seatOf({ header }: MatchRecord, id: PlayerId): Seat {
  const seat = header.seats.indexOf(id);
  if (seat === -1) throw new ApiProblem('not-in-match');
  return seat;
}

/** The sequence number of the entry that ended the match; of the newest entry while it runs. */
export async function lastSequenceOf(
  matches: Pick<MatchStore, 'newest'>,
  { header, ending }: MatchRecord,
): Promise<number> {
  return ending?.commands ?? (await matches.newest(header.matchId))?.sequence ?? 0;
}
