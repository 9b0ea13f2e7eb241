import { AsyncLocalStorage } from 'node:async_hooks';
import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type CapacityCost } from '../../contract/console/leaderboards';

const consumed = z.object({ CapacityUnits: z.number() });
const answered = z.object({
  ConsumedCapacity: z.union([consumed.transform((one) => [one]), z.array(consumed)]),
});

/** Meters the capacity that runs of the store use, each run by itself, however many are under way. */
export class CapacityMeter {
  readonly #runs = new AsyncLocalStorage<{ calls: number; units: number }>();

  constructor(client: DynamoDBDocumentClient) {
    client.middlewareStack.add(
      (next) => async (args) => {
        const run = this.#runs.getStore();
        if (run === undefined) return next(args);
        run.calls += 1;
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const answer = await next(args);
        for (const { CapacityUnits } of answered.parse(answer.output).ConsumedCapacity)
          run.units += CapacityUnits;
        return answer;
      },
      { step: 'initialize', priority: 'low', name: 'capacityMeter' },
    );
  }

  /** The result of a run, and what its calls have cost. */
  async of<Result>(
    run: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly cost: CapacityCost }> {
    const cost = { calls: 0, units: 0 };
    const result = await this.#runs.run(cost, run);
    return { result, cost };
  }
}
