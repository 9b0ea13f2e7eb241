import { type PlayerId } from '../../core/ids';
import { type MatchOrigin } from '../../core/match/log';
import { type Backend } from '../../definition';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { ApiProblem } from '../shared/http/problem';
import { unlessRemoved } from '../shared/matches/unless-removed';
import { log } from '../shared/log';
import { arrangedHeader, type Arrangement } from '../shared/matches/arranged-header';
import { type GameSessionCalls } from './hosting';
import { placementIdOf } from './rejoin';

export interface ArrangeParts {
  readonly matches: Pick<MatchStore, 'arrange' | 'running'>;
  readonly hosting: Pick<GameSessionCalls, 'place'>;
  readonly backend: Pick<Backend, 'games' | 'matchmakings'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
}

/**
 * The maximum number of a player's running matches that matchmaking did not make, and of those for practice.
 */
const maxArranged = 3;
const maxPractised = 1;

/**
 * Limits a player's share of the fleet: each running match holds a process.
 * @throws ApiProblem `too-many-matches` naming one of them
 */
export async function refuseTooMany(
  { matches }: Pick<ArrangeParts, 'matches'>,
  playerId: PlayerId,
  origin: Exclude<MatchOrigin, 'matchmaking'>,
): Promise<void> {
  const arranged = (await matches.running(playerId)).filter(({ header }) => header.origin !== 'matchmaking');
  const practised = arranged.filter(({ header }) => header.origin === 'practice');
  const [most, counted] = origin === 'practice' ? [maxPractised, practised] : [maxArranged, arranged];
  const [first] = counted;
  if (first === undefined || counted.length < most) return;
  const { matchId } = first.header;
  throw new ApiProblem('too-many-matches', `You may play ${most} such matches at once: end ${matchId}.`, {
    matchId,
  });
}

/**
 * Writes the match, then starts its placement. When this process dies in between, or the placement cannot be
 * started, the first player who asks for a seat starts it (rejoin.ts). That player also learns whether it
 * succeeds.
 * @returns undefined when a player of it was deleted or is banned: there is no match
 */
export async function arrangeMatch(
  { matches, hosting, now, newSeed }: ArrangeParts,
  arrangement: Arrangement,
): Promise<MatchRecord | undefined> {
  const { matchId } = arrangement;
  const match = await unlessRemoved(matches.arrange(arrangedHeader(arrangement, newSeed(), now())));
  if (match === undefined) return undefined;
  try {
    if (match.status === 'active' && match.hosting.kind === 'placing')
      await hosting.place(placementIdOf(match), match.header);
  } catch (error) {
    log('warn', 'a placement could not be started: the first player who comes starts it', { matchId, error });
  }
  return match;
}
