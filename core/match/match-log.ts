import { type CommandId, type Seat } from '../ids';
import { type CommandEntry, type LogEntry } from './log';

/** An entry and, where the rules need it to show the command, the state right after it. */
interface Kept<State> {
  readonly entry: LogEntry;
  readonly then: State | undefined;
}

/**
 * The log of a match as an immutable value: `extended` returns a longer log and leaves this one unchanged.
 * All logs that grew from one another share one list. The newest extends it in place; extending an older one
 * copies it, which happens when its newest entry could not be made durable. So a command costs the same in a
 * match of any length.
 */
export class MatchLog<State> {
  readonly #kept: Kept<State>[];
  readonly #sequenceOf: Map<CommandId, number>[];

  /** The log of a match that has not begun. */
  static empty<State>(): MatchLog<State> {
    return new MatchLog<State>([], [], 0);
  }

  private constructor(
    kept: Kept<State>[],
    /**
     * A seat's command ids → sequence numbers, one map per seat. Entries beyond `length` belong to other
     * branches.
     */
    sequenceOf: Map<CommandId, number>[],
    readonly length: number,
  ) {
    this.#kept = kept;
    this.#sequenceOf = sequenceOf;
  }

  /**
   * A log that is one entry longer; this one stays as it is.
   * @param entry its sequence number must be `length + 1`
   * @param then the state right after it; undefined when it is not to be kept
   */
  extended(entry: LogEntry, then: State | undefined): MatchLog<State> {
    const tip = this.length > 0 && this.#kept.length === this.length;
    const kept = tip ? this.#kept : this.#kept.slice(0, this.length);
    const sequenceOf = tip ? this.#sequenceOf : indexed(kept);
    kept.push({ entry, then });
    remember(sequenceOf, entry);
    return new MatchLog(kept, sequenceOf, this.length + 1);
  }

  /**
   * The entry of a seat's accepted command, if there is one. The same id from another seat is another
   * command.
   */
  find(seat: Seat, commandId: CommandId): CommandEntry | undefined {
    const sequence = this.#sequenceOf[seat]?.get(commandId);
    if (sequence === undefined || sequence > this.length) return undefined;
    const entry = this.#kept[sequence - 1]?.entry;
    return entry?.kind === 'command' ? entry : undefined;
  }

  /** Entries after a sequence number (0: all), in order. */
  after(sequence: number): readonly LogEntry[] {
    return this.#kept.slice(Math.max(0, sequence), this.length).map(({ entry }) => entry);
  }

  /** The state right after an entry, where it was kept. */
  stateAfter(sequence: number): State | undefined {
    return sequence > this.length ? undefined : this.#kept[sequence - 1]?.then;
  }
}

function remember(sequenceOf: Map<CommandId, number>[], entry: LogEntry): void {
  if (entry.kind !== 'command') return;
  (sequenceOf[entry.seat] ??= new Map()).set(entry.commandId, entry.sequence);
}

function indexed<State>(kept: readonly Kept<State>[]): Map<CommandId, number>[] {
  const sequenceOf: Map<CommandId, number>[] = [];
  for (const { entry } of kept) remember(sequenceOf, entry);
  return sequenceOf;
}
