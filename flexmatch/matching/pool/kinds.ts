import { type TicketKind, backfillKind } from './kind';
import { at } from '../../at';
import { type PoolEntry } from './entry';
import { type Program } from '../program/program';
import { maxCounted, type Quota, type Quotas } from '../program/quotas';
import { type Unit } from '../../roster/unit';
/** Above this number, new kinds are merged into one kind per party size. */
const maxKinds = 120;
/** Upper bound of kind ids: party sizes end at 40. */
export const maxKindIds = maxKinds + 48;

/** Numbers the kinds of tickets of a pool, in the order of their first ticket. */
export class Kinds {
  readonly #program: Program;
  #quotas: Quotas;
  /** Incremented when a limit had to be dropped. */
  version = 0;
  readonly list: TicketKind[] = [
    { id: backfillKind, size: 0, counts: undefined, slots: undefined, plain: false },
  ];
  readonly #known = new Map<string, TicketKind>();
  /** Whether some rule looks at teams and can fail for one ticket alone. */
  readonly #restricts: boolean;
  /** Teams by party size and stage, where no rule restricts them. */
  readonly #bySize: Array<ReadonlyArray<readonly number[]> | undefined> = [];

  /** The last kind of each party size; the only one where only size counts. */
  readonly #alike: Array<TicketKind | undefined> = [];

  constructor(program: Program, quotas: Quotas) {
    this.#program = program;
    this.#quotas = quotas;
    this.#restricts = program.stages.some((stage) =>
      stage.rules.some((rule) => !rule.blind && rule.prune !== undefined),
    );
  }

  get quotas(): Quotas {
    return this.#quotas;
  }

  /**
   * Drops the limits that do not hold with a contribution. With a negative one, a sum that is too high can
   * fall again; sums of very large ones depend on the order in which they are added.
   */
  #loosen(trait: number, count: number): void {
    const large = Math.abs(count) > maxCounted;
    if (count >= 0 && !large) return;
    const isFree = ({ trait: own, most, least }: Quota): boolean =>
      own !== trait || (most.every((one) => one === Infinity) && (!large || least.every((one) => one === 0)));
    const { traits, quotas } = this.#quotas;
    if (quotas.every(isFree)) return;
    this.version += 1;
    this.#quotas = {
      traits,
      quotas: quotas.map((quota) =>
        isFree(quota)
          ? quota
          : {
              ...quota,
              most: quota.most.map(() => Infinity),
              least: large ? quota.least.map(() => 0) : quota.least,
            },
      ),
    };
  }

  /** Backfill tickets have several units, each with its own contributions. */
  #loosenFor({ units }: PoolEntry): void {
    this.quotas.traits.forEach(({ count }, trait) => {
      for (const unit of units) this.#loosen(trait, count(unit));
    });
  }

  /** The kind of a ticket; the first ticket of a kind creates it. */
  of(entry: PoolEntry): TicketKind {
    const [unit] = entry.units;
    this.#loosenFor(entry);
    if (entry.isBackfill || unit === undefined) return at(this.list, backfillKind);
    if (!this.#restricts && this.quotas.traits.length === 0) {
      const alike = this.#alike[entry.size];
      if (alike !== undefined) return alike;
    }
    const counts = this.quotas.traits.map(({ count }) => count(unit));
    const countable = counts.every((count) => count >= 0 && count <= maxCounted);
    const slots = this.#slotsOf(unit);
    const key = countable
      ? `${entry.size}|${counts.join(',')}|${slots.map((own) => own.join(',')).join(';')}`
      : '';
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (!countable || this.list.length >= maxKinds) return this.#mixed(entry.size);
    const made = this.#make(key, {
      size: entry.size,
      counts,
      slots,
      plain:
        entry.size === 1 &&
        counts.every((count) => count === 0) &&
        slots.every((own) => own.length === this.#program.allSlots.length),
    });
    this.#alike[entry.size] = made;
    return made;
  }

  #mixed(size: number): TicketKind {
    const key = `mixed ${size}`;
    return (
      this.#known.get(key) ?? this.#make(key, { size, counts: undefined, slots: undefined, plain: false })
    );
  }

  #make(key: string, shape: Omit<TicketKind, 'id'>): TicketKind {
    const kind = { id: this.list.length, ...shape };
    this.list.push(kind);
    this.#known.set(key, kind);
    return kind;
  }

  /** The allowed teams of a unit by its size and by the rules that look at teams, by stage. */
  #slotsOf(unit: Unit): ReadonlyArray<readonly number[]> {
    if (this.#restricts) return this.#workOutSlots(unit);
    return (this.#bySize[unit.size] ??= this.#workOutSlots(unit));
  }

  #workOutSlots(unit: Unit): ReadonlyArray<readonly number[]> {
    const { stages, allSlots, scratch } = this.#program;
    return stages.map((stage) => {
      const own = allSlots.filter((slot) => {
        if (unit.size > at(stage.maxPlayers, slot)) return false;
        if (!this.#restricts) return true;
        scratch.put(unit, slot);
        const fits = stage.rules.every(
          (rule) => rule.blind || rule.prune === undefined || rule.prune(scratch),
        );
        scratch.take(slot);
        return fits;
      });
      return own.length === allSlots.length ? allSlots : own;
    });
  }
}
