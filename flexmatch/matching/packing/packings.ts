import { at } from '../../at';
import { allowedSlots, type Entry } from '../pool/entry';
import { type Kinds } from '../pool/kinds';
import { type Kind } from '../pool/kind';
import {
  anySupply,
  boundsOver,
  packable,
  type PackItem,
  reachableSums,
  type SizeBounds,
  type Supply,
} from './packing';
import { type Program } from '../program/program';
import { type QuotaBounds, quotaBounds } from '../program/quotas';

/** Maximum number of cached answers; then the cache is cleared. */
const mostAnswers = 50_000;

/** Bounds over a range of stages that a match may still have. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly sizes: SizeBounds;
  readonly quotas: QuotaBounds;
}

/** The packing question for tickets of some kinds, independent of the order in which they were chosen. */
export interface Packing {
  readonly family: Family;
  /** Ids of the kinds, ascending. */
  readonly kinds: readonly number[];
  /** Only single players without traits who may be on any team. */
  readonly plain: boolean;
  fits: boolean | undefined;
  /** By kind: the question after one more ticket of it. */
  readonly more: Array<Packing | undefined>;
}

/** Questions over one span, with one supply. */
interface Family {
  readonly span: Span;
  readonly supply: Supply;
  readonly known: Map<string, Packing>;
  /** A plain single player is in the supply. */
  readonly plain: boolean;
  /** Ids of the kinds in the pool, as text. */
  readonly available: string;
}

/**
 * Answers whether tickets can still be distributed over teams, and caches the answers by kinds of tickets.
 */
export class Packings {
  readonly #program: Program;
  readonly #kinds: Kinds;
  #spans: Span[][] = [];
  readonly #families = new Map<string, Family>();
  #answers = 0;
  #version = 0;

  constructor(program: Program, kinds: Kinds) {
    this.#program = program;
    this.#kinds = kinds;
  }

  /**
   * The stages that a match may still have. @param stage its current stage @param top oldest stage of the
   * pool
   */
  span(stage: number, top: number): Span {
    if (this.#version !== this.#kinds.version) {
      this.#version = this.#kinds.version;
      this.#spans = [];
      this.#families.clear();
    }
    const [from, to] = this.#program.oldestAge ? [stage, Math.max(stage, top)] : [0, stage];
    const row = (this.#spans[from] ??= []);
    return (row[to] ??= {
      from,
      to,
      sizes: boundsOver(this.#program, from, to),
      quotas: quotaBounds(this.#kinds.quotas, from, to),
    });
  }

  /** @param available ids of the kinds in the pool; undefined: the pool is unknown */
  root(span: Span, available: readonly number[] | undefined): Packing {
    const family = this.#family(span, available?.join(',') ?? '?', available);
    return this.#node(family, []);
  }

  #family(span: Span, text: string, available: readonly number[] | undefined): Family {
    if (this.#answers > mostAnswers) {
      this.#families.clear();
      this.#answers = 0;
    }
    const key = `${span.from}-${span.to}|${text}`;
    const known = this.#families.get(key);
    if (known !== undefined) return known;
    const kinds = available?.map((id) => at(this.#kinds.list, id));
    const made: Family = {
      span,
      supply: kinds === undefined ? anySupply(this.#kinds.quotas.traits.length) : this.#supplyOf(kinds),
      known: new Map(),
      plain: span.quotas.quotas.length === 0 && (kinds === undefined || kinds.some((kind) => kind.plain)),
      available: text,
    };
    this.#families.set(key, made);
    return made;
  }

  #supplyOf(kinds: readonly Kind[]): Supply {
    const { traits } = this.#kinds.quotas;
    return {
      reachable: reachableSums([...new Set(kinds.map(({ size }) => size))], this.#program.largestTeam),
      rates: traits.map((_, trait) =>
        Math.max(
          0,
          ...kinds.map(({ counts, size }) => (counts === undefined ? Infinity : at(counts, trait) / size)),
        ),
      ),
      exclusive: kinds.every(
        ({ counts }) => counts !== undefined && counts.filter((count) => count > 0).length < 2,
      ),
    };
  }

  #node(family: Family, kinds: readonly number[]): Packing {
    const key = kinds.join(',');
    const known = family.known.get(key);
    if (known !== undefined) return known;
    const made: Packing = {
      family,
      kinds,
      plain: family.plain && kinds.every((id) => at(this.#kinds.list, id).plain),
      fits: undefined,
      more: [],
    };
    this.#answers += 1;
    family.known.set(key, made);
    return made;
  }

  /** The question after one more ticket; undefined when more than its kind decides. */
  with(pack: Packing | undefined, kind: Kind, span: Span): Packing | undefined {
    if (pack === undefined || kind.counts === undefined) return undefined;
    let from = pack;
    if (pack.family.span !== span) {
      const { available } = pack.family;
      const ids =
        available === '?'
          ? undefined
          : available
              .split(',')
              .filter((id) => id !== '')
              .map(Number);
      from = this.#node(this.#family(span, available, ids), pack.kinds);
    }
    return (from.more[kind.id] ??= this.#node(
      from.family,
      [...from.kinds, kind.id].sort((a, b) => a - b),
    ));
  }

  /** The same question where only some kinds can still be added. @param available their ids, ascending */
  among(pack: Packing, available: readonly number[]): Packing {
    const text = available.join(',');
    if (text === pack.family.available) return pack;
    return this.#node(this.#family(pack.family.span, text, available), pack.kinds);
  }

  /** Whether tickets of these kinds fit; computed once. */
  fits(pack: Packing): boolean {
    return (pack.fits ??= pack.plain || this.#pack(pack));
  }

  #pack({ family, kinds }: Packing): boolean {
    const { from, to, sizes, quotas } = family.span;
    const items = kinds.map((id): PackItem => {
      const { size, counts = [], slots = [] } = at(this.#kinds.list, id);
      const own = slots.slice(from, to + 1);
      return {
        size,
        counts,
        slots:
          from === to
            ? at(slots, from)
            : this.#program.allSlots.filter((slot) => own.some((list) => list.includes(slot))),
      };
    });
    const loads = { players: this.#program.slots.map(() => 0), quotas: quotas.quotas.map(() => 0) };
    return packable(items, loads, sizes, quotas.quotas, family.supply, this.#program);
  }

  /** The same for tickets of which more than the kind decides, running sessions among them. */
  fitEntries(entries: readonly Entry[], span: Span): boolean {
    const program = this.#program;
    const { traits } = this.#kinds.quotas;
    const { sizes, quotas } = span;
    const loads = { players: program.slots.map(() => 0), quotas: quotas.quotas.map(() => 0) };
    const items: PackItem[] = [];
    for (const entry of entries) {
      const stages: Array<ReadonlyArray<readonly number[]>> = [];
      for (let stage = span.from; stage <= span.to; stage += 1)
        stages.push(allowedSlots(entry, stage, program));
      entry.units.forEach((unit, place) => {
        const counts = traits.map(({ count }) => count(unit));
        if (unit.fixedSlot === -1) {
          const slots = program.allSlots.filter((slot) =>
            stages.some((own) => at(own, place).includes(slot)),
          );
          items.push({ size: unit.size, slots, counts });
          return;
        }
        loads.players[unit.fixedSlot] = at(loads.players, unit.fixedSlot) + unit.size;
        quotas.quotas.forEach(({ trait, slots }, index) => {
          if (slots.includes(unit.fixedSlot))
            loads.quotas[index] = at(loads.quotas, index) + at(counts, trait);
        });
      });
    }
    return packable(items, loads, sizes, quotas.quotas, anySupply(traits.length), program);
  }
}
