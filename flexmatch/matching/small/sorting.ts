import { type AttributeDeclaration, type NumberAggregation, type SortRule } from '../../rule-set/rule-set';
import { type AttributeValue } from '../../engine-types';
import { at } from '../../at';
import { type Candidates, type ClosedKinds, collect, suffixOf, type Supplies } from './candidates';
import { type PoolEntry, inLine } from '../pool/entry';
import { aggregate } from '../pool/party-unit';
import { type Program } from '../program/program';

type SortValue = number | string | undefined;

/** A ticket's sort value: the party's number, or the first player's text; undefined for lists and maps. */
export function plainValue(
  entry: PoolEntry,
  attribute: AttributeDeclaration,
  aggregation: NumberAggregation,
): SortValue {
  return reduced(entry, attribute, aggregation, (value) => value);
}

function reduced(
  entry: PoolEntry,
  attribute: AttributeDeclaration,
  aggregation: NumberAggregation,
  read: (value: AttributeValue) => AttributeValue | undefined,
): SortValue {
  const numbers: number[] = [];
  let text: string | undefined;
  for (const player of entry.ticket.players) {
    const value = player.attributes[attribute.name] ?? attribute.default;
    const one = value === undefined ? undefined : read(value);
    if (typeof one === 'number') numbers.push(one);
    else if (typeof one === 'string') text ??= one;
  }
  return numbers.length > 0 ? aggregate(numbers, aggregation) : text;
}

/** The plain values of a ticket for each sort rule, computed once. */
function sortValues(entry: PoolEntry, program: Program): readonly SortValue[] {
  return (entry.sortValues ??= program.sortRules.map((rule) => {
    const attribute = attributeOf(rule, program);
    return attribute === undefined ? undefined : plainValue(entry, attribute, rule.partyAggregation);
  }));
}

function attributeOf(rule: SortRule, program: Program): AttributeDeclaration | undefined {
  return program.ruleSet.attributes.find((attribute) => attribute.name === rule.sortAttribute);
}

/** The value by which a sort rule orders candidates of an anchor; undefined sorts last in both directions. */
function sortKey(
  anchor: PoolEntry,
  rule: SortRule,
  index: number,
  program: Program,
): (entry: PoolEntry) => SortValue {
  const attribute = attributeOf(rule, program);
  if (attribute === undefined) return () => undefined;
  let plain = (entry: PoolEntry): SortValue => sortValues(entry, program)[index];
  if (attribute.type === 'string_number_map') {
    // For a map, the anchor determines the key: the key of its lowest or highest value.
    const maps = anchor.ticket.players.flatMap((player) => {
      const value = player.attributes[attribute.name] ?? attribute.default;
      return value === undefined ? [] : [value];
    });
    const key = keyOfMap(maps, rule.mapKey === 'minValue');
    if (key === undefined) return () => undefined;
    plain = (entry) =>
      reduced(entry, attribute, rule.partyAggregation, (value) =>
        isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined,
      );
  }
  if (rule.type === 'absoluteSort') return plain;
  const centre = plain(anchor);
  return (entry) => {
    const value = plain(entry);
    return typeof value === 'number' && typeof centre === 'number' ? Math.abs(value - centre) : undefined;
  };
}

function isMap(value: AttributeValue): value is Readonly<Record<string, number>> {
  return typeof value === 'object' && !Array.isArray(value);
}

/**
 * The key of the anchor's map with the lowest or highest value; ties go to the first in alphabetical order.
 */
function keyOfMap(maps: readonly AttributeValue[], lowest: boolean): string | undefined {
  let best: { key: string; value: number } | undefined;
  for (const map of maps) {
    if (!isMap(map)) continue;
    for (const [key, value] of Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (
        typeof value === 'number' &&
        (best === undefined || (lowest ? value < best.value : value > best.value))
      )
        best = { key, value };
    }
  }
  return best?.key;
}

/**
 * Candidates in the order of the sort rules: the first rule decides, later ones break ties, then the line
 * does. A heap gives out only as many as the search looks at, and only those are tried with the anchor.
 */
