import { type LogEntryRow } from './matches';
import { type ConsolePlayer } from './console-player';

/** A call of an AWS API. */
export interface ServiceCall {
  readonly service: 'dynamodb' | 'gamelift';
  readonly operation: string;
  readonly at: number;
  readonly milliseconds: number;
  readonly tables: readonly string[];
  readonly keys: readonly string[];
  /** Capacity units, reads and writes together; 0 for a service without units. */
  readonly units: number;
  readonly error?: string;
  /** The same call for a shell. */
  readonly shell: string;
}

/** One action with all calls that it made. */
export interface CallTree {
  readonly id: string;
  /** `script`: calls of a Realtime script outside of any request. */
  readonly kind: 'rest' | 'event' | 'script';
  readonly title: string;
  readonly at: number;
  readonly milliseconds: number;
  readonly status: string;
  readonly failed: boolean;
  readonly units: number;
  readonly players: readonly ConsolePlayer[];
  readonly matchId?: string;
  readonly ticketId?: string;
  /** The entry of its match's log that the action of a script is; `players` are those of its seat. */
  readonly entry?: LogEntryRow;
  /** The same request in a row with the same answer: this is the newest of them, `units` are of all. */
  readonly repeats?: { readonly count: number; readonly since: number };
  readonly calls: readonly ServiceCall[];
  /** The same request for a shell; its token and secrets are left out. */
  readonly shell?: string;
}

export interface CallsDocument {
  /** Epoch milliseconds since which no call is missing: the oldest ones are dropped. */
  readonly since: number;
  readonly trees: readonly CallTree[];
  /** Of a ticket: the trees are what it set off, oldest first. */
  readonly story?: { readonly ticketId: string; readonly matchId?: string };
}
