import * as z from 'zod/mini';
import {
  createLocalGameLift,
  type LocalGameLift,
  type LocalGameLiftOptions,
} from '../../../local/gamelift/index';
import { jsonObject, type JsonObject as Json, objectOf } from '../../support/json-values';

export { at, objectsAt, textAt, type JsonObject as Json } from '../../support/json-values';

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

export const envelope = z.looseObject({
  id: z.string(),
  time: z.string(),
  'detail-type': z.string(),
  resources: z.array(z.string()),
  detail: jsonObject,
});
export type Envelope = z.infer<typeof envelope>;
const envelopes = z.array(envelope);

async function post(url: string, body: unknown): Promise<Json> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const json = objectOf(await response.json());
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
    return { status: response.status, body: objectOf(await response.json()), headers: response.headers };
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
    events: async () => envelopes.parse(await (await fetch(`${gamelift.url}/_local/events`)).json()),
    state: async () => objectOf(await (await fetch(`${gamelift.url}/_local/state`)).json()),
    close: () => gamelift.close(),
  };
}
