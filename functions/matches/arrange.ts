import { type Game } from '../../core/define';
import { botId } from '../../core/bots/bot-ids';
import { type MatchId, type PlayerId } from '../../core/ids';
import { type Json } from '../../core/json';
import { type MatchHeader, type MatchOrigin } from '../../core/match/log';
import { type Backend } from '../../definition';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { ApiProblem } from '../shared/http/problem';
import { log } from '../shared/log';
import { type Hosting } from './hosting';
import { placementIdOf } from './rejoin';

export interface ArrangeParts {
  readonly matches: Pick<MatchStore, 'arrange' | 'running'>;
  readonly hosting: Pick<Hosting, 'place'>;
  readonly backend: Pick<Backend, 'games' | 'matchmakings'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Seed of a new match's chance: 32 hexadecimal digits. */
  newSeed(): string;
}

/** Who sits where: a player, or a bot of some strength. */
export type Sitter = PlayerId | { readonly strength: string };

/** A match whose players found each other without matchmaking. */
export interface Arrangement {
  /** Arranging it again gives the same match. */
  readonly matchId: MatchId;
  readonly game: Game;
  /** As the game read them. */
  readonly options: Json;
  /** Seat 0 first. */
  readonly sitters: readonly Sitter[];
  readonly teams: readonly number[];
  readonly origin: Exclude<MatchOrigin, 'matchmaking'>;
}

/** A player may play so many matches at once that no matchmaking made, and so many of them for practice. */
const mostArranged = 3;
const mostPractised = 1;

/**
 * A player's share of the fleet is limited: each running match holds a process.
 * @throws ApiProblem `too-many-matches` naming one of them
 */
export async function refuseTooMany(
  { matches }: Pick<ArrangeParts, 'matches'>,
  playerId: PlayerId,
  origin: Arrangement['origin'],
): Promise<void> {
  const arranged = (await matches.running(playerId)).filter(({ header }) => header.origin !== 'matchmaking');
  const practised = arranged.filter(({ header }) => header.origin === 'practice');
  const [most, counted] = origin === 'practice' ? [mostPractised, practised] : [mostArranged, arranged];
  const [first] = counted;
  if (first === undefined || counted.length < most) return;
  const { matchId } = first.header;
  throw new ApiProblem('too-many-matches', `You may play ${most} such matches at once: end ${matchId}.`, {
    matchId,
  });
}

/**
 * Writes the match, then begins its placement. Such matches are never rated: who chooses the opponent could
 * choose the result. When this process dies in between, or the placement cannot be begun, the first player who
 * asks for a seat begins it (rejoin.ts); players hear there whether it succeeds.
 */
export async function arrangeMatch(
  { matches, hosting, now, newSeed }: ArrangeParts,
  { matchId, game, options, sitters, teams, origin }: Arrangement,
): Promise<MatchRecord> {
  const header: MatchHeader = {
    matchId,
    game: game.name,
    rulesVersion: game.version,
    seed: newSeed(),
    seats: sitters.map((sitter, seat) => (typeof sitter === 'string' ? sitter : botId(seat))),
    bots: sitters.flatMap((sitter, seat) => (typeof sitter === 'string' ? [] : [{ seat, ...sitter }])),
    teams,
    options,
    origin,
    matchmaking: null,
    rated: false,
    startedAt: now(),
  };
  const match = await matches.arrange(header);
  try {
    if (match.status === 'active' && match.hosting.kind === 'placing')
      await hosting.place(placementIdOf(match), match.header);
  } catch (error) {
    log('warn', 'a placement could not be begun: the first player who comes begins it', { matchId, error });
  }
  return match;
}
