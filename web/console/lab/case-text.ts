import { type ArrivingTicket } from '../../../flexmatch/simulate';

/** A case for `npm run flexmatch -- evaluate`: the rule set, and the tickets that have arrived by then. */
export function caseText(
  name: string,
  ruleSet: string,
  tickets: readonly ArrivingTicket[],
  at: number,
): string {
  const entered = tickets.filter(({ ticket }) => ticket.startTime <= at);
  const body: unknown = JSON.parse(ruleSet);
  return `${JSON.stringify(
    {
      id: name,
      ruleSet: body,
      tickets: entered.map(({ ticket: { ticketId, startTime, players } }) => ({
        id: ticketId,
        startTime,
        players: players.map(({ playerId, attributes, latencyMs }) => ({
          id: playerId,
          attributes,
          latencyMs,
        })),
      })),
      at,
    },
    null,
    2,
  )}\n`;
}
