import { accountSweeper } from './account-sweeper/declaration';
import { type FunctionDeclaration } from './declaration';
import { invitationEventsFunction } from './invitation-events/declaration';
import { leaderboardCheck } from './leaderboard-check/declaration';
import { leaderboardEntries } from './leaderboard-entries/declaration';
import { leaderboardIndex } from './leaderboard-index/declaration';
import { leaderboards } from './leaderboards/declaration';
import { matchEventsFunction } from './match-events/declaration';
import { matchSweeper } from './match-sweeper/declaration';
import { matches } from './matches/declaration';
import { matchmaking } from './matchmaking/declaration';
import { matchmakingEvents } from './matchmaking-events/declaration';
import { periodRewards } from './period-rewards/declaration';
import { playerRecords } from './player-records/declaration';
import { players } from './players/declaration';
import { signingKeys } from './signing-keys/declaration';
import { webhooksFunction } from './webhooks/declaration';

/**
 * Every Lambda function of the backend: roles, environments, triggers and the local Lambda are made from this
 * list. Each declaration stands beside its code, in functions/<name>/declaration.ts.
 */
export const functionDeclarations: readonly FunctionDeclaration[] = [
  players,
  playerRecords,
  periodRewards,
  matchmaking,
  matches,
  leaderboards,
  leaderboardEntries,
  leaderboardIndex,
  leaderboardCheck,
  matchmakingEvents,
  matchSweeper,
  accountSweeper,
  signingKeys,
  matchEventsFunction,
  invitationEventsFunction,
  webhooksFunction,
];

/** @throws RangeError when there is no function of that name */
export function functionDeclaration(name: string): FunctionDeclaration {
  const declaration = functionDeclarations.find((candidate) => candidate.name === name);
  if (declaration === undefined)
    throw new RangeError(
      `there is no function ${name}: ${functionDeclarations.map((known) => known.name).join(', ')}`,
    );
  return declaration;
}
