/** The maximum number of concurrent calls of one request. */
const concurrency = 32;

/**
 * Calls for all items, a limited number concurrently; the first failure is thrown after the calls under way
 * have ended.
 */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += concurrency) {
    const settled = await Promise.allSettled(items.slice(from, from + concurrency).map(act));
    for (const one of settled) {
      if (one.status === 'rejected') throw one.reason;
      results.push(one.value);
    }
  }
  return results;
}
