import { type ServiceCall } from '../../contract/console/calls';
import { type NamedRows, type WatchedCall } from '../dynamodb';
import { type Insight } from '../gamelift';
import { type RequestRecord } from '../gamelift/operation';
import { requestOfTrace } from '../trace';
import { type CallLog } from './call-log';
import { awsCommand, type Endpoints } from './shell';

/** All recorded calls. Each is described once and cached, since the page asks for all of them every time. */
export function tracedCalls(log: CallLog, insight: Insight, endpoints: Endpoints): readonly Traced[] {
  const ahead = insight.clock.now() - Date.now();
  return [
    ...log.calls.list().map((call) => cached(dynamoDbCalls, call, () => dynamoDbCall(call, endpoints))),
    ...insight
      .requests()
      .map((record) => cached(gameLiftCalls, record, () => gameLiftCall(record, ahead, endpoints)))
      .filter(({ requestId }) => requestId !== undefined),
  ];
}

/** A call, with the invocation that made it. */
export interface Traced {
  readonly requestId: string | undefined;
  readonly call: ServiceCall;
  /** Of a call of DynamoDB. */
  readonly watched?: WatchedCall;
}

const dynamoDbCalls = new WeakMap<WatchedCall, Traced>();
const gameLiftCalls = new WeakMap<RequestRecord, Traced>();

/** Returns the cached description of a call, or makes it. */
function cached<Call extends object>(known: WeakMap<Call, Traced>, call: Call, make: () => Traced): Traced {
  const before = known.get(call);
  if (before !== undefined) return before;
  const now = make();
  known.set(call, now);
  return now;
}

/** @param ahead milliseconds by which the time of the stack, which GameLift has, is ahead of the machine's */
function gameLiftCall(
  { trace, operation, time, milliseconds, input, fault }: RequestRecord,
  ahead: number,
  endpoints: Endpoints,
): Traced {
  return {
    requestId: requestOfTrace(trace),
    call: {
      service: 'gamelift',
      operation,
      at: time * 1000 - ahead,
      milliseconds,
      tables: [],
      keys: [],
      units: 0,
      ...(fault === undefined ? {} : { error: fault.code }),
      shell: awsCommand('gamelift', operation, input, endpoints),
    },
  };
}

function dynamoDbCall(watched: WatchedCall, endpoints: Endpoints): Traced {
  const { operation, at, milliseconds, trace, tables, rows, units, request, error } = watched;
  return {
    requestId: requestOfTrace(trace),
    call: {
      service: 'dynamodb',
      operation,
      at,
      milliseconds,
      tables,
      keys: rows.map(shownRows),
      units,
      ...(error === undefined ? {} : { error }),
      shell: awsCommand('dynamodb', operation, request, endpoints),
    },
    watched,
  };
}

/** Keys as a person reads them: `pk sk`. A query shows the beginning of its sort keys, and an ellipsis. */
function shownRows({ pk, sk, index, isQuery }: NamedRows): string {
  return `${index === undefined ? '' : `${index}: `}${pk}${sk === '' ? '' : ` ${sk}`}${isQuery ? '…' : ''}`;
}
