import { type MatchmakingConfigurationStatus } from '@aws-sdk/client-gamelift';
import { type TicketStatus } from '../../../contract/ticket-status';

/** FlexMatch's word for a ticket's status as ours; undefined for an unknown word. */
export function ticketStatusOf(status: MatchmakingConfigurationStatus | undefined): TicketStatus | undefined {
  switch (status) {
    case 'QUEUED':
      return 'queued';
    case 'SEARCHING':
      return 'searching';
    case 'REQUIRES_ACCEPTANCE':
      return 'requires-acceptance';
    case 'PLACING':
      return 'placing';
    case 'COMPLETED':
      return 'completed';
    case 'FAILED':
      return 'failed';
    case 'CANCELLED':
      return 'cancelled';
    case 'TIMED_OUT':
      return 'timed-out';
    default:
      return undefined;
  }
}
