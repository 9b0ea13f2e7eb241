import { type FilterRule } from '../../rule-set/rule-set';
import { at } from '../../at';
import { type PoolEntry } from '../pool/entry';
import { type Program } from '../program/program';
import { someReported } from '../../roster/unit';
import { type CentreFact } from './centres';
import { type EqualFact } from './derive-facts';
import { type Fact } from './rule-facts';

/** Number of list values with a bit of their own; rarer ones share the rest by their hash. */
const ownBits = 23;
const sharedBits = 7;
/** The sign bit marks sets in which two values may share a bit: their common bits must not be counted. */
const inexact = 1 << 31;
/** Locations beyond these share the last bit. */
const locationBits = 31;

/** The facts of a ticket, computed once when it enters the pool. */
interface FactsOfTicket {
  bits: readonly number[];
  low: number;
  high: number;
}

/** The facts of one ticket, or of several that are to be in one match. */
export interface FactView {
  readonly stage: number;
  readonly units: PoolEntry['units'];
  readonly low: number;
  readonly high: number;
  readonly bits: readonly number[];
}

/**
 * Decides from a few precomputed numbers that two tickets cannot share a match: their sets of locations and
 * of list values are bit sets, and one `and` compares them. Everything it refuses would be refused by the
 * rules.
 */
export class Facts {
  readonly #program: Program;

  /** Columns whose values must be equal for all tickets of a match. */
  readonly equal: readonly EqualFact[];
  /** The number column that orders the index. */
  readonly near: Extract<Fact, { kind: 'near' }> | undefined;
  /** The list column of the index, at stages at which tickets must share one of its values. */
  readonly share: Extract<Fact, { kind: 'share' }> | undefined;
  readonly #complete: boolean;
  readonly #facts: readonly Fact[];
  /** Offset of each fact's bit sets in those of an entry. */
  readonly #offsets: readonly number[];
  /** By bit set: it holds values of a list, of which some may share a bit. */
  readonly #isList: readonly boolean[];
  readonly #known: ReadonlyArray<Map<string, number>>;

