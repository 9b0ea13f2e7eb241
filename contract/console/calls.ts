import * as z from 'zod/mini';
import { logEntryRow } from './matches';
import { consolePlayer } from './console-player';

/** A call of an AWS API. */
export const serviceCall = z.object({
  service: z.enum(['dynamodb', 'gamelift']),
  operation: z.string(),
  at: z.number(),
  milliseconds: z.number(),
  tables: z.readonly(z.array(z.string())),
  keys: z.readonly(z.array(z.string())),
  /** Capacity units, reads and writes together; 0 for a service without units. */
  units: z.number(),
  error: z.exactOptional(z.string()),
  /** The same call for a shell. */
  shell: z.string(),
});
export type ServiceCall = z.output<typeof serviceCall>;

/** One action with all calls that it made. */
export const callTree = z.object({
  id: z.string(),
  /** `script`: calls of a Realtime script outside of any request. */
  kind: z.enum(['rest', 'event', 'script']),
  title: z.string(),
  at: z.number(),
  milliseconds: z.number(),
  status: z.string(),
  failed: z.boolean(),
  units: z.number(),
  players: z.readonly(z.array(consolePlayer)),
  matchId: z.exactOptional(z.string()),
  ticketId: z.exactOptional(z.string()),
  /** The entry of its match's log that the action of a script is; `players` are those of its seat. */
  entry: z.exactOptional(logEntryRow),
  /** The same request in a row with the same answer: this is the newest of them, `units` are of all. */
  repeats: z.exactOptional(
    z.object({
      count: z.number(),
      since: z.number(),
    }),
  ),
  calls: z.readonly(z.array(serviceCall)),
  /** The same request for a shell; its token and secrets are left out. */
  shell: z.exactOptional(z.string()),
});
export type CallTree = z.output<typeof callTree>;

export const callsDocument = z.object({
  /** Epoch milliseconds since which no call is missing: the oldest ones are dropped. */
  since: z.number(),
  trees: z.readonly(z.array(callTree)),
  /** Of a ticket: the trees are what it set off, oldest first. */
  story: z.exactOptional(
    z.object({
      ticketId: z.string(),
      matchId: z.exactOptional(z.string()),
    }),
  ),
});
export type CallsDocument = z.output<typeof callsDocument>;
