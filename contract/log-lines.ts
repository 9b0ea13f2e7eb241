/** Messages of log lines that are counted as metrics: the functions write them, the stacks count them. */
export const countedLogLines = {
  /** A matchmaking event that is malformed, or of a configuration that is not ours. */
  droppedEvent: 'a matchmaking event was dropped',
} as const;
