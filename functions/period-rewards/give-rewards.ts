import { type BoardDeclaration, type FinalPlace } from '../../core/ranking/boards';
import { boundsOfPeriod, periodAt, type Season } from '../../core/ranking/periods';
import { type PeriodKind } from '../../core/ranking/score-change';
import { type Page, type PageRequest } from '../../store/pages';
import { type RewardStore } from '../../store/rewards';
import { log } from '../shared/log';

export interface RewardDependencies {
  readonly boards: readonly BoardDeclaration[];
  /** In the order of their starts. */
  readonly seasons: readonly Season[];
  readonly rewards: RewardStore;
  /** A board of a period, best first. */
  places(
    board: BoardDeclaration,
    period: string,
    page: PageRequest,
  ): Promise<Page<Omit<FinalPlace, 'period'>>>;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Rewards wait for this long after the end of a period: scores settle within ten minutes
 * (`settlingMilliseconds`), and boards follow their stream.
 */
export const waitMilliseconds = 3_600_000;
/**
 * The number of ended periods that are looked at, newest first: after a long outage rewards are late, not
 * lost.
 */
const pastPeriods = 2;

/**
 * Gives the rewards of all ended periods that are not complete. Each reward is a row that is put once, and a
 * period is complete only when all its rewards are given. So a run that dies or comes twice gives no reward
 * twice and leaves no player out.
 * @returns the number of players who got a reward
 */
export async function giveRewards(dependencies: RewardDependencies): Promise<number> {
  const { boards, seasons, rewards, now } = dependencies;
  let given = 0;
  for (const board of boards) {
    if (board.rewards === undefined) continue;
    for (const kind of board.periods)
      for (const ended of endedPeriods(kind, now() - waitMilliseconds, seasons)) {
        if (await rewards.isDone(board.board, ended.period)) continue;
        const players = await rewardPeriod(dependencies, board, ended);
        await rewards.setDone(board.board, ended.period, now());
        if (players > 0)
          log('info', 'a period is rewarded', { board: board.board, period: ended.period, players });
        given += players;
      }
  }
  return given;
}

interface EndedPeriod {
  readonly period: string;
  readonly endedAt: number;
}

function endedPeriods(kind: PeriodKind, at: number, seasons: readonly Season[]): readonly EndedPeriod[] {
  const ended: EndedPeriod[] = [];
  let current = periodAt(kind, at, seasons);
  while (current !== undefined && ended.length < pastPeriods) {
    const endedAt = boundsOfPeriod(current, seasons)?.startsAt ?? -Infinity;
    const period = endedAt === -Infinity ? undefined : periodAt(kind, endedAt - 1, seasons);
    if (period !== undefined) ended.push({ period, endedAt });
    current = period;
  }
  return ended;
}

async function rewardPeriod(
  { rewards, places }: RewardDependencies,
  board: BoardDeclaration,
  { period, endedAt }: EndedPeriod,
): Promise<number> {
  let given = 0;
  let cursor: string | undefined;
  do {
    const page = await places(board, period, { limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    for (const { playerId, rank, score } of page.items) {
      if (board.rewards === undefined || rank > board.rewards.places) return given;
      const reward = board.rewards.give({ playerId, period, rank, score });
      if (reward === undefined) continue;
      const isNew = await rewards.give(playerId, {
        board: board.board,
        period,
        rank,
        score,
        reward,
        endedAt,
      });
      given += isNew ? 1 : 0;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return given;
}
