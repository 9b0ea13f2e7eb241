import { at } from '../../at';
import { budgets } from '../budgets/budgets';
import { allowedSlots, type PoolEntry } from '../pool/entry';
import { type Kinds } from '../pool/kinds';
import { type TicketKind } from '../pool/kind';
import { anySupply, packable, type PackItem, reachableSums, type Supply } from './packing';
import { boundsOver, type SizeBounds } from './size-bounds';
import { type Program } from '../program/program';
import { type TeamSums } from './team-sums';
import { type QuotaBounds, quotaBounds } from '../program/quotas';

/** Bounds over a range of stages that a match may still have. */
export interface StageSpan {
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
  readonly span: StageSpan;
  readonly supply: KnownSupply;
  readonly known: Map<string, Packing>;
}

/**
 * The supply of some kinds. Pools of different kinds mostly have the same supply, so the answers for one hold
 * for the others.
 */
interface KnownSupply extends Supply {
  readonly id: number;
  /** A plain single player is in the supply. */
  readonly plain: boolean;
}

/**
 * Answers whether tickets can still be distributed over teams, and caches the answers by kinds of tickets.
 */
export class Packings {
  readonly #program: Program;
  readonly #kinds: Kinds;
  #spans: StageSpan[][] = [];
  readonly #families = new Map<string, Family>();
  /** Known supplies by their content. */
  readonly #supplies = new Map<string, KnownSupply>();
  /** The same supplies by the ids of their kinds. */
  readonly #suppliesOfKinds = new Map<string, KnownSupply>();
  /** Ids of supplies are never given twice: questions of forgotten ones may still be asked. */
  #lastSupply = 0;
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
  span(stage: number, top: number): StageSpan {
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
      quotas: quotaBounds(this.#kinds.quotas, from, to, this.#program.slots.length),
    });
  }

  /** @param available ids of the kinds in the pool; undefined: the pool is unknown */
  root(span: StageSpan, available: readonly number[] | undefined): Packing {
    return this.#node(this.#family(span, this.#supplyOf(available)), []);
  }

  #family(span: StageSpan, supply: KnownSupply): Family {
    if (this.#answers > budgets.maxKnownPackings) {
      this.#families.clear();
      this.#answers = 0;
    }
    const key = `${span.from}-${span.to}|${supply.id}`;
    const known = this.#families.get(key);
    if (known !== undefined) return known;
    const made: Family = { span, supply, known: new Map() };
    this.#families.set(key, made);
    return made;
  }

  /** @param available ids of kinds, ascending; undefined: unknown ones */
  #supplyOf(available: readonly number[] | undefined): KnownSupply {
    const ids = available?.join(',') ?? '?';
    const known = this.#suppliesOfKinds.get(ids);
    if (known !== undefined) return known;
    const kinds = available?.map((id) => at(this.#kinds.list, id));
    const supply = kinds === undefined ? anySupply(this.#kinds.quotas.traits.length) : this.#addedBy(kinds);
    const plain = kinds === undefined || kinds.some((kind) => kind.plain);
    const reached = supply.reachable?.map(Number).join('');
    const text = `${reached}|${supply.rates.join(',')}|${supply.exclusive}|${plain}`;
    if (this.#suppliesOfKinds.size >= budgets.maxKnownSupplies) {
      this.#suppliesOfKinds.clear();
      this.#supplies.clear();
    }
    const same = this.#supplies.get(text) ?? { ...supply, plain, id: (this.#lastSupply += 1) };
    this.#supplies.set(text, same);
    this.#suppliesOfKinds.set(ids, same);
    return same;
  }

  /** The supply of tickets of some kinds. */
  #addedBy(kinds: readonly TicketKind[]): Supply {
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
      plain:
        family.supply.plain &&
        family.span.quotas.quotas.length === 0 &&
        kinds.every((id) => at(this.#kinds.list, id).plain),
      fits: undefined,
      more: [],
    };
    this.#answers += 1;
    family.known.set(key, made);
    return made;
  }

  /** The question after one more ticket; undefined when more than its kind decides. */
  with(pack: Packing | undefined, kind: TicketKind, span: StageSpan): Packing | undefined {
    if (pack === undefined || kind.counts === undefined) return undefined;
    const { supply } = pack.family;
    const from = pack.family.span === span ? pack : this.#node(this.#family(span, supply), pack.kinds);
    return (from.more[kind.id] ??= this.#node(
      from.family,
      [...from.kinds, kind.id].sort((a, b) => a - b),
    ));
  }

  /** The same question where only some kinds can still be added. @param available their ids, ascending */
  among(pack: Packing, available: readonly number[]): Packing {
    const supply = this.#supplyOf(available);
    if (supply === pack.family.supply) return pack;
    return this.#node(this.#family(pack.family.span, supply), pack.kinds);
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

  /**
   * The same for tickets of which more than the kind decides, running sessions among them.
   * @param pack gives the supply; undefined: an unknown one
   */
  fitEntries(entries: readonly PoolEntry[], span: StageSpan, pack?: Packing, teams?: TeamSums): boolean {
    const program = this.#program;
    const { traits } = this.#kinds.quotas;
    const { sizes, quotas } = span;
    const loads = { players: program.slots.map(() => 0), quotas: quotas.quotas.map(() => 0), teams };
    const items: PackItem[] = [];
    for (const entry of entries) {
      const stages: Array<ReadonlyArray<readonly number[]>> = [];
      for (let stage = span.from; stage <= span.to; stage += 1)
        stages.push(allowedSlots(entry, stage, program));
      entry.units.forEach((unit, place) => {
        const counts = entry.kind.counts ?? traits.map(({ count }) => count(unit));
        const value = teams === undefined ? 0 : at(unit.numbers, teams.column) * unit.size;
        if (unit.fixedSlot === -1) {
          const slots = program.allSlots.filter((slot) =>
            stages.some((own) => at(own, place).includes(slot)),
          );
          items.push({ size: unit.size, slots, counts, value });
          return;
        }
        loads.players[unit.fixedSlot] = at(loads.players, unit.fixedSlot) + unit.size;
        if (teams !== undefined) teams.sums[unit.fixedSlot] = at(teams.sums, unit.fixedSlot) + value;
        quotas.quotas.forEach(({ trait, slots }, index) => {
          if (slots.includes(unit.fixedSlot))
            loads.quotas[index] = at(loads.quotas, index) + at(counts, trait);
        });
      });
    }
    const supply = pack?.family.supply ?? anySupply(traits.length);
    return packable(items, loads, sizes, quotas.quotas, supply, program);
  }
}
