/**
 * A page of a list that is longer than one answer. The cursor is opaque; a cursor that this backend did not
 * make is refused (InvalidCursor).
 */
export interface PageRequest {
  /** 1 … 100. */
  readonly limit: number;
  readonly cursor?: string;
}

/** A part of a list; `cursor` is absent on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/** Answered with 400: the cursor was changed, or belongs to another list. */
export class InvalidCursor extends Error {}
