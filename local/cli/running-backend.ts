import * as z from 'zod';
import { type LaptopConfig } from '../../config';
import { problemType } from '../../contract/errors';

/** The default URL of `npm start`, unless the port is taken. */
export function preferredUrl({ host, port }: Pick<LaptopConfig['laptop'], 'host' | 'port'>): string {
  return `http://${host}:${port}`;
}

const health = z.looseObject({ status: z.literal('ok') });
const problem = z.looseObject({
  type: z.literal(problemType('unavailable')),
  detail: z.optional(z.string()),
});

/** The server that answers at a URL; `unhealthy` is a Turnlift backend whose health check fails. */
export type ServerAtUrl =
  | { readonly kind: 'turnlift' | 'other' | 'nothing' }
  | { readonly kind: 'unhealthy'; readonly detail: string };

/** Asks a backend for its health; no answer within `withinMs` milliseconds counts as nothing. */
export async function whatAnswers(url: string, withinMs = 2_000): Promise<ServerAtUrl> {
  let response: Response;
  try {
    response = await fetch(new URL('/v1/health', url), { signal: AbortSignal.timeout(withinMs) });
  } catch {
    return { kind: 'nothing' };
  }
  try {
    const body: unknown = await response.json();
    if (health.safeParse(body).success) return { kind: 'turnlift' };
    const { data: unhealthy } = problem.safeParse(body);
    if (unhealthy === undefined) return { kind: 'other' };
    return { kind: 'unhealthy', detail: unhealthy.detail ?? 'it gives no reason' };
  } catch {
    return { kind: 'other' };
  }
}

/** The reason why a backend cannot be used, as a sentence; undefined when it can. */
export function unusableWords(url: string, answer: ServerAtUrl): string | undefined {
  switch (answer.kind) {
    case 'turnlift':
      return undefined;
    case 'unhealthy':
      return `The backend at ${url} is unavailable: ${answer.detail}`;
    case 'other':
      return `The server at ${url} is not Turnlift`;
    case 'nothing':
      return `No backend answers at ${url}`;
  }
}
