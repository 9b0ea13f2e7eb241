import * as z from 'zod';
import { type LogEntryRow } from '../../contract/console/matches';
import { type TableName, tableNames } from '../../contract/tables';
import { type LogEntry } from '../../core/match/log';
import { readEntry, UnreadableEntry } from '../../store/entry-row';
import { type WatchedCall } from '../dynamodb';
import { idsIn } from './call-ids';
import { logRow } from './match-detail';
import { rowKindsOf } from './table-use';

/** The effect of a call of a Realtime script. */
export interface ScriptCall {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly matchId: string | undefined;
  readonly playerIds: readonly string[];
  /** The entry that it adds to the log of its match. */
  readonly entry: LogEntryRow | undefined;
}

const known = new WeakMap<WatchedCall, ScriptCall>();

/** Reads what a call does, each once. @param names real names of the tables */
export function scriptCall(call: WatchedCall, names: Readonly<Record<TableName, string>>): ScriptCall {
  const before = known.get(call);
  if (before !== undefined) return before;
  const now = readCall(call, names);
  known.set(call, now);
  return now;
}

const readOperation = /^(?:Get|BatchGet|TransactGet|Query|Scan)/;

function readCall(call: WatchedCall, names: Readonly<Record<TableName, string>>): ScriptCall {
  const kinds = call.rows.flatMap((named) => {
    const table = tableNames.find((name) => names[name] === named.table);
    return table === undefined ? [] : [rowKindsOf(table, named)];
  });
  const { matchIds, playerIds } = idsIn(call.rows.map(({ pk, sk }) => `${pk} ${sk}`).join(' '));
  const entry = entryOf(call.request);
  return {
    ...(readOperation.test(call.operation) ? { reads: kinds, writes: [] } : { reads: [], writes: kinds }),
    matchId: matchIds[0],
    playerIds,
    entry: entry === undefined ? undefined : logRow(entry),
  };
}

const attribute = z.union([
  z.object({ S: z.string() }).transform(({ S }) => S),
  z.object({ N: z.string() }).transform(({ N }) => Number(N)),
  z.object({ BOOL: z.boolean() }).transform(({ BOOL }) => BOOL),
  z.unknown().transform(() => undefined),
]);
const put = z.object({ Item: z.record(z.string(), attribute) });

/** Entries of a log are written each by one put. */
function entryOf(request: WatchedCall['request']): LogEntry | undefined {
  const { data } = put.safeParse(request);
  if (data === undefined || !/^L#\d+$/.test(String(data.Item['sk']))) return undefined;
  try {
    return readEntry(data.Item);
  } catch (error) {
    if (error instanceof UnreadableEntry) return undefined;
    throw error;
  }
}

/** Calls of one action in words: what is read, and what is written. */
export function scriptTitle(calls: readonly ScriptCall[]): string {
  const listed = (verb: string, kinds: readonly string[]): readonly string[] =>
    kinds.length === 0 ? [] : [`${verb} ${[...new Set(kinds)].join(', ')}`];
  return [
    ...listed(
      'reads',
      calls.flatMap(({ reads }) => reads),
    ),
    ...listed(
      'writes',
      calls.flatMap(({ writes }) => writes),
    ),
  ].join('; ');
}
