import { type ConsolePlayer } from './players';

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
  readonly calls: readonly ServiceCall[];
  /** The same request for a shell; its token and secrets are left out. */
  readonly shell?: string;
}

export interface CallsDocument {
  /** Epoch milliseconds since which no call is missing: the oldest ones are dropped. */
  readonly since: number;
  readonly trees: readonly CallTree[];
}
