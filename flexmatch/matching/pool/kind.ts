/**
 * Tickets that are equal for packing: in party size, in their contribution to each trait, and in the teams
 * that rules allow.
 */
export interface TicketKind {
  readonly id: number;
  /** Players of each ticket; 0 for backfill tickets, which differ. */
  readonly size: number;
  /** By trait; undefined when tickets of this kind differ. */
  readonly counts: readonly number[] | undefined;
  /** Teams by stage, by the rules that look at teams; undefined when tickets of this kind differ. */
  readonly slots: ReadonlyArray<readonly number[]> | undefined;
  /** One player without a counted trait, who is allowed on every team. */
  readonly plain: boolean;
}

/** The kind of every backfill ticket. */
export const backfillKind = 0;

/** The contribution of a ticket of a kind to a trait; Infinity when it is unknown. */
export function suppliedBy(kind: TicketKind, trait: number, cap: number): number {
  const count = kind.counts?.[trait];
  return count === undefined ? Infinity : Math.min(count, cap);
}
