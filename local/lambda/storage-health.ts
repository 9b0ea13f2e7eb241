import { type RestRoute } from '../../contract/rest/declaration';

/** How long the database may think about it, in milliseconds. */
const patience = 2000;

/**
 * Whether the local DynamoDB takes writes. The function behind `/v1/health` finds out that a write fails; why
 * a disk takes none, only the database of a laptop can say.
 * @returns why not, in one line; undefined: it does
 */
export async function storageTrouble(endpoint: string): Promise<string | undefined> {
  try {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(patience) });
    return answer.status === 503 ? await answer.text() : undefined;
  } catch {
    return undefined; // whether it answers at all, the function finds out
  }
}

export function isHealthRoute(route: RestRoute): boolean {
  return route.operationId === 'getHealth';
}
