import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type ObservedCounter } from '../core/ranking/drift';
import { asSteps, type Steps } from '../core/ranking/score-order';
import { type LeaderboardPeriod } from './leaderboard-periods';
import { type RetryPolicy, whileContended } from './contention';
import { rankRows } from './keys';
import { type CheckedRange } from './rank-check';
import { readRow } from './read-row';

/** A range with counters that did not match its entries, and that are being observed. */
export interface Suspect extends CheckedRange {
  /** How often the range was compared. */
  readonly comparisons: number;
  /** The observed counters, by their names. */
  readonly differences: ReadonlyMap<string, ObservedCounter>;
}

/** The state of the check of a period. */
export interface CheckState {
  /** Epoch milliseconds at which the pass began. */
  readonly startedAt: number;
  /** Lowest score of the next range; absent when the pass is complete. */
  readonly next?: Steps;
  readonly suspects: readonly Suspect[];
}

/** The state of the check of each period between two runs of its function. */
export interface CheckStates {
  of(period: LeaderboardPeriod): Promise<CheckState | undefined>;
  keep(period: LeaderboardPeriod, state: CheckState): Promise<void>;
}

const steps = z.pipe(z.int(), z.transform(asSteps));
const [n, int] = [z.number(), z.int()];
/** An observed counter, in the order of `listOf`. */
const observed = z.tuple([int, int, n, n, n, n, n, n, n]);
const stateRow = z.object({
  startedAt: z.number(),
  next: z.optional(steps),
  /** Absent in rows of earlier versions, which have `suspects`: the next pass finds those again. */
  observed: z.optional(
    z.array(
      z.object({
        lowest: steps,
        highest: steps,
        /** The number of comparisons. */
        looks: z.int(),
        differences: z.record(z.string(), observed),
      }),
    ),
  ),
});

/** Maximum number of observed counters of a range: more than a leaf usually has (128). */
export const maxObserved = 160;
/** Maximum number of observed ranges: a row stays within 400 KB. A pass waits while there are that many. */
export const maxSuspects = 32;

/** An observed counter as a list: names would take too much space. */
function listOf(counter: ObservedCounter): z.output<typeof observed> {
  const { comparisons, steady, counted, expected, began, from, to, sum, squares } = counter;
  return [comparisons, steady, counted, expected, began, from, to, sum, squares];
}

function observedOf(list: z.output<typeof observed>): ObservedCounter {
  const [comparisons, steady, counted, expected, began, from, to, sum, squares] = list;
  return { comparisons, steady, counted, expected, began, from, to, sum, squares };
}

export function createCheckStates(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
): CheckStates {
  return {
    async of({ leaderboard, period }) {
      const Item = await readRow({ client, TableName, retry }, rankRows.check.key({ leaderboard, period }));
      if (Item === undefined) return undefined;
      const { startedAt, next, observed: suspects = [] } = z.parse(stateRow, Item);
      return {
        startedAt,
        ...(next === undefined ? {} : { next }),
        suspects: suspects.map(({ looks, differences, ...range }) => ({
          ...range,
          comparisons: looks,
          differences: new Map(Object.entries(differences).map(([name, list]) => [name, observedOf(list)])),
        })),
      };
    },

    async keep({ leaderboard, period, expiresAt }, { startedAt, next, suspects }) {
      const Item = {
        ...rankRows.check.key({ leaderboard, period }),
        startedAt,
        ...(next === undefined ? {} : { next }),
        // Earlier versions read only these, which they would look at in their own way.
        suspects: [],
        observed: suspects.map(({ comparisons, differences, ...range }) => ({
          ...range,
          looks: comparisons,
          differences: Object.fromEntries(
            [...differences].slice(0, maxObserved).map(([name, counter]) => [name, listOf(counter)]),
          ),
        })),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      await whileContended(retry, () => client.send(new PutCommand({ TableName, Item })));
    },
  };
}
