const pause = (delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });

/** For hangs alone: on a machine that is full, what takes a second takes half a minute. */
const hangsAfterMs = 90_000;

/**
 * Waits until a condition holds, which other processes or sockets bring about.
 * @param what the condition in words, for the error
 * @throws Error after `maxWaitMs` milliseconds
 */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  maxWaitMs = hangsAfterMs,
): Promise<void> {
  const deadline = performance.now() + maxWaitMs;
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`waited ${maxWaitMs} ms for: ${typeof what === 'string' ? what : what()}`);
    await pause(3);
  }
}

/**
 * Reads a value until it is as wanted, and returns it.
 * @throws Error with the last value after `maxWaitMs` milliseconds
 */
export async function untilRead<Value>(
  read: () => Promise<Value>,
  isWanted: (value: Value) => boolean,
  maxWaitMs = hangsAfterMs,
): Promise<Value> {
  const deadline = performance.now() + maxWaitMs;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (performance.now() > deadline)
      throw new Error(`waited ${maxWaitMs} ms; last seen: ${JSON.stringify(value)}`);
    await pause(10);
  }
}
