import * as z from 'zod/mini';
/** A player in lists. `name` is empty while it is unknown: a deleted player, or one of another backend. */
export const consolePlayer = z.object({
  playerId: z.string(),
  name: z.string(),
});
export type ConsolePlayer = z.output<typeof consolePlayer>;
