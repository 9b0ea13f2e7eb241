/** The provider, or the connection to it, failed: a retry may succeed. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** Sends a request to a provider: `fetch`, or a test's substitute. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const answerTimeoutMs = 3_000;
/** Key sets and discovery documents have a few kilobytes. */
const maxBytes = 256 * 1024;

/**
 * Sends a request to a provider. It refuses origins that the environment's file does not name, does not
 * follow redirects, and limits the time and size of an answer.
 * @throws ProviderUnavailable
 */
export async function askProvider(
  fetch: Fetch,
  origins: readonly string[],
  url: string,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly text: string }> {
  if (!URL.canParse(url) || !origins.includes(new URL(url).origin))
    throw new ProviderUnavailable(`${url} is not of ${origins.join(', ')}: no request is sent`);
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(answerTimeoutMs),
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
    if (bytes > maxBytes)
      throw new ProviderUnavailable(`${response.url} answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
