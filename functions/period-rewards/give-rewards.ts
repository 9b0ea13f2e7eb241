import { RulesWatch } from '../../definition/rules-watch';
import { type PlayerId } from '../../core/ids';
import { type Json } from '../../core/json';
import { type LeaderboardDeclaration, type FinalPlace } from '../../core/ranking/leaderboards';
import { boundsOfPeriod, periodAt, type Season } from '../../core/ranking/periods';
import { type PeriodKind } from '../../core/ranking/score-change';
import { type Page, type PageRequest } from '../../store/pages';
import { eachOf } from '../../store/each-of';
import { type Reward, type RewardStore } from '../../store/rewards';
import { log } from '../shared/log';
import { checkedReward } from './checked-reward';

export interface RewardDependencies {
  readonly leaderboards: readonly LeaderboardDeclaration[];
  /** In the order of their starts. */
  readonly seasons: readonly Season[];
  readonly rewards: RewardStore;
  /** A leaderboard of a period, best first. */
  places(
    leaderboard: LeaderboardDeclaration,
    period: string,
    page: PageRequest,
  ): Promise<Page<Omit<FinalPlace, 'period'>>>;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Rewards wait for this long after the end of a period: scores settle within ten minutes
 * (`settlingMs`), and leaderboards follow their stream.
 */
export const waitMs = 3_600_000;
/**
 * The number of ended periods that are looked at, newest first: after a long outage rewards are late, not
 * lost.
 */
const pastPeriods = 2;

/** Milliseconds for one answer of a game's hook. */
const hookMs = 500;
/**
 * After this many failures in a row a hook is not asked again in a period: the run has five minutes for all
 * leaderboards.
 */
const maxFailures = 20;
const watch = new RulesWatch(hookMs);

/** The counts of one run, for the log. */
export interface GivenRewards {
  /** Players who got a reward. */
  readonly given: number;
  /** Places without one, since the game's hook failed or gave what cannot be stored. */
  readonly refused: number;
}

/**
 * Gives the rewards of all ended periods that are not complete. Each reward is a row that is put once, and a
 * period is complete only when every place was asked for. So a run that dies or comes twice gives no reward
 * twice and leaves no player out. A place whose reward fails is logged and skipped; so is a leaderboard that
 * cannot be read, until the next run: neither holds up other players.
 * @throws the first failure of the database, after the leaderboards that it did not affect
 */
export async function giveRewards(dependencies: RewardDependencies): Promise<GivenRewards> {
  const { leaderboards, seasons, rewards, now } = dependencies;
  const sum = { given: 0, refused: 0 };
  const failures: unknown[] = [];
  for (const leaderboard of leaderboards) {
    if (leaderboard.rewards === undefined) continue;
    for (const kind of leaderboard.periods)
      for (const ended of endedPeriods(kind, now() - waitMs, seasons))
        try {
          if (await rewards.isDone(leaderboard.id, ended.period)) continue;
          const { given, refused } = await rewardPeriod(dependencies, leaderboard, ended);
          await rewards.setDone(leaderboard.id, ended.period, now());
          sum.given += given;
          sum.refused += refused;
          if (given + refused > 0)
            log('info', 'a period is rewarded', {
              board: leaderboard.id,
              period: ended.period,
              players: given,
              refused,
            });
        } catch (error) {
          failures.push(error);
          log('error', 'a period could not be rewarded', {
            board: leaderboard.id,
            period: ended.period,
            error,
          });
        }
  }
  if (failures.length > 0) throw failures[0];
  return sum;
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
  leaderboard: LeaderboardDeclaration,
  { period, endedAt }: EndedPeriod,
): Promise<GivenRewards> {
  const sum = { given: 0, refused: 0 };
  let inARow = 0;
  let cursor: string | undefined;
  do {
    const page = await places(leaderboard, period, {
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const rewarded = page.items.filter(({ rank }) => rank <= (leaderboard.rewards?.places ?? 0));
    const due: Array<{ readonly playerId: PlayerId; readonly reward: Reward }> = [];
    for (const { playerId, rank, score } of rewarded) {
      const answer =
        inARow < maxFailures
          ? rewardOf(leaderboard, { playerId, period, rank, score })
          : { error: `not asked: the hook failed ${maxFailures} times in a row` };
      if ('error' in answer) {
        inARow += 1;
        sum.refused += 1;
        log('error', 'a reward is refused', {
          board: leaderboard.id,
          playerId,
          period,
          rank,
          score,
          ...answer,
        });
        continue;
      }
      inARow = 0;
      const { reward } = answer;
      if (reward !== undefined)
        due.push({ playerId, reward: { board: leaderboard.id, period, rank, score, reward, endedAt } });
    }
    // Side by side: a rank can be shared by more players than a run could reach one after the other.
    const given = await eachOf(due, ({ playerId, reward }) => rewards.give(playerId, reward));
    sum.given += given.filter((isNew) => isNew).length;
    cursor = rewarded.length < page.items.length ? undefined : page.cursor;
  } while (cursor !== undefined);
  return sum;
}

/**
 * The answer of the game's hook; `error` when it fails, does not return, or answers what cannot be stored.
 */
function rewardOf(
  { rewards }: LeaderboardDeclaration,
  place: FinalPlace,
): { readonly reward: Json | undefined } | { readonly error: unknown } {
  try {
    const answer: unknown = watch.run(() => rewards?.give(place));
    return { reward: answer === undefined ? undefined : watch.run(() => checkedReward(answer)) };
  } catch (error) {
    return { error };
  }
}
