import { type Found } from '../pool/found';
import { type Program } from '../program/program';
import { type FormedMatch } from '../../engine-types';

/** The match in the caller's form: teams in the order of the rule set, tickets in the order of the line. */
export function describeMatch(
  found: Found,
  program: Program,
  metrics: FormedMatch['ruleEvaluationMetrics'],
  locations: readonly string[] | undefined,
): FormedMatch {
  const backfill = found.entries.find((entry) => entry.isBackfill);
  return {
    teams: program.slots.map((slot, index) => ({
      name: slot.name,
      playerIds: (found.slots[index] ?? []).flatMap((unit) => [...unit.playerIds]),
    })),
    ticketIds: found.entries.map((entry) => entry.ticket.ticketId),
    ...(backfill === undefined ? {} : { backfillTicketId: backfill.ticket.ticketId }),
    ruleEvaluationMetrics: metrics,
    ...(locations === undefined ? {} : { locations }),
  };
}
