/** A proposed match and the answers of its players (API Reference, AcceptMatch). Pure; times are seconds. */

export interface Proposal {
  readonly matchId: string;
  /** Tickets in the match with the players who must answer; a backfill ticket has none. */
  readonly tickets: ReadonlyArray<{ readonly ticketId: string; readonly playerIds: readonly string[] }>;
  /** Players who answered. */
  readonly answers: Readonly<Record<string, boolean>>;
}

/** Player ids can be any string, also `constructor`. */
const answered = (proposal: Proposal, player: string): boolean | undefined =>
  Object.hasOwn(proposal.answers, player) ? proposal.answers[player] : undefined;

/** A sentence for the caller; the proposal is unchanged. */
export type AnswerRefusal = { readonly refused: string };

/**
 * Records the answers of some players of one ticket. The first answer of a player counts, and a second one is
 * refused even when it is the same. The API Reference does not specify this; a caller that lost the response
 * at least learns that the answer had arrived.
 * @returns the proposal with the answers, or why they are refused
 */
export function answer(
  proposal: Proposal,
  ticketId: string,
  playerIds: readonly string[],
  accepted: boolean,
): Proposal | AnswerRefusal {
  const ticket = proposal.tickets.find((candidate) => candidate.ticketId === ticketId);
  if (ticket === undefined) return { refused: `Ticket ${ticketId} is not in the match ${proposal.matchId}.` };
  const unknown = playerIds.find((player) => !ticket.playerIds.includes(player));
  if (unknown !== undefined)
    return { refused: `Player ${unknown} is not waiting for acceptance in ticket ${ticketId}.` };
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

/** `open`: answers are missing, and none is a rejection. */
export type ProposalState = 'open' | 'accepted' | 'rejected';

/** One rejection decides at once; acceptance needs every player. */
export function stateOfProposal(proposal: Proposal): ProposalState {
  if (Object.values(proposal.answers).includes(false)) return 'rejected';
  const allAccepted = proposal.tickets.every(({ playerIds }) =>
    playerIds.every((player) => answered(proposal, player) === true),
  );
  return allAccepted ? 'accepted' : 'open';
}

/** Ids of the tickets of a dropped proposal, by what becomes of them. Each ticket is in one list. */
export interface Settlement {
  /** One of their players rejected. */
  readonly rejecting: readonly string[];
  /** None of their players rejected, but one had not answered when the match was dropped. */
  readonly silent: readonly string[];
  /** Back to the pool. */
  readonly returning: readonly string[];
}

/**
 * The fate of the tickets of a failed proposal, after a rejection or a timeout. The service's documents treat
 * both alike: a ticket returns to the pool only when all of its players had accepted.
 */
export function settle(proposal: Proposal): Settlement {
  const settlement: Record<keyof Settlement, string[]> = { rejecting: [], silent: [], returning: [] };
  for (const { ticketId, playerIds } of proposal.tickets) {
    if (playerIds.some((player) => answered(proposal, player) === false)) settlement.rejecting.push(ticketId);
    else if (playerIds.some((player) => answered(proposal, player) === undefined))
      settlement.silent.push(ticketId);
    else settlement.returning.push(ticketId);
  }
  return settlement;
}
