import { gameName, matchmakingName } from '../../../core/ids';
import { placedMatch } from '../../../definition/placed-match';
import { receiveMatchmakingEvent } from '../../../functions/matchmaking-events/receive';
import { type PlacedMatches } from '../../../functions/shared/flexmatch/placed-matches';
import { backend } from '../../games';
import { resourcePrefix } from './backend';
import { configuration, type Duel, matchmakerDataOf, newDuel, start } from './duel-events';
import { startGameLift } from './gamelift';
import { startStores } from './stores';

const configurations = [configuration];
const certificates = {
  tlsOf: (arn: string) => Promise.resolve(arn.includes('/fleet-with-tls/')),
};

/** functions/matchmaking-events on stores of its own; tests say what GameLift reports of game sessions. */
export async function startDuels() {
  const [stores, gamelift] = await Promise.all([startStores(), startGameLift()]);
  /** Matchmaker data by game session, as GameLift would report them. */
  const sessions = new Map<string, string>();
  const placed: PlacedMatches = {
    of: (arn) => {
      try {
        return Promise.resolve({
          match: placedMatch(backend.matchmakings, resourcePrefix, sessions.get(arn)),
        });
      } catch (error) {
        return Promise.resolve({ problem: error instanceof Error ? error.message : String(error) });
      }
    },
  };

  /** GameLift places the match. */
  const place = (duel: Duel, order: readonly string[]): void => {
    sessions.set(duel.session, matchmakerDataOf(duel, order));
  };
  return {
    stores,
    sessions,
    place,
    /** Two new players with an open ticket each, whose match GameLift has placed. */
    async open(): Promise<Duel> {
      const duel = newDuel();
      for (const ticket of duel.tickets)
        await stores.tickets.create({
          ticketId: ticket.ticketId,
          playerId: ticket.playerId,
          game: gameName('noughts'),
          matchmaking: matchmakingName('duel'),
          options: {},
          status: 'queued',
          createdAt: start,
        });
      place(duel, ['north', 'south']);
      return duel;
    },
    receive: (event: unknown, from = placed) =>
      receiveMatchmakingEvent(event, {
        configurations,
        ...stores,
        gamelift: gamelift.client,
        placed: from,
        certificates,
      }),
    /** The rows of a duel's tickets. */
    rows: (duel: Duel) => Promise.all(duel.tickets.map((ticket) => stores.tickets.get(ticket.ticketId))),
    async close() {
      await gamelift.close();
      await stores.close();
    },
  };
}
