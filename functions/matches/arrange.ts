import { type PlayerId } from '../../core/ids';
import { type MatchHeader, type MatchOrigin } from '../../core/match/log';
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

/** Of a player's running matches, how many may be without matchmaking, practice included. */
const maxArranged = 3;
/** How many of those may be practice. */
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
  const [practice, first] = [practised.at(0), arranged.at(0)];
  // A client whose earlier request was lost finds the practice match that it started by `matchId`.
  if (origin === 'practice' && practice !== undefined && practised.length >= maxPractised)
    throw tooMany(practice.header, `You may practise in ${maxPractised} match at once`);
  if (first !== undefined && arranged.length >= maxArranged)
    throw tooMany(first.header, `You may play ${maxArranged} matches without matchmaking at once`);
}

const tooMany = ({ matchId }: MatchHeader, limit: string): ApiProblem =>
  new ApiProblem('too-many-matches', `${limit}: end ${matchId}.`, { matchId });

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
