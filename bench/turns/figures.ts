import * as z from 'zod/mini';

/** The resources that measured processes report, summed where there are several. */
export const statsSchema = z.object({
  stats: z.object({ cpuUs: z.number(), rss: z.number(), heap: z.number(), ext: z.number() }),
});
export type Stats = z.infer<typeof statsSchema>['stats'];

const phase = z.object({
  /** `paced`: a fixed number of moves a second. `closed`: each match moves as soon as it can. */
  mode: z.enum(['paced', 'closed']),
  movesPerS: z.number(),
  /** ms from a move until both players have it. */
  p50: z.number(),
  p99: z.number(),
  cpuUsPerMove: z.number(),
});
export type LoadPhase = z.infer<typeof phase>;

/** The final report of a run with players; the rivals' own players report the same. */
export const figuresSchema = z.object({
  /** Null: this rival does not check moves. */
  rejectsIllegal: z.nullable(z.boolean()),
  errors: z.number(),
  perKMatchesRssMB: z.number(),
  paced: phase,
  sat: phase,
});
export type Figures = z.infer<typeof figuresSchema>;