export class RankedCandidates implements Candidates {
  readonly #entries: readonly PoolEntry[];
  readonly #passes: (entry: PoolEntry) => boolean;

  readonly #columns: SortValue[][];
  readonly #descending: readonly boolean[];
  readonly #heap: number[];
  readonly #found: PoolEntry[] = [];
  readonly #places = new Map<PoolEntry, number>();
  #suffix: number[] | undefined;
  readonly #supplies: Supplies = new Map();
  readonly #foundSupplies: Supplies = new Map();

  constructor(
    anchor: PoolEntry,
    entries: readonly PoolEntry[],
    program: Program,
    passes: (entry: PoolEntry) => boolean,
    readonly cut: boolean,
  ) {
    this.#entries = entries;
    this.#passes = passes;

    const { sortRules } = program;
    this.#descending = sortRules.map((rule) => rule.sortDirection === 'descending');
    this.#columns = sortRules.map((rule, index) => {
      const key = sortKey(anchor, rule, index, program);
      return entries.map((entry) => key(entry));
    });
    this.#heap = entries.map((_, index) => index);
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at -= 1) this.#sink(at);
  }

  next(after: PoolEntry | undefined, closed: ClosedKinds | undefined): PoolEntry | undefined {
    for (let at = after === undefined ? 0 : (this.#places.get(after) ?? -1) + 1; ; at += 1) {
      if (at >= this.#found.length && !this.#fetch()) return undefined;
      const entry = this.#found[at];
      if (entry !== undefined && closed?.[entry.kind.id] !== 1) return entry;
    }
  }

  playersBehind(after: PoolEntry | undefined): number {
    if (this.#heap.length > 0) return Infinity;
    if (this.#suffix === undefined) {
      this.#suffix = new Array<number>(this.#found.length + 1).fill(0);
      for (let place = this.#found.length - 1; place >= 0; place -= 1)
        this.#suffix[place] = at(this.#suffix, place + 1) + at(this.#found, place).size;
    }
    return at(this.#suffix, after === undefined ? 0 : (this.#places.get(after) ?? -1) + 1);
  }

  behind(after: PoolEntry | undefined, most: number): readonly PoolEntry[] | undefined {
    return collect(this, after, most);
  }

  supplyBehind(after: PoolEntry | undefined, trait: number, cap: number): number {
    // Before all have been fetched, all count, which is an upper bound.
    if (this.#heap.length > 0) return at(suffixOf(this.#entries, trait, cap, this.#supplies), 0);
    const place = after === undefined ? 0 : (this.#places.get(after) ?? -1) + 1;
    return at(suffixOf(this.#found, trait, cap, this.#foundSupplies), place);
  }

  #fetch(): boolean {
    for (;;) {
      const [top] = this.#heap;
      const last = this.#heap.pop();
      if (top === undefined || last === undefined) return false;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink(0);
      }
      const entry = this.#entries[top];
      if (entry === undefined || !this.#passes(entry)) continue;
      this.#places.set(entry, this.#found.length);
      this.#found.push(entry);
      return true;
    }
  }

  #sink(start: number): void {
    const heap = this.#heap;
    for (let place = start; ;) {
      const left = 2 * place + 1;
      const right = left + 1;
      let first = place;
      if (left < heap.length && this.#before(at(heap, left), at(heap, first))) first = left;
      if (right < heap.length && this.#before(at(heap, right), at(heap, first))) first = right;
      if (first === place) return;
      const moved = at(heap, place);
      heap[place] = at(heap, first);
      heap[first] = moved;
      place = first;
    }
  }

  #before(a: number, b: number): boolean {
    const one = this.#entries[a];
    const other = this.#entries[b];
    if (one === undefined || other === undefined) return false;
    // Backfill tickets keep the position of their priority.
    if (one.rank !== other.rank) return one.rank < other.rank;
    for (let index = 0; index < this.#columns.length; index += 1) {
      const left = this.#columns[index]?.[a];
      const right = this.#columns[index]?.[b];
      if (left === right) continue;
      if (left === undefined) return false; // without a value: last in both directions
      if (right === undefined) return true;
      return left < right !== (this.#descending[index] ?? false);
    }
    return inLine(one, other) < 0;
  }
}
