import { at } from '../../at';
import { type MatchNeeds, MatchSupply } from '../pool/match-supply';
import { type PoolEntry } from '../pool/entry';
import { axesOf, type Axis, type Joining, Windows } from './axes';
import { type FactView, type Facts } from './facts';

/** The needs of a match around the chosen tickets that others must still meet. */
export interface Need extends MatchNeeds {
  readonly joining: Joining;
}

/**
 * All tickets of a match share something: a location, a value of a list, a window of a number. It is not
 * enough that each pair shares something. This keeps the candidates that share it with enough others at some
 * stage; the rest cannot be in a match. A dropped candidate would be refused by the rules; a kept one may be.
 * @param chosen the tickets of the match so far; `group` has their facts as of one
 * @param span the stages that a match may still have
 */
export function onCommonGround(
  facts: Facts,
  { group, chosen }: { readonly group: FactView; readonly chosen: readonly PoolEntry[] },
  candidates: readonly PoolEntry[],
  span: { readonly from: number; readonly to: number },
  oldestAge: boolean,
  need: Need,
): readonly PoolEntry[] {
  let made: readonly Axis[] | undefined;
  const axes = (): readonly Axis[] => (made ??= axesOf(facts, group, chosen, candidates));
  const kept = new Array<boolean>(candidates.length).fill(false);
  const stages = new Set([group.stage, ...candidates.map(({ stage }) => stage)]);
  for (const stage of stages) {
    if (stage < span.from || stage > span.to) continue;
    // The ticket that gives the age has reached this stage: with the newest age the others have reached it
    // too, with the oldest age they have not passed it.
    const may = candidates.map((entry) => (oldestAge ? entry.stage <= stage : entry.stage >= stage));
    if (!areEnough(candidates, may, need)) continue;
    const marked = markedAtStage(facts, group, { stage, candidates, axes, may }, need);
    for (let place = 0; place < kept.length; place += 1) if (at(marked, place)) kept[place] = true;
  }
  return candidates.filter((_, place) => at(kept, place));
}

/** Candidates, of which some may be in a match at a stage. */
interface StageCandidates {
  readonly stage: number;
  readonly candidates: readonly PoolEntry[];
  /** Made on first use: most sets of candidates are too few before any window is looked at. */
  readonly axes: () => readonly Axis[];
  /** Of each candidate. */
  readonly may: readonly boolean[];
}

/** By place: whether a candidate may be in a match of a stage. */
function markedAtStage(
  facts: Facts,
  group: FactView,
  { stage, candidates, axes, may }: StageCandidates,
  need: Need,
): readonly boolean[] {
  const dimensions = facts.commonBits(stage);
  if (dimensions.length === 0) return markedOnAxes(candidates, axes, may, stage, need);
  let all = may;
  for (const bitsOf of dimensions) {
    const bits = candidates.map(bitsOf);
    const marked = new Array<boolean>(candidates.length).fill(false);
    for (let left = bitsOf(group); left !== 0; left &= left - 1) {
      const bit = left & -left;
      const sharing = may.map((one, place) => one && (at(bits, place) & bit) !== 0);
      if (!areEnough(candidates, sharing, need)) continue;
      markedOnAxes(candidates, axes, sharing, stage, need).forEach((one, place) => {
        if (one) marked[place] = true;
      });
    }
    all = all.map((one, place) => one && at(marked, place));
  }
  return all;
}

/** The candidates that are in a window of each number. */
function markedOnAxes(
  candidates: readonly PoolEntry[],
  axes: () => readonly Axis[],
  belongs: readonly boolean[],
  stage: number,
  need: Need,
): readonly boolean[] {
  return axes().reduce((marked, axis) => markWindows(candidates, axis, marked, stage, need), belongs);
}

/** Whether all of some candidates together supply what the match needs. */
function areEnough(candidates: readonly PoolEntry[], belongs: readonly boolean[], need: Need): boolean {
  const supply = new MatchSupply(need);
  for (let place = 0; place < candidates.length; place += 1)
    if (at(belongs, place)) addTo(supply, at(candidates, place), 1);
  return supply.isEnough;
}

/** Marks the candidates in every window of the number that contains enough of them. */
function markWindows(
  candidates: readonly PoolEntry[],
  axis: Axis,
  belongs: readonly boolean[],
  stage: number,
  need: Need,
): readonly boolean[] {
  const marked = new Array<boolean>(candidates.length).fill(false);
  const members = axis.order.filter((place) => at(belongs, place));
  const windows = new Windows(axis, stage, members, need.joining);
  const supply = new MatchSupply(need);
  const low = (member: number): number => at(axis.low, at(members, member));
  let end = 0;
  let markedTo = 0;
  for (let first = 0; first <= members.length; first += 1) {
    // The window begins at this candidate, or at the group when all windows that begin before it were tried.
    const inGroup = windows.unbounded || first === members.length || low(first) >= axis.group.low;
    const begin = inGroup ? axis.group.low : low(first);
    const last = windows.end(begin, first);
    while (last !== undefined && end < members.length && low(end) <= last) {
      addTo(supply, at(candidates, at(members, end)), 1);
      end += 1;
    }
    if (last !== undefined && supply.isEnough) {
      for (let member = Math.max(first, markedTo); member < end; member += 1)
        marked[at(members, member)] = true;
      markedTo = Math.max(markedTo, end);
    }
    if (inGroup) return marked;
    if (end > first) addTo(supply, at(candidates, at(members, first)), -1);
    else end = first + 1;
  }
  return marked;
}

const addTo = (supply: MatchSupply, { kind, size }: PoolEntry, times: 1 | -1): void => {
  supply.count(kind, size, times);
};
