import {
  MatchmakerDataError,
  parseMatchmakerData,
  type SeatedMatch,
  seatsOf,
} from '../contract/matchmaker-data';
import { matchmakingKeyOf } from '../contract/names';
import { type MatchmakingName } from '../core/ids';
import { type Backend } from './define-backend';

/** A match that a queue has placed. */
export interface PlacedMatch extends SeatedMatch {
  readonly matchmaking: MatchmakingName;
  readonly rated: boolean;
}

/**
 * Reads the matchmaker data of a game session into a match with seats, for the script, the event handlers and
 * the sweeper.
 * @param prefix `<project>-<environment>` (contract/names.ts)
 * @param text GameSession.MatchmakerData
 * @throws MatchmakerDataError with one sentence when it is not a match of this backend
 */
export function placedMatch(
  matchmakings: Backend['matchmakings'],
  prefix: string,
  text: string | null | undefined,
): PlacedMatch {
  const data = parseMatchmakerData(text);
  const matchmaking = matchmakingByConfiguration(matchmakings, prefix, data.matchmakingConfigurationArn);
  if (matchmaking === undefined)
    throw new MatchmakerDataError(
      `the configuration ${data.matchmakingConfigurationArn} is not one of this backend's ` +
        `(${prefix}-…: ${[...matchmakings.keys()].join(', ')})`,
    );
  return {
    ...seatsOf(data, matchmaking.ruleSet.teams),
    matchmaking: matchmaking.key,
    rated: matchmaking.rated,
  };
}

/** The matchmaking with this configuration name or ARN. */
export function matchmakingByConfiguration(
  matchmakings: Backend['matchmakings'],
  prefix: string,
  configuration: string,
) {
  const key = matchmakingKeyOf(prefix, configuration);
  return [...matchmakings.values()].find((candidate) => candidate.key === key);
}
