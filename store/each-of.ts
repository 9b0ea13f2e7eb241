/** The maximum number of concurrent calls of one request. */
const concurrency = 32;

/**
 * Calls for all items, a limited number concurrently. @returns the results in the order of the items
 * @throws the first failure, after the concurrent calls have ended
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
