import { type Kind, backfillKind } from './kind';
import { at } from '../../at';
import { type Entry } from './entry';
import { type Program } from '../program/program';
import { type Quotas } from '../program/quotas';
import { type Unit } from '../../roster/unit';
/** Above this number, new kinds are merged into one kind per party size. */
const mostKinds = 120;
/** Upper bound of kind ids: party sizes end at 40. */
export const mostKindIds = mostKinds + 48;

/** Numbers the kinds of tickets of a pool, in the order of their first ticket. */
export class Kinds {
  readonly #program: Program;
  #quotas: Quotas;
  /** Incremented when a quota had to be dropped. */
  version = 0;
  readonly list: Kind[] = [{ id: backfillKind, size: 0, counts: undefined, slots: undefined, plain: false }];
  readonly #known = new Map<string, Kind>();
  /** Whether some rule looks at teams and can fail for one ticket alone. */
  readonly #restricts: boolean;
  /** Teams by party size and stage, where no rule restricts them. */
  readonly #bySize: Array<ReadonlyArray<readonly number[]> | undefined> = [];

  /** The last kind of each party size; the only one where only size counts. */
  readonly #alike: Array<Kind | undefined> = [];

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

  /** With negative contributions, a sum that is too high can fall again, so its upper limit is dropped. */
  #loosen(trait: number): void {
    const { traits, quotas } = this.#quotas;
    if (quotas.every((quota) => quota.trait !== trait || quota.most.every((most) => most === Infinity)))
      return;
    this.version += 1;
    this.#quotas = {
      traits,
      quotas: quotas.map((quota) =>
        quota.trait === trait ? { ...quota, most: quota.most.map(() => Infinity) } : quota,
      ),
    };
  }

  /** The kind of a ticket; the first ticket of a kind creates it. */
  of(entry: Entry): Kind {
    const [unit] = entry.units;
    if (entry.isBackfill || unit === undefined) return at(this.list, backfillKind);
    if (!this.#restricts && this.quotas.traits.length === 0) {
      const alike = this.#alike[entry.size];
      if (alike !== undefined) return alike;
    }
    const counts = this.quotas.traits.map(({ count }) => count(unit));
    counts.forEach((count, trait) => {
      if (count < 0) this.#loosen(trait);
    });
    const countable = counts.every((count) => count >= 0 && Number.isFinite(count));
    const slots = this.#slotsOf(unit);
    const key = countable
      ? `${entry.size}|${counts.join(',')}|${slots.map((own) => own.join(',')).join(';')}`
      : '';
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (!countable || this.list.length >= mostKinds) return this.#mixed(entry.size);
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

  #mixed(size: number): Kind {
    const key = `mixed ${size}`;
    return (
      this.#known.get(key) ?? this.#make(key, { size, counts: undefined, slots: undefined, plain: false })
    );
  }

  #make(key: string, shape: Omit<Kind, 'id'>): Kind {
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
