/** Hosts of this machine: their backends have the play page and the console at the address of the API. */
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The last line of the demo: the next step for its reader.
 * @returns undefined for a backend elsewhere, whose pages have another address
 */
export function afterDemo({
  url,
  isPrivate,
}: {
  readonly url: string;
  readonly isPrivate: boolean;
}): string | undefined {
  // A private backend has ended with the demo.
  if (isPrivate) return 'Next: npm start, and play a match yourself on the page that it prints';
  return loopback.has(new URL(url).hostname)
    ? `Next: play a match yourself at ${url}/play/, or see these in the console, whose address npm ` +
        'start has printed'
    : undefined;
}
