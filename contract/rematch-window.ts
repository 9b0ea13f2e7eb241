/** A rematch is agreed on within this time after the end, in milliseconds. */
export const rematchMilliseconds = 15 * 60 * 1000;
