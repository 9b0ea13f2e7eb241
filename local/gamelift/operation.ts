import { type Context } from './context';
import { GameLiftFault } from './faults';
import { findOperation, type OperationName } from './model/model';
import { type OperationTypes } from './model/shapes';
import { parseInput } from './model/validate';
import { ignoresToken, withOpenedToken, withSealedToken } from './pages';
import { type Call, type CallRequest, type CallResult } from './protocol/call';
import { type Ring } from './ring';

type Input<Name extends OperationName> = OperationTypes[Name]['input'];
type Output<Name extends OperationName> = OperationTypes[Name]['output'];

/** One operation of the API: its input has been checked against the service's model. */
export interface OperationEntry {
  readonly name: OperationName;
  readonly run: (context: Context, input: unknown) => object | Promise<object>;
}

/**
 * Declares how an operation is answered.
 * @param answer throws GameLiftFault for every error of the caller
 */
export function operation<Name extends OperationName>(
  name: Name,
  answer: (context: Context, input: Input<Name>) => Output<Name> | Promise<Output<Name>>,
): OperationEntry {
  return { name, run: (context, input) => answer(context, parseInput(name, input)) };
}

/** One line of the request log. */
export interface RequestRecord {
  readonly id: string;
  /** Seconds since the epoch, on the GameLift's clock. */
  readonly time: number;
  readonly operation: string;
  readonly protocol: string;
  readonly milliseconds: number;
  readonly input: unknown;
  /** The trace of the caller (local/trace.ts). */
  readonly trace?: string;
  readonly fault?: { readonly code: string; readonly message: string };
}

/** Creates the function through which every protocol calls the operations. */
export function createCall(
  context: Context,
  entries: readonly OperationEntry[],
  requests: Ring<RequestRecord>,
): Call {
  const table = tableOf(entries);
  return async (request): Promise<CallResult> => {
    const started = performance.now();
    let input: unknown;
    let result: CallResult;
    try {
      result = {
        output: await run(context, table, request, (given) => {
          input = given;
        }),
      };
    } catch (error) {
      result = { fault: asFault(context, error, request.operation) };
    }
    requests.add({
      id: request.requestId,
      time: context.clock.seconds(),
      operation: request.operation,
      protocol: request.protocol,
      milliseconds: performance.now() - started,
      input,
      ...(request.trace === undefined ? {} : { trace: request.trace }),
      ...(result.fault === undefined
        ? {}
        : { fault: { code: result.fault.code, message: result.fault.message } }),
    });
    return result;
  };
}

function tableOf(entries: readonly OperationEntry[]): ReadonlyMap<string, OperationEntry> {
  const table = new Map<string, OperationEntry>(entries.map((entry) => [entry.name, entry]));
  if (table.size < entries.length)
    throw new Error(
      `declared twice: ${entries
        .map(({ name }) => name)
        .filter((name, index, names) => names.indexOf(name) !== index)
        .join(', ')}`,
    );
  return table;
}

/** @param keep hears of the input as it was given */
async function run(
  context: Context,
  table: ReadonlyMap<string, OperationEntry>,
  { operation: name, input, done }: CallRequest,
  keep: (input: unknown) => void,
): Promise<object> {
  const entry = table.get(name);
  if (entry === undefined) {
    throw new GameLiftFault(
      'UnknownOperationException',
      findOperation(name) === undefined
        ? `GameLift has no operation ${name}.`
        : `The local GameLift does not know the operation ${name}: it serves Realtime fleets, FlexMatch ` +
            'and queues.',
    );
  }
  const given = input();
  keep(given);
  const running = entry.run(context, ignoresToken(name, given) ? given : withOpenedToken(name, given));
  const output = withSealedToken(name, running instanceof Promise ? await running : running);
  done?.(output);
  if (context.state.dirty) await context.state.flushed(); // acknowledged changes survive a crash
  return output;
}

function asFault(context: Context, error: unknown, name: string): GameLiftFault {
  if (error instanceof GameLiftFault) return error;
  context.log(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new GameLiftFault('InternalServiceException', 'The local GameLift failed; its log says more.');
}
