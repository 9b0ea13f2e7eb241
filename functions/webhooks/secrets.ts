/** A replaced secret takes effect within this time. */
const cacheMs = 60_000;

/**
 * Secrets of webhooks, cached in the container.
 * @param read a secret's value from the service
 * @param now epoch milliseconds
 */
export function createSecrets(
  read: (webhook: string) => Promise<string | undefined>,
  now: () => number,
): (webhook: string) => Promise<string> {
  const cached = new Map<string, { readonly secret: string; readonly until: number }>();
  return async (webhook) => {
    const known = cached.get(webhook);
    if (known !== undefined && known.until > now()) return known.secret;
    const secret = await read(webhook);
    if (secret === undefined) throw new Error(`the secret of webhook ${webhook} has no value`);
    cached.set(webhook, { secret, until: now() + cacheMs });
    return secret;
  };
}
