import { type Rows } from './rows';

/** Checks what functions ask of FlexMatch for tickets, and what players are told about it. */
export class Tickets {
  readonly #rows: Rows;
  readonly #violation: (oracle: string, message: string) => void;
  /** Tickets whose players' answers have reached GameLift. */
  readonly #acceptances = new Set<string>();

  constructor(rows: Rows, violation: (oracle: string, message: string) => void) {
    this.#rows = rows;
    this.#violation = violation;
  }

  /** A call reaches GameLift: a starting ticket must have its row. */
  asked(action: string, input: object): void {
    const ticketId: unknown = Reflect.get(input, 'TicketId');
    if (action === 'AcceptMatch') this.#acceptances.add(String(ticketId));
    if (action !== 'StartMatchmaking') return;
    if (typeof ticketId === 'string' && this.#rows.ticket(ticketId) === undefined)
      this.#violation('a row before its ticket', `ticket ${ticketId} starts without a row`);
  }

  /** A player whose answer to a proposed match was confirmed: FlexMatch must have received it. */
  answered(pathname: string, status: number): void {
    const [, ticketId] = /^\/v1\/tickets\/([^/]+)\/acceptance$/.exec(pathname) ?? [];
    if (ticketId !== undefined && status < 300 && !this.#acceptances.has(ticketId))
      this.#violation('answers are passed on', `GameLift heard no answer of ticket ${ticketId}`);
  }
}
