import { at } from '../../at';
import { mix } from '../../mix';
import { budgets, type SearchPass } from '../budgets/budgets';
import { type PoolEntry, inLine } from '../pool/entry';
import { type TicketKind, suppliedBy } from '../pool/kind';
import { type Kinds, maxKindIds } from '../pool/kinds';
import { type Program } from '../program/program';
import { type QuotaBounds } from '../program/quotas';
import { type Candidates } from './candidates';
import { type Chosen } from './chosen';

/** A position in the order of scarcity after everything that is missing. */
const plain = 1e9;
const surplus = 2e9;

/**
 * Suppliers of missing traits come first, those of the scarcest trait before the others. Tickets that supply
 * only what the match has enough of come last, so that other matches find them.
 */
export function scarceFirst(
  entries: readonly PoolEntry[],
  quotas: QuotaBounds,
  chosen: Chosen,
): readonly PoolEntry[] {
  const asked = quotas.totals.flatMap((total, trait) => (total > 0 ? [trait] : []));
  const missing = asked.filter((trait) => chosen.missing(trait, quotas) > 0);
  const supplies = missing.map((trait) =>
    entries.reduce((sum, { kind }) => sum + suppliedBy(kind, trait, at(quotas.caps, trait)), 0),
  );
  const scarcity = (kind: TicketKind): number => {
    let least = Infinity;
    missing.forEach((trait, place) => {
      if (suppliedBy(kind, trait, 1) > 0) least = Math.min(least, at(supplies, place));
    });
    if (least < Infinity) return least;
    return asked.some((trait) => suppliedBy(kind, trait, 1) > 0) ? surplus : plain;
  };
  const known = new Map<TicketKind, number>();
  const of = ({ kind }: PoolEntry): number => {
    const value = known.get(kind) ?? scarcity(kind);
    known.set(kind, value);
    return value;
  };
  // Equal ones keep the order of the line.
  return [...entries].sort((a, b) => a.rank - b.rank || of(a) - of(b));
}

/**
 * The first candidates of each kind, the same number of each: the front of the line has often lost scarce
 * tickets to earlier matches.
 */
function sampleOf(candidates: Candidates, kinds: Kinds): PoolEntry[] {
  const sample: PoolEntry[] = [];
  const closed = new Uint8Array(maxKindIds).fill(1);
  for (const { id } of kinds.list) {
    closed[id] = 0;
    let entry = candidates.next(undefined, closed);
    for (let taken = 0; entry !== undefined && taken < budgets.maxSampledOfKind; taken += 1) {
      sample.push(entry);
      entry = candidates.next(entry, closed);
    }
    closed[id] = 1;
  }
  return sample;
}

/** A sample of the candidates, those first whose value balances easily with the anchor's. */
export function nearestSample(
  anchor: PoolEntry,
  candidates: Candidates,
  kinds: Kinds,
  { balanceColumn = 0 }: Program,
): readonly PoolEntry[] {
  const value = (entry: PoolEntry): number => entry.units[0]?.numbers[balanceColumn] ?? 0;
  const centre = value(anchor);
  const distance = (entry: PoolEntry): number => Math.abs(value(entry) - centre);
  return sampleOf(candidates, kinds).sort((a, b) => distance(a) - distance(b) || inLine(a, b));
}

/** A sample of the candidates in random order. @param draw each number gives another order */
export function shuffledSample(
  { attempts }: PoolEntry,
  candidates: Candidates,
  kinds: Kinds,
  seed: number,
  draw: Extract<SearchPass['order'], number>,
): readonly PoolEntry[] {
  const place = (entry: PoolEntry): number => mix(seed, entry.sequence, attempts * 8 + draw);
  return sampleOf(candidates, kinds).sort((a, b) => a.rank - b.rank || place(a) - place(b));
}
