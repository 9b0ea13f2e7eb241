import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { capacityUnits } from '../capacity-units';

/** The capacity that a client has used since the last reading, from ReturnConsumedCapacity. */
export interface Used {
  readonly calls: number;
  /** Times that a call was made while no other was under way. */
  readonly rounds: number;
  readonly read: number;
  readonly write: number;
}

export function meter(client: DynamoDBDocumentClient): () => Used {
  let used = { calls: 0, rounds: 0, read: 0, write: 0 };
  let underWay = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (underWay === 0) used.rounds += 1;
      underWay += 1;
      used.calls += 1;
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      try {
        const answer = await next(args);
        const units = capacityUnits(answer.output);
        if (/^(Get|Query|BatchGet|TransactGet)/.test(context.commandName ?? '')) used.read += units;
        else used.write += units;
        return answer;
      } finally {
        underWay -= 1;
      }
    },
    { step: 'initialize', priority: 'low', name: 'meter' },
  );
  return () => {
    const since = used;
    used = { calls: 0, rounds: 0, read: 0, write: 0 };
    return since;
  };
}
