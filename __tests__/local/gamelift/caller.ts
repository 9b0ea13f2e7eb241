import {
  createLocalGameLift,
  type LocalGameLift,
  type LocalGameLiftOptions,
} from '../../../local/gamelift/index';

export type Json = { readonly [key: string]: unknown };

export interface Answered {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

/** A local GameLift on a real socket, with raw requests to it. */
export interface Caller {
  readonly gamelift: Pick<LocalGameLift, 'url' | 'close'>;
  /** Sends an operation as AWS JSON 1.1, with any input. */
  raw(operation: string, input: unknown): Promise<Answered>;
  /** The same; throws if the answer is an error. */
  ok(operation: string, input: unknown): Promise<Json>;
  /** The name of the fault, or `none`. */
  fault(operation: string, input: unknown): Promise<string>;
  advance(toSeconds: number): Promise<void>;
  hosting(outcome: string): Promise<Json>;
  events(): Promise<readonly Envelope[]>;
  state(): Promise<Json>;
  close(): Promise<void>;
}

export interface Envelope {
  readonly id: string;
  readonly time: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: Json;
}

async function post(url: string, body: unknown): Promise<Json> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const json: Json = (await response.json()) as Json;
  if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(json)}`);
  return json;
}

export async function startCaller(options: LocalGameLiftOptions): Promise<Caller> {
  return callerOf(await createLocalGameLift(options));
}

export function callerOf(gamelift: Caller['gamelift']): Caller {
  const raw = async (operation: string, input: unknown): Promise<Answered> => {
    const response = await fetch(gamelift.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `GameLift.${operation}` },
      body: typeof input === 'string' ? input : JSON.stringify(input),
    });
    return { status: response.status, body: (await response.json()) as Json, headers: response.headers };
  };
  return {
    gamelift,
    raw,
    ok: async (operation, input) => {
      const { status, body } = await raw(operation, input);
      if (status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
      return body;
    },
    fault: async (operation, input) => {
      const { status, body } = await raw(operation, input);
      return status === 200 ? 'none' : String(body['__type']);
    },
    advance: async (toSeconds) => {
      await post(`${gamelift.url}/_local/clock`, { toSeconds });
    },
    hosting: (outcome) => post(`${gamelift.url}/_local/hosting`, { outcome }),
    events: async () => (await fetch(`${gamelift.url}/_local/events`)).json() as Promise<Envelope[]>,
    state: async () => (await fetch(`${gamelift.url}/_local/state`)).json() as Promise<Json>,
    close: () => gamelift.close(),
  };
}

/** The value at a dotted path, such as `MatchmakingTicket.TicketId` or `TicketList.0.Status`. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Json)[key] : undefined),
      value,
    );
}
