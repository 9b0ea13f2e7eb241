import { type FilterRule } from '../rule-set/rule-set';
import { type Entry } from './entry';
import { type Program } from './program';
import { someReported } from './unit';
import { type EqualFact, type Fact } from './windows';

/** Values of a list column that get a bit of their own; rarer ones share the rest by their hash. */
const ownBits = 23;
const sharedBits = 7;
/** The sign bit marks sets in which two values may share a bit: their common bits may not be counted. */
const inexact = 1 << 31;
/** Locations beyond these share the last bit. */
const locationBits = 31;

/** What a ticket is for the facts, worked out once when it enters the pool. */
interface FactsOfTicket {
  bits: readonly number[];
  low: number;
  high: number;
}

/**
 * Tells, from a few numbers laid out for each ticket, that two tickets can share no match: their sets of
 * locations and of list values are bit sets, and one `and` compares them. What it refuses, the rules refuse
 * too.
 */
export class Facts {
  readonly #program: Program;

  /** Columns whose values tickets of a match share exactly. */
  readonly equal: readonly EqualFact[];
  /** The number column that the index is ordered by. */
  readonly near: Extract<Fact, { kind: 'near' }> | undefined;
  /** The list that the index is looked up by: at every stage tickets must share a value. */
  readonly share: Extract<Fact, { kind: 'share' }> | undefined;
  readonly #complete: boolean;
  readonly #facts: readonly Fact[];
  /** Where each fact's bit sets begin in an entry's. */
  readonly #offsets: readonly number[];
  readonly #known: ReadonlyArray<Map<string, number>>;

  constructor(facts: readonly Fact[], program: Program) {
    this.#program = program;

    this.equal = facts.filter(
      (fact): fact is EqualFact => fact.kind === 'equal-string' || fact.kind === 'equal-number',
    );
    this.near = facts.find((fact) => fact.kind === 'near');
    this.share = facts.find(
      (fact): fact is Extract<Fact, { kind: 'share' }> =>
        fact.kind === 'share' && fact.least.every((least) => least > 0),
    );
    this.#facts = facts.filter((fact) => fact.kind !== 'near' || fact === this.near);
    let offset = 0;
    this.#offsets = this.#facts.map((fact) => {
      const at = offset;
      offset += fact.kind === 'location' ? fact.limits.length : fact.kind === 'share' ? 1 : 0;
      return at;
    });
    this.#known = this.#facts.map(() => new Map<string, number>());
    const covered = new Set(this.#facts.map((fact) => fact.rule));
    this.#complete = program.stages.every((stage) =>
      stage.rules.every(
        (compiled, index) =>
          !compiled.blind || compiled.prune === undefined || (covered.has(index) && saysAll(compiled.rule)),
      ),
    );
  }

  /** Whether the facts say all that rules can say of two tickets by themselves. */
  get decisive(): boolean {
    return this.#complete && this.#program.columns.locations.length <= locationBits;
  }

  lay(entry: Entry): void {
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
            const value = unit.numbers[fact.column] ?? 0;
            if (value < low) low = value;
            if (value > high) high = value;
          }
          target.low = low;
          target.high = high;
          break;
        }
        case 'share':
          bits.push(this.#listBits(entry, fact.column, this.#known[index] ?? new Map()));
          break;
        case 'location': {
          const own = fact.limits.map(({ column, most }) => this.#locationBitsOf(entry, column, most));
          // As with other facts: all stages that a match may still have.
          if (this.#program.oldestAge)
            for (let stage = own.length - 2; stage >= 0; stage -= 1)
              own[stage] = (own[stage] ?? 0) | (own[stage + 1] ?? 0);
          else
            for (let stage = 1; stage < own.length; stage += 1)
              own[stage] = (own[stage] ?? 0) | (own[stage - 1] ?? 0);
          bits.push(...own);
        }
      }
    });
    if (bits.length > 0) target.bits = bits;
  }

  /** The values that every player of the ticket has in the list that the index is looked up by. */
  sharedValues(entry: Entry): readonly string[] {
    const column = this.share?.column ?? 0;
    const [first, ...others] = entry.units.map((unit) => unit.lists[column] ?? []);
    const own = [...new Set(first ?? [])];
    return others.length === 0 ? own : own.filter((value) => others.every((list) => list.includes(value)));
  }

  /**
   * The rule by which two tickets can share no match (its index), or -1: nothing speaks against it so far.
   */
  refusal(a: Entry, b: Entry): number {
    const facts = this.#facts;
    const offsets = this.#offsets;
    this.#program.work.compared += 1;
    const stage = this.#program.oldestAge ? Math.max(a.stage, b.stage) : Math.min(a.stage, b.stage);
    for (let index = 0; index < facts.length; index += 1) {
      const fact = facts[index];
      const at = offsets[index] ?? 0;
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
          const most = fact.distance[stage] ?? Infinity;
          if (a.high - b.low > most || b.high - a.low > most) return fact.rule;
          break;
        }
        case 'share': {
          const least = fact.least[stage] ?? 0;
          if (least <= 0) break;
          const mine = a.bits[at] ?? 0;
          const theirs = b.bits[at] ?? 0;
          const common = mine & theirs & ~inexact;
          if (common === 0) return fact.rule;
          if (least > 1 && ((mine | theirs) & inexact) === 0 && bitCount(common) < least) return fact.rule;
          break;
        }
        case 'location':
          if (((a.bits[at + stage] ?? 0) & (b.bits[at + stage] ?? 0)) === 0) return fact.rule;
          break;
      }
    }
    return -1;
  }

  #listBits(entry: Entry, column: number, known: Map<string, number>): number {
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

  #locationBitsOf(entry: Entry, column: number, most: number): number {
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
 * Whether a fact derived from the rule refuses every two tickets that the rule would refuse at every stage.
 */
function saysAll(rule: FilterRule): boolean {
  return (
    rule.type === 'batchDistance' ||
    rule.type === 'comparison' ||
    rule.type === 'collection' ||
    (rule.type === 'latency' && rule.maxDistance === undefined)
  );
}
