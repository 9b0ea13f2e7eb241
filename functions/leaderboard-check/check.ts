import { firstLayout } from '../../core/ranking/index-layout';
import { type RankedBoard } from '../../core/ranking/score-change';
import { type BoardPeriod, type BoardPeriods, directionIn } from '../../store/board-periods';
import { type CheckState, type CheckStates, type Suspect } from '../../store/check-states';
import { type RankCheck, stillThere } from '../../store/rank-check';
import { type Reindex } from '../../store/reindex';
import { log } from '../shared/log';

export interface CheckDependencies {
  readonly boards: readonly RankedBoard[];
  readonly periods: BoardPeriods;
  readonly states: CheckStates;
  readonly check: RankCheck;
  readonly reindex: Reindex;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How often all of a period is compared. */
const passEvery = 24 * 60 * 60 * 1000;
/**
 * The number of looks, minutes apart, at which a difference must be the same. Results under way also cause
 * differences, but not the same one for half an hour. A false alarm costs only writes.
 */
const looksUntilCertain = 6;

/**
 * One run: continues an index that is being rebuilt, looks again at suspicious counters, and continues to
 * compare.
 * @param isTime whether to stop
 */
export async function checkBoards(dependencies: CheckDependencies, isTime: () => boolean): Promise<void> {
  for (const board of dependencies.boards) {
    for (const period of await dependencies.periods.list(board.board)) {
      if (isTime()) return;
      await checkPeriod(dependencies, board, period, isTime);
    }
  }
}

async function checkPeriod(
  dependencies: CheckDependencies,
  board: RankedBoard,
  period: BoardPeriod,
  isTime: () => boolean,
): Promise<void> {
  const { reindex, states, now } = dependencies;
  const place = { board: board.board, period: period.period };
  if (period.layouts.length > 1) {
    const step = await reindex.step(period, isTime);
    if (step.state === 'done')
      log(step.drift === 0 ? 'info' : 'error', 'the index of a board was rebuilt', { ...place, ...step });
    return;
  }
  const before = await states.of(period);
  const looked = before === undefined ? undefined : await lookAgain(dependencies, board, period, before);
  const certain = looked?.suspects.find(({ looks }) => looks >= looksUntilCertain);
  if (certain !== undefined) {
    log('error', 'counters of a board are wrong: its index is rebuilt', {
      ...place,
      differences: [...certain.differences].slice(0, 20),
    });
    await reindex.begin(period, firstLayout(board));
    await states.keep(period, { startedAt: now(), suspects: [] });
    return;
  }
  const isDue = looked === undefined || (looked.next === undefined && now() - looked.startedAt >= passEvery);
  const [first] = isDue ? await dependencies.check.ranges(period) : [];
  const from: CheckState | undefined =
    first === undefined ? looked : { startedAt: now(), next: first.lowest, suspects: looked?.suspects ?? [] };
  if (from !== undefined)
    await states.keep(period, await compareOn(dependencies, board, period, from, isTime));
}

async function lookAgain(
  { check }: CheckDependencies,
  board: RankedBoard,
  period: BoardPeriod,
  state: CheckState,
): Promise<CheckState> {
  const suspects: Suspect[] = [];
  for (const { lowest, highest, looks, differences } of state.suspects) {
    const now = await check.compare(period, directionIn(board, period), { lowest, highest });
    const left = stillThere(differences, now);
    if (left.size > 0) suspects.push({ lowest, highest, looks: looks + 1, differences: left });
  }
  return { ...state, suspects };
}

async function compareOn(
  { check }: CheckDependencies,
  board: RankedBoard,
  period: BoardPeriod,
  state: CheckState,
  isTime: () => boolean,
): Promise<CheckState> {
  const { startedAt, next } = state;
  const suspects = [...state.suspects];
  if (next === undefined) return state;
  for (const range of await check.ranges(period)) {
    if (range.highest < next) continue;
    if (isTime()) return { startedAt, next: range.lowest, suspects };
    const differences = await check.compare(period, directionIn(board, period), range);
    const isKnown = suspects.some(({ lowest }) => lowest === range.lowest);
    if (differences.size > 0 && !isKnown) suspects.push({ ...range, looks: 1, differences });
  }
  return { startedAt, suspects };
}
