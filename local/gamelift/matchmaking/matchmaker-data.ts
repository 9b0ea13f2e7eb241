import { type AttributeValue, type TicketPlayer } from '../../../flexmatch/engine-types';
import { type MatchTeam } from './rows';

interface WrittenAttribute {
  readonly attributeType: 'STRING' | 'DOUBLE' | 'STRING_LIST' | 'STRING_DOUBLE_MAP';
  readonly valueAttribute: AttributeValue;
}

/**
 * GameSession.MatchmakerData as the game server reads it (FlexMatch guide, "match-server"); it contains no
 * latency.
 */
export interface MatchmakerData {
  readonly matchId: string;
  readonly matchmakingConfigurationArn: string;
  readonly teams: ReadonlyArray<{
    readonly name: string;
    readonly players: ReadonlyArray<{
      readonly playerId: string;
      readonly attributes: Readonly<Record<string, WrittenAttribute>>;
    }>;
  }>;
  readonly autoBackfillMode: 'AUTOMATIC' | null;
  readonly autoBackfillTicketId: string | null;
}

function written(value: AttributeValue): WrittenAttribute {
  if (typeof value === 'string') return { attributeType: 'STRING', valueAttribute: value };
  if (typeof value === 'number') return { attributeType: 'DOUBLE', valueAttribute: value };
  return { attributeType: Array.isArray(value) ? 'STRING_LIST' : 'STRING_DOUBLE_MAP', valueAttribute: value };
}

/** The JSON text for a match. @param players every player of the match by id */
export function matchmakerData(
  matchId: string,
  configurationArn: string,
  teams: readonly MatchTeam[],
  players: ReadonlyMap<string, TicketPlayer>,
  autoBackfillTicketId: string | undefined,
): string {
  const value: MatchmakerData = {
    matchId,
    matchmakingConfigurationArn: configurationArn,
    teams: teams.map(({ name, playerIds }) => ({
      name,
      players: playerIds.map((playerId) => ({
        playerId,
        attributes: Object.fromEntries(
          Object.entries(players.get(playerId)?.attributes ?? {}).map(([key, attribute]) => [
            key,
            written(attribute),
          ]),
        ),
      })),
    })),
    autoBackfillMode: autoBackfillTicketId === undefined ? null : 'AUTOMATIC',
    autoBackfillTicketId: autoBackfillTicketId ?? null,
  };
  return JSON.stringify(value);
}
