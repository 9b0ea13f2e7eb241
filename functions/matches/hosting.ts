import {
  CreatePlayerSessionCommand,
  DescribeGameSessionPlacementCommand,
  DescribeGameSessionsCommand,
  type GameLiftClient,
  type GameSessionPlacement,
  paginateDescribePlayerSessions,
  type PlayerSession,
  StartGameSessionPlacementCommand,
} from '@aws-sdk/client-gamelift';
import { writeGameSessionData } from '../../contract/game-session-data';
import { isBotId } from '../../core/bots/bot-ids';
import { type PlayerId } from '../../core/ids';
import { type MatchHeader } from '../../core/match/log';
import { isRefusal } from '../shared/aws/failures';

/** A player session for a seat, or why there is none. */
export type Reserved =
  | { readonly kind: 'reserved'; readonly session: PlayerSession }
  /** The service counts the player's last connection as still there, or no seat as free. */
  | { readonly kind: 'full' }
  | { readonly kind: 'gone' };

/** How a placement stands. */
export type PlacementState =
  | { readonly kind: 'unknown' | 'pending' }
  | { readonly kind: 'fulfilled'; readonly gameSessionArn: string }
  /** `capacity`: the queue found no place in time. */
  | { readonly kind: 'failed'; readonly because: 'capacity' | 'failure' };

/** What GameLift does for matches that players come back to. */
export interface Hosting {
  /** A reservation of the player that nobody has used yet, or a new one. */
  reserve(gameSessionArn: string, playerId: PlayerId): Promise<Reserved>;
  /** Begins a placement for all seats of a match; one with this id that was begun before goes on. */
  place(placementId: string, header: MatchHeader): Promise<void>;
  placement(placementId: string): Promise<PlacementState>;
}

/** @param queueName the queue that places all matches */
export function createHosting(gamelift: GameLiftClient, queueName: string): Hosting {
  async function reservationOf(gameSessionArn: string, id: PlayerId): Promise<PlayerSession | undefined> {
    const pages = paginateDescribePlayerSessions(
      { client: gamelift },
      { GameSessionId: gameSessionArn, PlayerSessionStatusFilter: 'RESERVED' },
    );
    for await (const page of pages) {
      const found = page.PlayerSessions?.find(
        (session) => session.PlayerId === id && session.Status === 'RESERVED',
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A session that has ended keeps its reservations for a while. */
  async function isLive(gameSessionArn: string): Promise<boolean> {
    const { GameSessions } = await gamelift.send(
      new DescribeGameSessionsCommand({ GameSessionId: gameSessionArn }),
    );
    return GameSessions?.[0]?.Status === 'ACTIVE';
  }

  async function placement(placementId: string): Promise<PlacementState> {
    try {
      const { GameSessionPlacement: found } = await gamelift.send(
        new DescribeGameSessionPlacementCommand({ PlacementId: placementId }),
      );
      return stateOf(found);
    } catch (error) {
      if (isRefusal(error, 'NotFoundException')) return { kind: 'unknown' };
      throw error;
    }
  }

  return {
    async reserve(gameSessionArn, id) {
      try {
        if (!(await isLive(gameSessionArn))) return { kind: 'gone' };
        const waiting = await reservationOf(gameSessionArn, id);
        if (waiting !== undefined) return { kind: 'reserved', session: waiting };
        const { PlayerSession: created } = await gamelift.send(
          new CreatePlayerSessionCommand({ GameSessionId: gameSessionArn, PlayerId: id }),
        );
        if (created === undefined) throw new Error('GameLift answered without a player session');
        return { kind: 'reserved', session: created };
      } catch (error) {
        // InvalidRequest is how GameLift refuses a player who still has a session there.
        if (isRefusal(error, 'GameSessionFullException', 'InvalidRequestException')) return { kind: 'full' };
        if (isRefusal(error, ...goneRefusals)) return { kind: 'gone' };
        throw error;
      }
    },

    async place(placementId, { matchId, seats }) {
      try {
        await gamelift.send(
          new StartGameSessionPlacementCommand({
            PlacementId: placementId,
            GameSessionQueueName: queueName,
            MaximumPlayerSessionCount: seats.length,
            GameSessionName: matchId,
            GameSessionData: writeGameSessionData(matchId),
            DesiredPlayerSessions: seats.flatMap((PlayerId) => (isBotId(PlayerId) ? [] : [{ PlayerId }])),
          }),
        );
      } catch (error) {
        // The id is in use: somebody has begun this placement already.
        if (!isRefusal(error, 'InvalidRequestException')) throw error;
        if ((await placement(placementId)).kind === 'unknown') throw error;
      }
    },

    placement,
  };
}

const goneRefusals = [
  'InvalidGameSessionStatusException',
  'TerminalRoutingStrategyException',
  'NotFoundException',
] as const;

function stateOf(placement: GameSessionPlacement | undefined): PlacementState {
  switch (placement?.Status) {
    case undefined:
      return { kind: 'unknown' };
    case 'PENDING':
      return { kind: 'pending' };
    case 'FULFILLED':
      return placement.GameSessionArn === undefined
        ? { kind: 'pending' }
        : { kind: 'fulfilled', gameSessionArn: placement.GameSessionArn };
    case 'TIMED_OUT':
      return { kind: 'failed', because: 'capacity' };
    default:
      return { kind: 'failed', because: 'failure' };
  }
}
