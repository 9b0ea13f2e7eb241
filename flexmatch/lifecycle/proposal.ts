/** A proposed match and the answers of its players (API Reference, AcceptMatch). Pure; times are seconds. */

export interface Proposal {
  readonly matchId: string;
  /** Tickets in the match with the players who have to answer; a backfill ticket has none. */
  readonly tickets: ReadonlyArray<{ readonly ticketId: string; readonly playerIds: readonly string[] }>;
  /** Players who answered. */
  readonly answers: Readonly<Record<string, boolean>>;
}

/** Player ids are anything, `constructor` too. */
const answered = (proposal: Proposal, player: string): boolean | undefined =>
  Object.hasOwn(proposal.answers, player) ? proposal.answers[player] : undefined;

export type AnswerRefusal = { readonly refused: string };

/**
 * Notes the answers of some players of one ticket. The first answer of a player stands and a second one is
 * refused, also when it is the same: the API Reference is silent here, and a caller whose answer was lost
 * learns at least that it had arrived.
 * @returns the proposal with the answers, or why they cannot be taken
 */
export function answer(
  proposal: Proposal,
  ticketId: string,
  playerIds: readonly string[],
  accepted: boolean,
): Proposal | AnswerRefusal {
  const ticket = proposal.tickets.find((candidate) => candidate.ticketId === ticketId);
  if (ticket === undefined) return { refused: `Ticket ${ticketId} is not in the match ${proposal.matchId}.` };
  const stranger = playerIds.find((player) => !ticket.playerIds.includes(player));
  if (stranger !== undefined)
    return { refused: `Player ${stranger} is not waiting for acceptance in ticket ${ticketId}.` };
  const changed = playerIds.find((player) => answered(proposal, player) !== undefined);
  if (changed !== undefined) return { refused: `Player ${changed} has already answered for this match.` };
  const answers = { ...proposal.answers };
  for (const player of playerIds)
    Object.defineProperty(answers, player, {
      value: accepted,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return { ...proposal, answers };
}

export type Verdict = 'open' | 'accepted' | 'rejected';

/** One rejection decides at once; acceptance needs everybody. */
export function judge(proposal: Proposal): Verdict {
  if (Object.values(proposal.answers).includes(false)) return 'rejected';
  const everybody = proposal.tickets.every(({ playerIds }) =>
    playerIds.every((player) => answered(proposal, player) === true),
  );
  return everybody ? 'accepted' : 'open';
}

export interface Settlement {
  /** A player of theirs said no. */
  readonly rejecting: readonly string[];
  /** Nobody of theirs said no, but a player had not answered when the match was dropped. */
  readonly silent: readonly string[];
  /** Back to the pool. */
  readonly returning: readonly string[];
}

/**
 * What becomes of the tickets of a proposal that failed, by rejection or because the time for answers is
 * over. The service's text makes no difference between the two: a ticket goes back to the pool only when all
 * of its players had accepted.
 */
export function settle(proposal: Proposal): Settlement {
  const settlement = { rejecting: [] as string[], silent: [] as string[], returning: [] as string[] };
  for (const { ticketId, playerIds } of proposal.tickets) {
    if (playerIds.some((player) => answered(proposal, player) === false)) settlement.rejecting.push(ticketId);
    else if (playerIds.some((player) => answered(proposal, player) === undefined))
      settlement.silent.push(ticketId);
    else settlement.returning.push(ticketId);
  }
  return settlement;
}
