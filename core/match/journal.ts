import { type CommandId, type Seat } from '../ids';
import { type LogEntry } from './log';

/**
 * The accepted commands of a match, as a value: `extended` gives a longer journal and leaves this one as it
 * was. All journals that grew from one another share one list. The newest extends it in place; extending an
 * older one (its newest entry could not be made durable, say) copies. So a match of any length pays the same
 * for a command.
 */
export class Journal {
  readonly #entries: LogEntry[];
  readonly #sequenceOf: Map<CommandId, number>[];

  static readonly empty = new Journal([], [], 0);

  private constructor(
    entries: LogEntry[],
    /**
     * A seat's command ids → sequence numbers; a list a seat. Entries beyond `length` belong to other
     * branches.
     */
    sequenceOf: Map<CommandId, number>[],
    readonly length: number,
  ) {
    this.#entries = entries;
    this.#sequenceOf = sequenceOf;
  }

  /** @param entry its sequence number must be `length + 1` */
  extended(entry: LogEntry): Journal {
    const tip = this.length > 0 && this.#entries.length === this.length;
    const entries = tip ? this.#entries : this.#entries.slice(0, this.length);
    const sequenceOf = tip ? this.#sequenceOf : indexed(entries);
    entries.push(entry);
    remember(sequenceOf, entry);
    return new Journal(entries, sequenceOf, this.length + 1);
  }

  /**
   * The entry that a seat's command became, if it was accepted. Another seat's use of the same id is another
   * command.
   */
  find(seat: Seat, commandId: CommandId): LogEntry | undefined {
    const sequence = this.#sequenceOf[seat]?.get(commandId);
    return sequence === undefined || sequence > this.length ? undefined : this.#entries[sequence - 1];
  }

  /** Entries after a sequence number (0: all), in order. */
  after(sequence: number): readonly LogEntry[] {
    return this.#entries.slice(Math.max(0, sequence), this.length);
  }
}

function remember(sequenceOf: Map<CommandId, number>[], entry: LogEntry): void {
  (sequenceOf[entry.seat] ??= new Map()).set(entry.commandId, entry.sequence);
}

function indexed(entries: readonly LogEntry[]): Map<CommandId, number>[] {
  const sequenceOf: Map<CommandId, number>[] = [];
  for (const entry of entries) remember(sequenceOf, entry);
  return sequenceOf;
}
