import { type FunctionDeclaration } from '../../functions/declaration';
import { leaderboards as leaderboardsDeclaration } from '../../functions/leaderboards/declaration';
import { matchSweeper } from '../../functions/match-sweeper/declaration';
import { matches as matchesDeclaration } from '../../functions/matches/declaration';
import { matchmakingEvents } from '../../functions/matchmaking-events/declaration';
import { matchmaking as matchmakingDeclaration } from '../../functions/matchmaking/declaration';
import { players as playersDeclaration } from '../../functions/players/declaration';
import { streamDeclarations } from './stream-functions';

/** The functions of a world. */
export const declarations = {
  players: playersDeclaration,
  matchmaking: matchmakingDeclaration,
  matches: matchesDeclaration,
  leaderboards: leaderboardsDeclaration,
  'matchmaking-events': matchmakingEvents,
  'match-sweeper': matchSweeper,
  ...streamDeclarations,
} as const satisfies Readonly<Record<string, FunctionDeclaration>>;
export type SimFunction = keyof typeof declarations;

export const timeoutSeconds = (name: SimFunction): number => declarations[name].timeoutSeconds;
