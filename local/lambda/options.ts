import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type EnvironmentKey } from '../../contract/environment';
import { type EventEnvelope } from '../../contract/events';
import { type Clock } from '../../core/clock';
import { type FunctionDeclaration } from '../../functions/declaration';
import { type LocalMessages } from '../messages';
import { type LocalTime } from '../time/local-time';
import { type Cors } from './http-api';
import { type InvocationResult, type WatchedInvocation } from './invocation';
import { type StreamReader } from './stream-poller';
import { type LocalRoute } from './route-table';

/** Endpoints of the services that functions call; in the cloud these are AWS's own. */
export interface ServiceEndpoints {
  readonly dynamodb: string;
  readonly gamelift: string;
  readonly secretsManager: string;
  /** Those of `messages` when absent. */
  readonly eventBridge?: string;
  readonly sqs?: string;
}

/** The functions, and all that they call on this machine. */
export interface LocalLambdaOptions {
  readonly declarations: readonly FunctionDeclaration[];
  /** Routes of the HTTP API; absent: all of contract/rest/routes.ts. */
  readonly routes?: readonly LocalRoute[];
  /** Folder with `<name>/index.mjs` for each function: build/functions. */
  readonly bundlesFolder: string;
  /**
   * Values of the environment variables; each function gets those that it declares. Default of `issuer`: the
   * API's own URL.
   */
  readonly environment: Readonly<Partial<Record<EnvironmentKey, string>>>;
  readonly endpoints: ServiceEndpoints;
  /** The bus and the queues that functions are given messages of; absent: a bus that leads nowhere. */
  readonly messages?: LocalMessages;
  readonly region?: string;
  /**
   * Credentials of each function; `local` when absent. A test that distinguishes functions gives each its
   * own.
   */
  readonly credentials?: (functionName: string) => {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };

  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly clock?: Clock;
  /** The clock of functions and their schedules, and of the expiry of tokens; absent: `clock`. */
  readonly time?: LocalTime;
  /** Absent: only pages of this machine may call the API. */
  readonly cors?: Cors;
  readonly throttling?: boolean;
  readonly integrationTimeoutMs?: number;
  /** Maximum number of execution environments of a function; 8 when absent. */
  readonly maxConcurrency?: number;
  /** Pauses between the attempts to deliver an event, milliseconds. */
  readonly retryAfterMs?: readonly number[];
  /** Interval of polling a stream that was read to its newest record, milliseconds. */
  readonly streamPollMs?: number;
  /** Newest record of a stream by its ARN, for pollers (StreamPollerOptions). */
  readonly newestRecord?: (streamArn: string) => string | undefined;
  /** For dead letters and positions in streams; absent: nothing is kept. */
  readonly dataFolder?: string;
  /** Answers paths that are not a route of the API: pages. */
  readonly otherPaths?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Called for every finished invocation. */
  readonly watch?: (invocation: WatchedInvocation) => void;
  /** One line of a function's log, or about the function. */
  readonly log?: (functionName: string, line: string) => void;
}

/** Running functions with their HTTP API, events, streams and schedules. */
export interface LocalLambda {
  /** Base URL of the HTTP API, without a slash at the end; also the default issuer of tokens. */
  readonly url: string;
  /**
   * Delivers an event to every function with a matching trigger. Resolves when it is handled, or is a dead
   * letter (dead-letters.jsonl).
   * @throws Error when the local Lambda closes before that: send it again after the next start
   */
  deliver(envelope: EventEnvelope): Promise<void>;
  /** Number of dead letters since the start. */
  deadLetters(): number;
  /** Which functions read streams, and how far they are. */
  streamReaders(): readonly StreamReader[];
  /** Runs a scheduled function now, besides its rate. */
  runSchedule(name: string): Promise<InvocationResult>;
  /** Invokes a function directly. */
  invoke(name: string, event: unknown): Promise<InvocationResult>;
  /** New events are handled by the current bundles. */
  reload(): void;
  close(): Promise<void>;
}
