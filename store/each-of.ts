/** Calls of one request that are under way at once. */
const concurrency = 32;

/** Some at a time, all of them; the first failure is thrown after those under way have ended. */
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
