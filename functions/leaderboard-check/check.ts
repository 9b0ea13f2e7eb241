import { firstComparison, withComparison, type ObservedCounter, verdictOn } from '../../core/ranking/drift';
import { firstLayout } from '../../core/ranking/index-layout';
import { type RankedLeaderboard } from '../../core/ranking/score-change';
import {
  type LeaderboardPeriod,
  type LeaderboardPeriods,
  directionIn,
} from '../../store/leaderboard-periods';
import {
  type CheckState,
  type CheckStates,
  maxObserved,
  maxSuspects,
  type Suspect,
} from '../../store/check-states';
import { type ComparedCounter, type RankCheck } from '../../store/rank-check';
import { type Reindex } from '../../store/reindex';
import { log } from '../shared/log';

export interface CheckDependencies {
  readonly leaderboards: readonly RankedLeaderboard[];
  readonly periods: LeaderboardPeriods;
  readonly states: CheckStates;
  readonly check: RankCheck;
  readonly reindex: Reindex;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How often all of a period is compared. */
const passIntervalMs = 24 * 60 * 60 * 1000;

/**
 * One run: continues an index that is being rebuilt, compares suspicious counters again, and continues the
 * pass over all counters.
 * @param isTime whether to stop
 */
export async function checkLeaderboards(
  dependencies: CheckDependencies,
  isTime: () => boolean,
): Promise<void> {
  for (const leaderboard of dependencies.leaderboards) {
    for (const period of await dependencies.periods.list(leaderboard.id)) {
      if (isTime()) return;
      await checkPeriod(dependencies, leaderboard, period, isTime);
    }
  }
}

async function checkPeriod(
  dependencies: CheckDependencies,
  leaderboard: RankedLeaderboard,
  period: LeaderboardPeriod,
  isTime: () => boolean,
): Promise<void> {
  const { reindex, states, now } = dependencies;
  const place = { board: leaderboard.id, period: period.period };
  if (period.layouts.length > 1) {
    const step = await reindex.step(period, isTime);
    if (step.state === 'done')
      log(step.drift === 0 ? 'info' : 'error', 'the index of a leaderboard was rebuilt', {
        ...place,
        ...step,
      });
    return;
  }
  const before = await states.of(period);
  const compared =
    before === undefined ? undefined : await compareAgain(dependencies, leaderboard, period, before);
  const certain = (compared?.suspects ?? []).flatMap(({ differences }) =>
    [...differences].filter(([, counter]) => verdictOn(counter) === 'wrong'),
  );
  if (certain.length > 0) {
    log('error', 'counters of a leaderboard are wrong: its index is rebuilt', {
      ...place,
      differences: certain
        .slice(0, 20)
        .map(([name, { counted, expected, comparisons }]) => ({ name, counted, expected, comparisons })),
    });
    await reindex.begin(period, firstLayout(leaderboard));
    await states.keep(period, { startedAt: now(), suspects: [] });
    return;
  }
  const isDue =
    compared === undefined || (compared.next === undefined && now() - compared.startedAt >= passIntervalMs);
  const [first] = isDue ? await dependencies.check.ranges(period) : [];
  const from: CheckState | undefined =
    first === undefined
      ? compared
      : { startedAt: now(), next: first.lowest, suspects: compared?.suspects ?? [] };
  if (from !== undefined)
    await states.keep(period, await compareOn(dependencies, leaderboard, period, from, isTime));
}

async function compareAgain(
  { check, now }: CheckDependencies,
  leaderboard: RankedLeaderboard,
  period: LeaderboardPeriod,
  state: CheckState,
): Promise<CheckState> {
  const suspects: Suspect[] = [];
  for (const { lowest, highest, comparisons, differences } of state.suspects) {
    const range = { lowest, highest };
    const found = await check.counters(period, directionIn(leaderboard, period), range, differences.keys());
    const at = now();
    const seen = [...differences].map(([name, before]): readonly [string, ObservedCounter] => {
      const { counted, expected } = found.get(name) ?? { counted: 0, expected: 0 };
      return [name, withComparison(before, { counted, expected, at })];
    });
    const left = seen.filter(([, counter]) => verdictOn(counter) !== 'right');
    if (left.length > 0)
      suspects.push({ ...range, comparisons: comparisons + 1, differences: new Map(left) });
  }
  return { ...state, suspects };
}

async function compareOn(
  { check, now }: CheckDependencies,
  leaderboard: RankedLeaderboard,
  period: LeaderboardPeriod,
  state: CheckState,
  isTime: () => boolean,
): Promise<CheckState> {
  const { startedAt, next } = state;
  const suspects = new Map(state.suspects.map((suspect) => [suspect.lowest, suspect]));
  if (next === undefined) return state;
  for (const range of await check.ranges(period)) {
    if (range.highest < next) continue;
    const known = suspects.get(range.lowest);
    if (isTime() || (known === undefined && suspects.size >= maxSuspects))
      return { startedAt, next: range.lowest, suspects: [...suspects.values()] };
    const found = await check.counters(period, directionIn(leaderboard, period), range);
    const differences = withDiffering(known?.differences ?? new Map(), found, now());
    if (differences.size > 0) suspects.set(range.lowest, { ...range, comparisons: 1, ...known, differences });
  }
  return { startedAt, suspects: [...suspects.values()] };
}

/** Observes the counters that differ as well: the largest differences, as far as there is room. */
function withDiffering(
  observed: Suspect['differences'],
  found: ReadonlyMap<string, ComparedCounter>,
  at: number,
): Suspect['differences'] {
  const distance = ({ counted, expected }: ComparedCounter): number => Math.abs(counted - expected);
  const differing = [...found]
    .filter(([name, counter]) => distance(counter) > 0 && !observed.has(name))
    .sort(([, one], [, other]) => distance(other) - distance(one))
    .slice(0, Math.max(0, maxObserved - observed.size));
  return new Map([
    ...observed,
    ...differing.map(([name, counter]) => [name, firstComparison({ ...counter, at })] as const),
  ]);
}
