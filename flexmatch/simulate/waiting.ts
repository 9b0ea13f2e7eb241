import { type TicketPlayer } from '../engine-types';
import { type ArrivingTicket } from './arrivals';
import { type TicketMeasures } from './run-types';

/** A ticket that waits for a match. */
export interface Waiting {
  readonly arriving: ArrivingTicket;
  readonly record: TicketMeasures;
  readonly deadline: number;
  /** In a proposed match: it is not in the pool, and its deadline is suspended. */
  proposed: boolean;
}

/** A number attribute whose mean a ticket's record keeps. */
interface RecordedNumber {
  readonly name: string;
  readonly fallback: number | undefined;
}

/** The record of a ticket that has just arrived. @param startHour hour of the day at second 0 */
export function arrivedTicket(
  { ticket, region }: ArrivingTicket,
  numbers: readonly RecordedNumber[],
  startHour: number,
): TicketMeasures {
  return {
    region,
    size: ticket.players.length,
    numbers: numbers.map(({ name, fallback }) => average(ticket.players, name, fallback)),
    hour: Math.floor(ticket.startTime / 3600 + startHour) % 24,
    outcome: 'waiting',
    waitSeconds: 0,
  };
}

function average(
  players: readonly TicketPlayer[],
  name: string,
  fallback: number | undefined,
): number | undefined {
  const values = players.flatMap((player) => {
    const value = player.attributes[name] ?? fallback;
    return typeof value === 'number' ? [value] : [];
  });
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Waiting tickets by deadline. */
export class Deadlines {
  /** Tickets that matched are skipped. */
  readonly #inLine: Waiting[] = [];
  #first = 0;

  /** Adds a ticket, whose deadline is not before those of earlier ones. */
  add(entry: Waiting): void {
    this.#inLine.push(entry);
  }

  /** The next deadline; Infinity without one. */
  get next(): number {
    return this.#inLine[this.#first]?.deadline ?? Infinity;
  }

  /** Takes the tickets whose deadline has passed; those in a proposed match are left to its end. */
  takeOver(now: number): Waiting[] {
    const over: Waiting[] = [];
    const inLine = this.#inLine;
    for (
      let entry = inLine[this.#first];
      entry !== undefined && (entry.deadline <= now || entry.record.outcome !== 'waiting');
      entry = inLine[this.#first]
    ) {
      if (entry.record.outcome === 'waiting' && !entry.proposed) over.push(entry);
      this.#first += 1;
      if (this.#first > 10_000) {
        inLine.splice(0, this.#first);
        this.#first = 0;
      }
    }
    return over;
  }
}
