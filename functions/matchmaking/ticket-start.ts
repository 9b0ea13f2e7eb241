import {
  type AttributeValue,
  DescribeMatchmakingCommand,
  type GameLiftClient,
  StartMatchmakingCommand,
  StopMatchmakingCommand,
} from '@aws-sdk/client-gamelift';
import { type PlayerId, type TicketId } from '../../core/ids';
import { isRefusal } from '../shared/aws/failures';
import { log } from '../shared/log';

/** A validated request for a ticket. */
export interface TicketRequest {
  readonly ticketId: TicketId;
  readonly playerId: PlayerId;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Whole milliseconds by location. */
  readonly latencyMs: Readonly<Record<string, number>>;
}

/**
 * Starts a ticket under our own id. A retry of a request whose answer was lost finds its own ticket, which
 * counts as success.
 * @returns FlexMatch's estimate of the wait in seconds, when it gives one
 * @throws GameLift's refusal, or a failed connection. The ticket was then withdrawn; where that failed too,
 * which is logged, it may still be in matchmaking
 */
export async function startTicket(
  gamelift: GameLiftClient,
  configuration: string,
  request: TicketRequest,
): Promise<{ readonly estimatedWaitSeconds?: number }> {
  try {
    const { MatchmakingTicket } = await gamelift.send(
      new StartMatchmakingCommand({
        TicketId: request.ticketId,
        ConfigurationName: configuration,
        Players: [
          {
            PlayerId: request.playerId,
            PlayerAttributes: { ...request.attributes },
            LatencyInMs: { ...request.latencyMs },
          },
        ],
      }),
    );
    return MatchmakingTicket?.EstimatedWaitTime === undefined
      ? {}
      : { estimatedWaitSeconds: MatchmakingTicket.EstimatedWaitTime };
  } catch (error) {
    if (isRefusal(error, 'InvalidRequestException') && (await isStarted(gamelift, request))) return {};
    // It may have started although the answer was lost: a ticket that no player follows must not take a seat.
    await gamelift
      .send(new StopMatchmakingCommand({ TicketId: request.ticketId }))
      .catch((stopError: unknown) => {
        log('info', 'a ticket that failed to start could not be stopped', {
          ticketId: request.ticketId,
          error: stopError,
        });
      });
    throw error;
  }
}

async function isStarted(gamelift: GameLiftClient, { ticketId, playerId }: TicketRequest): Promise<boolean> {
  const { TicketList } = await gamelift.send(new DescribeMatchmakingCommand({ TicketIds: [ticketId] }));
  return (
    TicketList?.some(
      (ticket) =>
        ticket.TicketId === ticketId &&
        ticket.Players?.some((player) => player.PlayerId === playerId) === true,
    ) ?? false
  );
}
