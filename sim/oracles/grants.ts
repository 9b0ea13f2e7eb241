import { type TableName, tableNames } from '../../contract/tables';
import { type Grant } from '../../functions/declaration';
import { type Calls } from '../dynamodb/calls';

type Violation = (oracle: string, message: string) => void;

/** Every call to the tables must be in the caller's grants. */
export function checkCalls(
  caller: string,
  grants: readonly Grant[],
  calls: Calls,
  names: Readonly<Record<TableName, string>>,
  violation: Violation,
): void {
  for (const { table, action, index } of calls) {
    const name = tableNames.find((candidate) => names[candidate] === table);
    const granted = grants.some(
      (grant) =>
        grant.service === 'dynamodb' &&
        grant.table === name &&
        grant.actions.includes(action) &&
        (index === undefined || grant.indexes?.includes(index) === true),
    );
    if (!granted) violation('grants', `${caller} calls ${action} on ${table}${index ?? ''}`);
  }
}

/** Every call to GameLift must be in the caller's grants. */
export function checkGameLift(
  caller: string,
  grants: readonly Grant[],
  action: string,
  violation: Violation,
): void {
  if (!grants.some((grant) => grant.service === 'gamelift' && grant.actions.includes(action)))
    violation('grants', `${caller} calls gamelift:${action}`);
}
