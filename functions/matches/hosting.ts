import {
  CreatePlayerSessionCommand,
  DescribeGameSessionPlacementCommand,
  DescribeGameSessionsCommand,
  type GameLiftClient,
  type GameSession,
  type GameSessionPlacement,
  paginateDescribePlayerSessions,
  type PlayerSession,
  StartGameSessionPlacementCommand,
  UpdateGameSessionCommand,
} from '@aws-sdk/client-gamelift';
import { writeGameSessionData } from '../../contract/game-session-data';
import { isBotId } from '../../core/bots/bot-ids';
import { type PlayerId } from '../../core/ids';
import { type MatchHeader } from '../../core/match/log';
import { isRefusal } from '../shared/aws/failures';
import { type GameLiftRegions, regionOf } from '../shared/aws/gamelift-regions';

/** A player session for a seat, or the reason why there is none. */
export type Reserved =
  | { readonly kind: 'reserved'; readonly session: PlayerSession }
  /** The player has the maximum number of connections of a seat, or other players have the places. */
  | { readonly kind: 'full' }
  | { readonly kind: 'gone' };

/** The state of a placement. */
export type PlacementState =
  | { readonly kind: 'unknown' | 'pending' }
  | { readonly kind: 'fulfilled'; readonly gameSessionArn: string }
  /** `capacity`: the queue found no place before its timeout. */
  | { readonly kind: 'failed'; readonly because: 'capacity' | 'failure' };

/** The calls to GameLift for matches that players come back to. */
export interface GameSessionCalls {
  /**
   * An unused reservation of the player, or a new one. Another open connection of the player is not an
   * obstacle: the script gives the seat to the newer connection.
   */
  reserve(gameSessionArn: string, playerId: PlayerId, header: MatchHeader): Promise<Reserved>;
  /**
   * Starts a placement for all seats of a match; a placement with this id that was started before continues.
   */
  place(placementId: string, header: MatchHeader): Promise<void>;
  placement(placementId: string): Promise<PlacementState>;
}

/**
 * Player ids of the connections that a player may have at once: the connection that holds the seat, and one
 * that takes it over. They differ since the service accepts each player id only once.
 */
const connectionIds = (id: PlayerId): readonly string[] => [id, `${id}#2`];
/** The maximum of a game session (GameLift guide, "CreatePlayerSession"). */
const maxPlayerSessions = 200;
/** How often the player sessions may change while a request reads them. */
const maxReads = 3;

/** Player sessions of a player that are reserved or connected. */
async function openSessionsOf(
  client: GameLiftClient,
  gameSessionArn: string,
  id: PlayerId,
): Promise<readonly PlayerSession[]> {
  const ids = connectionIds(id);
  const open: PlayerSession[] = [];
  const pages = paginateDescribePlayerSessions({ client }, { GameSessionId: gameSessionArn });
  for await (const { PlayerSessions = [] } of pages)
    open.push(
      ...PlayerSessions.filter(
        ({ PlayerId, Status }) =>
          PlayerId !== undefined && ids.includes(PlayerId) && (Status === 'RESERVED' || Status === 'ACTIVE'),
      ),
    );
  return open;
}

/** A session that has ended keeps its reservations for a while. */
async function liveSession(client: GameLiftClient, gameSessionArn: string): Promise<GameSession | undefined> {
  const { GameSessions } = await client.send(
    new DescribeGameSessionsCommand({ GameSessionId: gameSessionArn }),
  );
  const session = GameSessions?.[0];
  return session?.Status === 'ACTIVE' ? session : undefined;
}

async function create(client: GameLiftClient, gameSessionArn: string, id: string): Promise<PlayerSession> {
  const { PlayerSession: created } = await client.send(
    new CreatePlayerSessionCommand({ GameSessionId: gameSessionArn, PlayerId: id }),
  );
  if (created === undefined) throw new Error('GameLift answered without a player session');
  return created;
}

/**
 * A matched game session has one place a seat. One more for each lets a player in while the service still
 * counts a lost connection, or while another device plays.
 */
async function makeRoom(client: GameLiftClient, session: GameSession, seats: number): Promise<boolean> {
  const room = Math.min(maxPlayerSessions, seats * 2);
  if ((session.MaximumPlayerSessionCount ?? 0) >= room) return false;
  await client.send(
    new UpdateGameSessionCommand({
      GameSessionId: session.GameSessionId,
      MaximumPlayerSessionCount: room,
    }),
  );
  return true;
}

/** @param queueName the queue that places all matches */
export function createGameSessionCalls(gamelift: GameLiftRegions, queueName: string): GameSessionCalls {
  const { home } = gamelift;
  return {
    reserve: (gameSessionArn, id, header) =>
      reserve(gamelift.in(regionOf(gameSessionArn)), gameSessionArn, id, header),
    place: (placementId, header) => place(home, queueName, placementId, header),
    placement: (placementId) => placementOf(home, placementId),
  };
}

async function reserve(
  client: GameLiftClient,
  gameSessionArn: string,
  id: PlayerId,
  { seats }: MatchHeader,
): Promise<Reserved> {
  try {
    const session = await liveSession(client, gameSessionArn);
    if (session === undefined) return { kind: 'gone' };
    for (let read = 0; read < maxReads; read += 1) {
      const open = await openSessionsOf(client, gameSessionArn, id);
      const waiting = open.find(({ Status }) => Status === 'RESERVED');
      if (waiting !== undefined) return { kind: 'reserved', session: waiting };
      const free = connectionIds(id).find((one) => open.every(({ PlayerId }) => PlayerId !== one));
      if (free === undefined) return { kind: 'full' };
      try {
        return { kind: 'reserved', session: await create(client, gameSessionArn, free) };
      } catch (error) {
        // InvalidRequest: another request of the player has made the same reservation in the meantime.
        if (isRefusal(error, 'InvalidRequestException')) continue;
        if (!isRefusal(error, 'GameSessionFullException')) throw error;
        if (!(await makeRoom(client, session, seats.length))) break;
      }
    }
    return { kind: 'full' };
  } catch (error) {
    if (isRefusal(error, ...goneRefusals)) return { kind: 'gone' };
    throw error;
  }
}

async function place(
  client: GameLiftClient,
  queueName: string,
  placementId: string,
  { matchId, seats }: MatchHeader,
): Promise<void> {
  try {
    await client.send(
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
    // The id is in use: another process has started this placement.
    if (!isRefusal(error, 'InvalidRequestException')) throw error;
    if ((await placementOf(client, placementId)).kind === 'unknown') throw error;
  }
}

async function placementOf(client: GameLiftClient, placementId: string): Promise<PlacementState> {
  try {
    const { GameSessionPlacement: found } = await client.send(
      new DescribeGameSessionPlacementCommand({ PlacementId: placementId }),
    );
    return stateOf(found);
  } catch (error) {
    if (isRefusal(error, 'NotFoundException')) return { kind: 'unknown' };
    throw error;
  }
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
