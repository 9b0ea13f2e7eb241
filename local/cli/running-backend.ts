import * as z from 'zod';
import { type LaptopConfig } from '../../config';

/** The default URL of `npm start`, unless the port is taken. */
export function preferredUrl({ host, port }: Pick<LaptopConfig['laptop'], 'host' | 'port'>): string {
  return `http://${host}:${port}`;
}

const health = z.looseObject({ status: z.literal('ok') });

/** The kind of server that answers at a URL: a Turnlift backend, another server, or none. */
export type ServerKind = 'turnlift' | 'other' | 'nothing';

/** Asks a backend for its health; no answer within `withinMs` milliseconds counts as nothing. */
export async function whatAnswers(url: string, withinMs = 2_000): Promise<ServerKind> {
  let response: Response;
  try {
    response = await fetch(new URL('/v1/health', url), { signal: AbortSignal.timeout(withinMs) });
  } catch {
    return 'nothing';
  }
  try {
    return health.safeParse(await response.json()).success ? 'turnlift' : 'other';
  } catch {
    return 'other';
  }
}
