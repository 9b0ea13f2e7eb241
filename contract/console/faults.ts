import * as z from 'zod/mini';
export const eventFaults = ['duplicate', 'reorder', 'delay'] as const;

export type EventFault = (typeof eventFaults)[number];

/** The time that everything of the backend goes by. */
export const consoleTime = z.object({
  /** Epoch milliseconds at which it stands; null while it runs. */
  stoppedAt: z.nullable(z.number()),
  /** Milliseconds that it is ahead of this machine's; negative behind it. */
  aheadMs: z.number(),
  /** It stands only until this machine's time has come. */
  meets: z.boolean(),
});
export type ConsoleTime = z.output<typeof consoleTime>;

export const timeActions = ['stop', 'go', 'step', 'meet'] as const;

/** The longest step, in seconds. */
export const maxStepSeconds = 30 * 86_400;

export const faultsDocument = z.object({
  dynamodb: z.object({
    /** Probabilities for each call, 0 to 1. */
    throttling: z.number(),
    transactionConflict: z.number(),
    indexLagMs: z.number(),
  }),
  events: z.object({
    ways: z.readonly(z.array(z.enum(eventFaults))),
    /** Events are held back until they are released. */
    held: z.boolean(),
    undelivered: z.number(),
  }),
  time: consoleTime,
  hosting: z.string(),
});
export type FaultsDocument = z.output<typeof faultsDocument>;
