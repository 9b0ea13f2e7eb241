/** Milliseconds that an action takes. */
export async function measureMs(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}
