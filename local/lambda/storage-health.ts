import { type LocalRoute } from './route-table';

/** How long a service may think about it, in milliseconds. */
const healthTimeoutMs = 2000;

/**
 * Whether the local DynamoDB, GameLift and queues take writes. The function behind `/v1/health` finds out
 * that a write to its table fails; only the laptop's services can say why, and the journals have a disk too.
 * @param addresses health addresses, one of each service
 * @param messages why the queues of this process take nothing; undefined: they do
 * @returns why not, in one line; undefined when they do
 */
export async function storageTrouble(
  addresses: readonly string[],
  messages?: string,
): Promise<string | undefined> {
  const answers = [...(await Promise.all(addresses.map(troubleAt))), messages];
  const found = answers.filter((answer) => answer !== undefined);
  return found.length === 0 ? undefined : found.join('; ');
}

async function troubleAt(address: string): Promise<string | undefined> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(healthTimeoutMs) });
    return answer.status === 503 ? await answer.text() : undefined;
  } catch {
    return undefined; // the function itself finds out whether it answers at all
  }
}

export function isHealthRoute(route: LocalRoute): boolean {
  return route.operationId === 'getHealth';
}
