import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { asSteps, type Steps } from '../core/ranking/score-order';
import { type BoardPeriod } from './board-periods';
import { type RetryPolicy, whileContended } from './contention';
import { rankRows } from './keys';
import { type CheckedRange, type Differences } from './rank-check';
import { readRow } from './read-row';

/** A range whose counters did not match its entries, and that is being observed. */
export interface Suspect extends CheckedRange {
  readonly looks: number;
  /** The differences that were the same at every look. */
  readonly differences: Differences;
}

/** The state of the check of a period. */
export interface CheckState {
  /** Epoch milliseconds at which the pass began. */
  readonly startedAt: number;
  /** Lowest score of the next range; absent when the pass is complete. */
  readonly next?: Steps;
  readonly suspects: readonly Suspect[];
}

export interface CheckStates {
  of(period: BoardPeriod): Promise<CheckState | undefined>;
  keep(period: BoardPeriod, state: CheckState): Promise<void>;
}

const steps = z.pipe(z.int(), z.transform(asSteps));
const stateRow = z.object({
  startedAt: z.number(),
  next: z.optional(steps),
  suspects: z.array(
    z.object({
      lowest: steps,
      highest: steps,
      looks: z.int(),
      differences: z.record(z.string(), z.number()),
    }),
  ),
});

/** The maximum number of differences that a state keeps of a range: a few are sufficient evidence. */
const mostKept = 100;

export function createCheckStates(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
): CheckStates {
  return {
    async of({ board, period }) {
      const Item = await readRow(client, TableName, retry, rankRows.check.key({ board, period }));
      if (Item === undefined) return undefined;
      const { startedAt, next, suspects } = z.parse(stateRow, Item);
      return {
        startedAt,
        ...(next === undefined ? {} : { next }),
        suspects: suspects.map((suspect) => ({
          ...suspect,
          differences: new Map(Object.entries(suspect.differences)),
        })),
      };
    },

    async keep({ board, period, expiresAt }, { startedAt, next, suspects }) {
      const Item = {
        ...rankRows.check.key({ board, period }),
        startedAt,
        ...(next === undefined ? {} : { next }),
        suspects: suspects.map(({ differences, ...suspect }) => ({
          ...suspect,
          differences: Object.fromEntries([...differences].slice(0, mostKept)),
        })),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      await whileContended(retry, () => client.send(new PutCommand({ TableName, Item })));
    },
  };
}
