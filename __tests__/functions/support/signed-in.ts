import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../../../core/ids';
import { createSessionStore } from '../../../store/sessions';
import { tableNames } from './backend';

/** The claims of a player's access token. Its session is open, as long as the player has not ended it. */
export async function openSession(
  documents: DynamoDBDocumentClient,
  player: PlayerId,
): Promise<{ readonly sub: PlayerId; readonly sid: string }> {
  const sid = sessionOf(player);
  await createSessionStore(documents, tableNames).openFamily({
    familyId: sid,
    playerId: player,
    currentHash: sid,
    openedAt: 0,
    expiresAt: 9_999_999_999,
    generation: 0,
  });
  return { sub: player, sid };
}

/** The session that `signedIn` opens. */
export const sessionOf = (player: PlayerId): string => `session of ${player}`;
