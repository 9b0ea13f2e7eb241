import { at } from '../../at';
import { suppliedBy } from '../pool/kind';
import { type Entry } from '../pool/entry';
import { type FactView, type Facts } from './facts';

/** The players and traits that a match around the chosen tickets still needs. */
export interface Need {
  readonly players: number;
  /** By trait. */
  readonly traits: readonly number[];
  /** By trait: contribution of one party beyond this does not count. */
  readonly caps: readonly number[];
}

/**
 * All tickets of a match share something: a location, a value of a list, a window of a number. It is not
 * enough that each pair shares something. This keeps the candidates that share it with enough others at some
 * stage; the rest cannot be in a match. A dropped candidate would be refused by the rules; a kept one may be.
 * @param group the chosen tickets
 * @param span the stages that a match may still have
 */
export function onCommonGround(
  facts: Facts,
  group: FactView,
  candidates: readonly Entry[],
  span: { readonly from: number; readonly to: number },
  oldestAge: boolean,
  need: Need,
): readonly Entry[] {
  const sorted =
    facts.near === undefined
      ? candidates
      : [...candidates].sort((a, b) => a.low - b.low || a.sequence - b.sequence);
  const kept = new Array<boolean>(sorted.length).fill(false);
  const stages = new Set([group.stage, ...candidates.map(({ stage }) => stage)]);
  for (const stage of stages) {
    if (stage < span.from || stage > span.to) continue;
    // The ticket that gives the age has reached this stage: with the newest age the others have reached it
    // too, with the oldest age they have not passed it.
    const may = sorted.map((entry) => (oldestAge ? entry.stage <= stage : entry.stage >= stage));
    markAtStage(facts, group, { stage, sorted, may }, need, kept);
  }
  if (sorted === candidates) return candidates.filter((_, place) => at(kept, place));
  const keep = new Set(sorted.filter((_, place) => at(kept, place)));
  return candidates.filter((entry) => keep.has(entry));
}

/** Candidates, of which some may be in a match at a stage. */
interface StageCandidates {
  readonly stage: number;
  readonly sorted: readonly Entry[];
  /** Of each candidate. */
  readonly may: readonly boolean[];
}

function markAtStage(
  facts: Facts,
  group: FactView,
  { stage, sorted, may }: StageCandidates,
  need: Need,
  kept: boolean[],
): void {
  const width = facts.near?.mildest(stage, stage) ?? Infinity;
  const dimensions = facts.commonBits(stage);
  if (dimensions.length === 0) {
    markWindows(group, sorted, (place) => at(may, place), width, need, kept);
    return;
  }
  const all = [...may];
  for (const bitsOf of dimensions) {
    const bits = sorted.map(bitsOf);
    const marked = new Array<boolean>(sorted.length).fill(false);
    for (let left = bitsOf(group); left !== 0; left &= left - 1) {
      const bit = left & -left;
      markWindows(
        group,
        sorted,
        (place) => at(may, place) && (at(bits, place) & bit) !== 0,
        width,
        need,
        marked,
      );
    }
    for (let place = 0; place < all.length; place += 1) all[place] = at(all, place) && at(marked, place);
  }
  for (let place = 0; place < all.length; place += 1) if (at(all, place)) kept[place] = true;
}

/** Marks the candidates in every window of the number that contains enough of them. */
function markWindows(
  group: FactView,
  sorted: readonly Entry[],
  belongs: (place: number) => boolean,
  width: number,
  need: Need,
  marked: boolean[],
): void {
  const members: number[] = [];
  for (let place = 0; place < sorted.length; place += 1) if (belongs(place)) members.push(place);
  const have = { players: 0, traits: need.traits.map(() => 0) };
  const count = (place: number, sign: 1 | -1): void => {
    const entry = at(sorted, place);
    have.players += sign * entry.size;
    for (let trait = 0; trait < have.traits.length; trait += 1)
      have.traits[trait] =
        at(have.traits, trait) +
        sign * Math.min(unknown, suppliedBy(entry.kind, trait, at(need.caps, trait)));
  };
  const low = (member: number): number => at(sorted, at(members, member)).low;
  let end = 0;
  let markedTo = 0;
  for (let first = 0; first <= members.length; first += 1) {
    // The window begins at this candidate, or at the group when all windows that begin before it were tried.
    const inGroup = width === Infinity || first === members.length || low(first) >= group.low;
    const begin = inGroup ? group.low : low(first);
    while (end < members.length && (width === Infinity || low(end) <= begin + width)) {
      count(at(members, end), 1);
      end += 1;
    }
    if (width === Infinity || group.high - begin <= width) {
      const enough =
        have.players >= need.players &&
        need.traits.every((missing, trait) => at(have.traits, trait) >= missing);
      if (enough) {
        for (let member = Math.max(first, markedTo); member < end; member += 1)
          marked[at(members, member)] = true;
        markedTo = Math.max(markedTo, end);
      }
    }
    if (inGroup) return;
    count(at(members, first), -1);
  }
}

/** More than any rule needs, for tickets with an unknown contribution. */
const unknown = 1e6;
