import { type FormedMatch, type TicketPlayer } from '../../../flexmatch/engine-types';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type GameSessionRow } from '../sessions/rows';
import { type ConfigurationRow, type PendingMatchRow } from './rows';

/**
 * Whether a formed match gets a ticket of automatic backfill: it leaves places free, and it does not fill a
 * session whose backfill was requested by hand.
 * @param backfill the backfill ticket in the match
 */
export function needsAutomaticBackfill(
  { backfillMode, flexMatchMode }: ConfigurationRow,
  { teams, backfillTicketId }: FormedMatch,
  backfill: Ticket | undefined,
  maxPlayers: number,
): boolean {
  if (backfillMode !== 'AUTOMATIC' || flexMatchMode === 'STANDALONE') return false;
  if (backfillTicketId !== undefined && backfill?.backfill?.automatic !== true) return false;
  return teams.reduce((sum, { playerIds }) => sum + playerIds.length, 0) < maxPlayers;
}

/**
 * The players of a seated match as its automatic backfill ticket names them: with their teams, and the
 * latency to the session's own location alone.
 */
export function seatedPlayers(
  { teams }: PendingMatchRow,
  tickets: readonly Ticket[],
  { location }: GameSessionRow,
): TicketPlayer[] {
  const players = new Map(
    tickets.flatMap((ticket) => ticket.players).map((player) => [player.playerId, player]),
  );
  return teams.flatMap(({ name, playerIds }) =>
    playerIds.map((playerId): TicketPlayer => {
      const player = players.get(playerId);
      const latency = player?.latencyMs?.[location];
      return {
        playerId,
        attributes: player?.attributes ?? {},
        team: name,
        ...(latency === undefined ? {} : { latencyMs: { [location]: latency } }),
      };
    }),
  );
}
