/** Whether an error is the system's with one of these codes, such as `ENOENT`. */
export const isSystemError = (error: unknown, ...codes: readonly string[]): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  codes.includes(error.code);
