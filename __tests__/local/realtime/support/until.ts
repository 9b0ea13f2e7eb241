/** Waits until a condition holds; fails after `limit` milliseconds with the name of the condition. */
export async function until(
  condition: () => boolean,
  what: string | (() => string),
  limit = 20_000,
): Promise<void> {
  const deadline = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`waited ${limit} ms for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
