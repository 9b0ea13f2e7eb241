const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/**
 * Waits until a condition holds, which other processes or sockets bring about.
 * @param what the condition in words, for the error
 * @throws Error after `maxWaitMs` milliseconds
 */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  maxWaitMs = 30_000,
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
  maxWaitMs = 30_000,
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
