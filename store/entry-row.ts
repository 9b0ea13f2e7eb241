import * as z from 'zod/mini';
import { messageOf } from '../core/message-of';
import { json } from '../contract/json';
import { matchAction } from '../contract/match-action';
import { commandId, type MatchId } from '../core/ids';
import { type Json } from '../core/json';
import { abandonReasons, type LogEntry } from '../core/match/log';
import { matchRows, type RowKey } from './keys';

/** The owner of an entry. */
export interface EntryOwner {
  /** The owner's epoch; for a claim, the epoch that it begins. */
  readonly epoch: number;
  /** ARN of the game session, or the name of the function. */
  readonly owner?: string;
  /** Distinguishes two claims of one epoch. */
  readonly claimId?: string;
}

/** An entry of the log in DynamoDB. */
export type EntryRow = RowKey &
  EntryOwner &
  Readonly<Record<'sequence' | 'at', number>> &
  Readonly<Record<string, unknown>>;

/**
 * The row of an entry: strings, numbers and flags. JSON is stored as text, so a command is read exactly as it
 * was accepted, numbers included.
 */
export function entryRow(matchId: MatchId, entry: LogEntry, owner: EntryOwner): EntryRow {
  const key = matchRows.entry.key({ matchId, sequence: entry.sequence });
  if (entry.kind === 'timeout') {
    const { seats, commands, ...rest } = entry;
    const text = {
      seats: JSON.stringify(seats),
      ...(commands === undefined ? {} : { commands: JSON.stringify(commands) }),
    };
    return { ...key, ...owner, ...rest, ...text };
  }
  if (entry.kind !== 'command') return { ...key, ...owner, ...entry };
  return { ...key, ...owner, ...entry, action: JSON.stringify(entry.action) };
}

const sequence = z.int().check(z.gte(1));
const epoch = z.int().check(z.gte(1));
const fields = { sequence, at: z.number() };
const seat = z.int().check(z.gte(0));
const milliseconds = z.number().check(z.gte(0));
/** JSON that is stored as text in a row. */
const asText = <Value>(schema: z.ZodMiniType<Value>) =>
  z.pipe(
    z.string(),
    z.pipe(
      z.transform((text: string): unknown => JSON.parse(text)),
      schema,
    ),
  );
const seats: z.ZodMiniType<number[]> = z.array(seat);
const commands: z.ZodMiniType<Json[]> = z.array(json);
const schema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('command'),
    ...fields,
    commandId: z.pipe(z.string(), z.transform(commandId)),
    seat,
    action: asText(matchAction),
    lagMs: z.exactOptional(milliseconds),
    bot: z.exactOptional(z.literal(true)),
  }),
  z.object({
    kind: z.literal('timeout'),
    ...fields,
    seats: asText(seats),
    commands: z.exactOptional(asText(commands)),
  }),
  z.object({ kind: z.literal('claim'), ...fields, epoch, aliveAt: z.exactOptional(milliseconds) }),
  z.object({ kind: z.literal('sleep'), ...fields, epoch }),
  z.object({ kind: z.literal('end'), ...fields, reason: z.enum(abandonReasons) }),
]);

/** A row of a log that no version of this program writes. */
export class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry';
}

/**
 * Reads the row of an entry. A row without a kind is a command: such rows date from before there were other
 * kinds.
 * @throws UnreadableEntry naming the field
 */
export function readEntry(row: Readonly<Record<string, unknown>>): LogEntry {
  const where = `entry ${String(row['sk'])} of ${String(row['pk'])}`;
  try {
    const read = schema.safeParse({ kind: 'command', ...row });
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw new UnreadableEntry(`${where}: ${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'invalid'}`);
  } catch (error) {
    // An exception of a transformation: text that is not JSON, or an invalid id.
    if (error instanceof UnreadableEntry) throw error;
    throw new UnreadableEntry(`${where}: ${messageOf(error)}`);
  }
}
