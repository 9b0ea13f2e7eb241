import * as z from 'zod/mini';
/** A matchmaking whose rule set can be changed in the lab. */
export const labRuleSet = z.object({
  matchmaking: z.string(),
  /** Name of its file in game/rule-sets/. */
  name: z.string(),
  /** Content of the file. */
  text: z.string(),
  /** Version of the file: a save replaces only the version that it names. */
  version: z.string(),
  timeoutSeconds: z.number(),
  /** The number of tickets that wait for it. */
  waiting: z.number(),
});
export type LabRuleSet = z.output<typeof labRuleSet>;

export const labDocument = z.object({
  ruleSets: z.readonly(z.array(labRuleSet)),
});
export type LabDocument = z.output<typeof labDocument>;

/** A ticket of the running pool, in the form of the rule engine. Start times are seconds after the oldest. */
export const labTicket = z.object({
  ticketId: z.string(),
  startTime: z.number(),
  players: z.readonly(
    z.array(
      z.object({
        playerId: z.string(),
        attributes: z.record(
          z.string(),
          z.union([
            z.string(),
            z.number(),
            z.readonly(z.array(z.string())),
            z.record(z.string(), z.number()),
          ]),
        ),
        latencyMs: z.exactOptional(z.record(z.string(), z.number())),
      }),
    ),
  ),
});
export type LabTicket = z.output<typeof labTicket>;

export const labPool = z.object({
  tickets: z.readonly(z.array(labTicket)),
  /** More tickets wait than are listed. */
  more: z.boolean(),
  /** Seconds after the oldest ticket at which the pool was read. */
  now: z.number(),
});
export type LabPool = z.output<typeof labPool>;

/** The kinds of files that the lab saves in the project. */
export const labFiles = ['rule-sets', 'cases'] as const;

export type LabFile = (typeof labFiles)[number];

export const labSaved = z.object({
  /** Path of the saved file, from the project's folder. */
  file: z.string(),
  version: z.string(),
});
export type LabSaved = z.output<typeof labSaved>;
