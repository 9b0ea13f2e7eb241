import { type EventEnvelope } from '../../contract/events';
import { matchmakingDetail } from '../../contract/matchmaking-events';

type Detail = ReturnType<typeof matchmakingDetail.parse>;

/** The part of a ticket's event that the console shows. */
export interface ReadDetail {
  readonly type: Detail['type'];
  readonly ticketIds: readonly string[];
  readonly acceptanceRequired?: boolean;
  readonly acceptance?: string;
  readonly message?: string;
}

const read = new WeakMap<EventEnvelope, ReadDetail | 'other'>();

/** Parses an event of a matchmaker, and keeps the result; undefined for other events. */
export function readMatchmakingDetail(envelope: EventEnvelope): ReadDetail | undefined {
  const known = read.get(envelope);
  if (known !== undefined) return known === 'other' ? undefined : known;
  const parsed = matchmakingDetail.safeParse(envelope.detail);
  const detail = parsed.success ? detailOf(parsed.data) : undefined;
  read.set(envelope, detail ?? 'other');
  return detail;
}

function detailOf(detail: Detail): ReadDetail {
  const common = { type: detail.type, ticketIds: detail.tickets.map(({ ticketId }) => ticketId) };
  switch (detail.type) {
    case 'PotentialMatchCreated':
      return { ...common, acceptanceRequired: detail.acceptanceRequired === true };
    case 'AcceptMatchCompleted':
      return { ...common, acceptance: detail.acceptance };
    case 'MatchmakingTimedOut':
    case 'MatchmakingCancelled':
    case 'MatchmakingFailed':
      return { ...common, message: detail.message ?? detail.reason ?? '' };
    default:
      return common;
  }
}
