import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { capacityUnits } from './capacity-units';

/** Calls of a client, and the capacity units that they used. */
export interface Used {
  calls: number;
  read: number;
  write: number;
}

/** Counts calls and capacity of a client. The returned function reads the counts, and sets them to zero. */
export function meter(client: DynamoDBDocumentClient): () => Used {
  let used: Used = { calls: 0, read: 0, write: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const answer = await next(args);
      const units = capacityUnits(answer.output);
      used.calls += 1;
      if (/^(Get|BatchGet|Query|TransactGet)/.test(context.commandName ?? '')) used.read += units;
      else used.write += units;
      return answer;
    },
    { step: 'initialize', priority: 'low', name: 'meter' },
  );
  return () => {
    const since = used;
    used = { calls: 0, read: 0, write: 0 };
    return since;
  };
}
