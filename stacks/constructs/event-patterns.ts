import { matchmakingDetailType, placementDetailType } from '../../contract/events';
import { playerEventSource } from '../../contract/player-events';
import { type Names } from '../../templates/names';

/**
 * EventBridge patterns. The account's default bus carries the events of every environment and of every other
 * game in the account. So a pattern names this environment's resources, as GameLift puts them into
 * `resources` of the envelope (FlexMatch guide, "match-events"; GameLift guide, "queue-events").
 */
function pattern(detailTypes: readonly string[], resources: readonly string[]): string {
  return JSON.stringify({ source: ['aws.gamelift'], 'detail-type': detailTypes, resources });
}

/** Events of players, of these types, on the environment's own bus. */
export function webhookPattern(types: readonly string[]): string {
  return JSON.stringify({ source: [playerEventSource], 'detail-type': types });
}

/** @param configurations names of the FlexMatch configurations */
export function matchmakingPattern(names: Names, configurations: readonly string[]): string {
  return pattern(
    [matchmakingDetailType],
    configurations.map((name) => names.arn('gamelift', `matchmakingconfiguration/${name}`)),
  );
}

/** The end of every placement of the environment's queue. */
export function placementPattern(names: Names): string {
  return pattern([placementDetailType], [names.arn('gamelift', `gamesessionqueue/${names.queue}`)]);
}
