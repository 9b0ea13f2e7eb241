/** The provider, or the way to it, failed: trying again may help. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** How a provider is asked: `fetch`, or what a test has in its place. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const patienceMilliseconds = 3_000;
/** Key sets and discovery documents have a few kilobytes. */
const mostBytes = 256 * 1024;

/**
 * Asks a provider. Only the origins that the environment's file names are asked, redirects are not followed,
 * and an answer may be neither slow nor large.
 * @throws ProviderUnavailable
 */
export async function askProvider(
  fetch: Fetch,
  origins: readonly string[],
  url: string,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly text: string }> {
  if (!URL.canParse(url) || !origins.includes(new URL(url).origin))
    throw new ProviderUnavailable(`${url} is not of ${origins.join(', ')}: it is not asked`);
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
    return { status: response.status, text: await limitedText(response) };
  } catch (error) {
    if (error instanceof ProviderUnavailable) throw error;
    throw new ProviderUnavailable(`${url} does not answer`, { cause: error });
  }
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes)
      throw new ProviderUnavailable(`${response.url} answered more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