  constructor(
    facts: readonly Fact[],
    readonly centres: readonly CentreFact[],
    program: Program,
  ) {
    this.#program = program;

    this.equal = facts.filter(
      (fact): fact is EqualFact => fact.kind === 'equal-string' || fact.kind === 'equal-number',
    );
    this.near = facts.find((fact) => fact.kind === 'near');
    const shares = facts.filter((fact) => fact.kind === 'share');
    this.share = shares.find(({ values }) => values.every((least) => least > 0)) ?? shares[0];
    this.#facts = facts.filter((fact) => fact.kind !== 'near' || fact === this.near);
    let offset = 0;
    this.#offsets = this.#facts.map((fact) => {
      const at = offset;
      offset += fact.kind === 'location' ? fact.limits.length : fact.kind === 'share' ? 1 : 0;
      return at;
    });
    this.#isList = this.#facts.flatMap((fact) =>
      fact.kind === 'location' ? fact.limits.map(() => false) : fact.kind === 'share' ? [true] : [],
    );
    this.#known = this.#facts.map(() => new Map<string, number>());
    const covered = new Set(this.#facts.map((fact) => fact.rule));
    this.#complete = program.stages.every((stage) =>
      stage.rules.every(
        (compiled, index) =>
          !compiled.blind || compiled.prune === undefined || (covered.has(index) && saysAll(compiled.rule)),
      ),
    );
  }

  /** Whether the facts express everything that rules can say about a pair of tickets. */
  get decisive(): boolean {
    return this.#complete && this.#program.columns.locations.length <= locationBits;
  }

  /** Whether some fact requires more in common than equal values, by which the pool is partitioned anyway. */
  get narrowing(): boolean {
    return (
      this.centres.length > 0 ||
      this.#facts.some(({ kind }) => kind === 'near' || kind === 'location' || kind === 'share')
    );
  }

  lay(entry: PoolEntry): void {
    const target: FactsOfTicket = entry;
    const bits: number[] = [];
    this.#facts.forEach((fact, index) => {
      switch (fact.kind) {
        case 'equal-string':
        case 'equal-number':
          break;
        case 'near': {
          let low = Infinity;
          let high = -Infinity;
          for (const unit of entry.units) {
            const value = at(unit.numbers, fact.column);
            if (value < low) low = value;
            if (value > high) high = value;
          }
          target.low = low;
          target.high = high;
          break;
        }
        case 'share':
          bits.push(this.#listBits(entry, fact.column, this.#known[index] ?? new Map<string, number>()));
          break;
        case 'location': {
          const own = fact.limits.map(({ column, most }) => this.#locationBitsOf(entry, column, most));
          // All stages that a match may still have; the stage of the oldest ticket is not known beforehand.
          if (!this.#program.oldestAge)
            for (let stage = 1; stage < own.length; stage += 1)
              own[stage] = at(own, stage) | at(own, stage - 1);
          bits.push(...own);
        }
      }
    });
    if (bits.length > 0) target.bits = bits;
  }

  /** The values that every player of the ticket has in the list column of the index. */
  sharedValues(entry: PoolEntry): readonly string[] {
    const column = this.share?.column ?? 0;
    const [first, ...others] = entry.units.map((unit) => unit.lists[column] ?? []);
    const own = [...new Set(first ?? [])];
    return others.length === 0 ? own : own.filter((value) => others.every((list) => list.includes(value)));
  }

  /**
   * Index of the rule by which two tickets cannot share a match, or -1 when no fact excludes it.
   * @param top the oldest stage that a match with both may have
   */
  refusal(a: FactView, b: FactView, top: number): number {
    const facts = this.#facts;
    const offsets = this.#offsets;
    this.#program.work.compared += 1;
    const stage = this.#program.oldestAge ? Math.max(a.stage, b.stage) : Math.min(a.stage, b.stage);
    for (let index = 0; index < facts.length; index += 1) {
      const fact = facts[index];
      const offset = offsets[index] ?? 0;
      if (fact === undefined) continue;
      switch (fact.kind) {
        case 'equal-string':
          if (a.units[0]?.strings[fact.column]?.[0] !== b.units[0]?.strings[fact.column]?.[0])
            return fact.rule;
          break;
        case 'equal-number':
          if (a.units[0]?.numbers[fact.column] !== b.units[0]?.numbers[fact.column]) return fact.rule;
          break;
        case 'near': {
          const most = fact.mildest(stage, top);
          if (a.high - b.low > most || b.high - a.low > most) return fact.rule;
          break;
        }
        case 'share': {
          const least = fact.mildest(stage, top);
          if (least <= 0) break;
          const mine = a.bits[offset] ?? 0;
          const theirs = b.bits[offset] ?? 0;
          const common = mine & theirs & ~inexact;
          if (common === 0) return fact.rule;
          if (least > 1 && ((mine | theirs) & inexact) === 0 && bitCount(common) < least) return fact.rule;
          break;
        }
        case 'location':
          if (!this.#shareLocation(a, b, offset, stage, top)) return fact.rule;
          break;
      }
    }
    return -1;
  }

  /** The facts that tickets in one match have in common: the locations, the list values, the range. */
  together(group: FactView, entry: FactView): FactView {
    const stage = this.#program.oldestAge
      ? Math.max(group.stage, entry.stage)
      : Math.min(group.stage, entry.stage);
    return {
      stage,
      units: group.units,
      low: Math.min(group.low, entry.low),
      high: Math.max(group.high, entry.high),
      bits: group.bits.map((bits, place) => {
        const other = at(entry.bits, place);
        return at(this.#isList, place)
          ? (bits & other & ~inexact) | ((bits | other) & inexact)
          : bits & other;
      }),
    };
  }

  /**
   * For each fact that requires something in common at a stage, the function that returns a ticket's values
   * as bits.
   */
  commonBits(stage: number): ReadonlyArray<(one: FactView) => number> {
    return this.#facts.flatMap((fact, index) => {
      const offset = at(this.#offsets, index);
      if (fact.kind === 'location') return [(one: FactView): number => at(one.bits, offset + stage)];
      return fact.kind === 'share' && fact.mildest(stage, stage) > 0
        ? [(one: FactView): number => at(one.bits, offset) & ~inexact]
        : [];
    });
  }

  #shareLocation(a: FactView, b: FactView, offset: number, stage: number, top: number): boolean {
    const last = this.#program.oldestAge ? Math.max(stage, top) : stage;
    for (let one = stage; one <= last; one += 1)
      if (((a.bits[offset + one] ?? 0) & (b.bits[offset + one] ?? 0)) !== 0) return true;
    return false;
  }

  #listBits(entry: PoolEntry, column: number, known: Map<string, number>): number {
    let all = -1;
    let shares = 0;
    for (const unit of entry.units) {
      let bits = 0;
      for (const value of unit.lists[column] ?? []) {
        let bit = known.get(value);
        if (bit === undefined && known.size < ownBits) {
          bit = known.size;
          known.set(value, bit);
        }
        if (bit === undefined) {
          bit = ownBits + (hash(value) % sharedBits);
          shares = inexact;
        }
        bits |= 1 << bit;
      }
      all &= bits;
    }
    return (all & ~inexact) | shares;
  }

  #locationBitsOf(entry: PoolEntry, column: number, most: number): number {
    let all = -1;
    for (const unit of entry.units) {
      let bits = 0;
      someReported(unit.latencies[column], (latency, location) => {
        if (this.#program.reading.inclusive ? latency <= most : latency < most)
          bits |= 1 << Math.min(location, locationBits - 1);
        return false;
      });
      all &= bits;
    }
    return all;
  }
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

/**
 * Whether a fact derived from the rule refuses every pair of tickets that the rule would refuse at every
 * stage.
 */
function saysAll(rule: FilterRule): boolean {
  return (
    rule.type === 'batchDistance' ||
    rule.type === 'comparison' ||
    rule.type === 'collection' ||
    (rule.type === 'latency' && rule.maxDistance === undefined)
  );
}
