import { hasEnded } from '../../contract/ticket-status';
import { idPatterns, ticketId, type TicketId } from '../../core/ids';
import { type TicketRecord } from '../../store/ticket-record';

/** Ended tickets whose rows are kept: those of a long list. */
const maxKept = 5000;

/** Rows of tickets for lists. The row of a ticket that has ended does not change, and is read once. */
export class TicketRows {
  readonly #read: (ids: readonly TicketId[]) => Promise<readonly TicketRecord[]>;
  readonly #ended = new Map<string, TicketRecord>();

  /** @param read the rows of many tickets; those without a row are left out */
  constructor(read: (ids: readonly TicketId[]) => Promise<readonly TicketRecord[]>) {
    this.#read = read;
  }

  /** @param ids of any tickets; one that the backend has not opened has no row */
  async of(ids: readonly string[]): Promise<(id: string) => TicketRecord | undefined> {
    const unknown = [...new Set(ids)].filter((id) => idPatterns.ticketId.test(id) && !this.#ended.has(id));
    const read = unknown.length === 0 ? [] : await this.#read(unknown.map(ticketId));
    const rows = new Map<string, TicketRecord>(read.map((row) => [row.ticketId, row]));
    for (const row of read) if (hasEnded(row.status)) this.#keep(row);
    return (id) => rows.get(id) ?? this.#ended.get(id);
  }

  #keep(row: TicketRecord): void {
    this.#ended.set(row.ticketId, row);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > maxKept && oldest !== undefined) this.#ended.delete(oldest);
  }
}
