import * as z from 'zod/mini';
import { consolePlayer } from './console-player';

export const fleetProcess = z.object({
  processId: z.string(),
  pid: z.exactOptional(z.number()),
  port: z.number(),
  /** The instance that its match was placed on; absent for a process without a match. */
  instanceId: z.exactOptional(z.string()),
  players: z.number(),
  memoryBytes: z.exactOptional(z.number()),
  /** How long its last answer took, or how long it owes one, in whole ms. */
  answerMs: z.exactOptional(z.number()),
  /** Share of the last seconds in which its thread was busy. */
  busyShare: z.exactOptional(z.number()),
  /** Stopped by the console: it does not answer until it is resumed or replaced. */
  frozen: z.boolean(),
  session: z.exactOptional(
    z.object({
      gameSessionId: z.string(),
      status: z.string(),
      seats: z.number(),
      since: z.number(),
      match: z.exactOptional(
        z.object({
          matchId: z.string(),
          game: z.string(),
          players: z.readonly(z.array(consolePlayer)),
        }),
      ),
    }),
  ),
});
export type FleetProcess = z.output<typeof fleetProcess>;

/** An event of a fleet, as DescribeFleetEvents returns it. */
export const fleetEvent = z.object({
  at: z.number(),
  code: z.string(),
  message: z.string(),
});
export type FleetEvent = z.output<typeof fleetEvent>;

export const fleetDocument = z.object({
  fleets: z.readonly(
    z.array(
      z.object({
        fleetId: z.string(),
        status: z.string(),
        /** Newest first. */
        events: z.readonly(z.array(fleetEvent)),
        locations: z.readonly(
          z.array(
            z.object({
              location: z.string(),
              status: z.string(),
              free: z.number(),
              instances: z.readonly(
                z.array(
                  z.object({
                    instanceId: z.string(),
                    status: z.string(),
                  }),
                ),
              ),
              processes: z.readonly(z.array(fleetProcess)),
            }),
          ),
        ),
      }),
    ),
  ),
});
export type FleetDocument = z.output<typeof fleetDocument>;

/** The console's commands for a process; `spot-loss` ends all processes of its location. */
export const processActions = ['kill', 'freeze', 'resume', 'spot-loss'] as const;

export type ProcessAction = (typeof processActions)[number];
