import * as z from 'zod/mini';
import { type ShownClock } from '../../core/match/clock/clocks';
import { type MatchAction, matchStatuses as recordedStatuses, offerKinds } from '../../core/match/log';
import { type HostingAction } from '../../core/match/match-event';
import { seatOutcomes } from '../../core/results';
import { json } from '../json';
import { hostingAction, matchAction } from '../match-action';
import { refusalCodes } from '../realtime/refusals';
import { type RefusedCommand } from '../refused-line';
import { consolePlayer } from './console-player';
import { placementDocument } from './tickets';

const matchStatuses = ['starting', ...recordedStatuses] as const;
export type ConsoleMatchStatus = (typeof matchStatuses)[number];

const shownAction: z.ZodMiniType<MatchAction | HostingAction> = z.union([matchAction, hostingAction]);
const shownClock: z.ZodMiniType<ShownClock> = z.object({
  remainingMs: z.number(),
  runsSince: z.nullable(z.number()),
  deadline: z.nullable(z.number()),
  periods: z.nullable(z.number()),
});
const refusedCommand: z.ZodMiniType<RefusedCommand> = z.object({
  seat: z.number(),
  code: z.enum(refusalCodes),
  message: z.string(),
  sequence: z.number(),
});

export const consoleSeat = z.extend(consolePlayer, {
  team: z.number(),
  outcome: z.exactOptional(z.enum(seatOutcomes)),
});
export type ConsoleSeat = z.output<typeof consoleSeat>;

export const consoleMatchRow = z.object({
  matchId: z.string(),
  game: z.string(),
  matchmaking: z.string(),
  status: z.enum(matchStatuses),
  seats: z.readonly(z.array(consoleSeat)),
  startedAt: z.number(),
  endedAt: z.exactOptional(z.number()),
  /** How the match ended. */
  reason: z.exactOptional(z.string()),
  /** A seat never played: the match has neither winner nor loser, and its seats have no outcome. */
  isVoid: z.exactOptional(z.literal(true)),
  /** Where it runs while it is active. */
  hosting: z.exactOptional(z.enum(['live', 'placing', 'asleep'])),
});
export type ConsoleMatchRow = z.output<typeof consoleMatchRow>;

/** One entry of a log, complete: the console is for developers. */
export const logEntryRow = z.object({
  sequence: z.number(),
  at: z.number(),
  seat: z.nullable(z.number()),
  action: shownAction,
  lagMs: z.exactOptional(z.number()),
});
export type LogEntryRow = z.output<typeof logEntryRow>;

/** A line of a process's log. */
export const processLogRow = z.object({
  text: z.string(),
  /** Absent in lines that continue another. */
  at: z.exactOptional(z.number()),
});
export type ProcessLogRow = z.output<typeof processLogRow>;
export const processLogRows = z.readonly(z.array(processLogRow));

/** A line of the log of a process that ran a match. */
export const scriptLogRow = z.extend(processLogRow, {
  gameSessionId: z.string(),
  /** The refused command of the line. */
  refused: z.exactOptional(refusedCommand),
});
export type ScriptLogRow = z.output<typeof scriptLogRow>;
export const scriptLogRows = z.readonly(z.array(scriptLogRow));

/** The view of a seat or spectator after an entry. */
export const seenMatch = z.object({
  viewer: z.union([z.literal('spectator'), z.number()]),
  view: json,
  legal: z.readonly(z.array(json)),
  /** The newest command, where the viewer may see it and the view still shows it. */
  last: z.exactOptional(json),
});
export type SeenMatch = z.output<typeof seenMatch>;

/** The match after an entry of its log, folded by the rules. */
export const matchMoment = z.object({
  at: z.number(),
  /** The whole state, which players never see. */
  state: json,
  /** The state before the entry; absent at the start. */
  before: z.exactOptional(json),
  seen: z.readonly(z.array(seenMatch)),
  toAct: z.readonly(z.array(z.number())),
  phase: z.nullable(z.string()),
  offer: z.nullable(
    z.object({
      offer: z.enum(offerKinds),
      by: z.number(),
    }),
  ),
  clocks: z.readonly(z.array(shownClock)),
  /** The time at which the clocks are read, in epoch milliseconds. */
  clocksAt: z.number(),
});
export type MatchMoment = z.output<typeof matchMoment>;

/** The state after each entry of a log. */
export const matchStates = z.readonly(z.array(json));

/** A game session that the match ran in, newest first. */
export const matchSession = z.object({
  gameSessionId: z.string(),
  status: z.string(),
  since: z.number(),
  /** When it ended, and how. */
  endedAt: z.exactOptional(z.number()),
  ended: z.exactOptional(z.string()),
  processId: z.exactOptional(z.string()),
  pid: z.exactOptional(z.number()),
  memoryBytes: z.exactOptional(z.number()),
});
export type MatchSession = z.output<typeof matchSession>;

export const consoleMatchDetail = z.extend(consoleMatchRow, {
  options: json,
  rated: z.boolean(),
  rulesVersion: z.number(),
  seed: z.string(),
  attempt: z.number(),
  epoch: z.number(),
  entries: z.readonly(z.array(logEntryRow)),
  moment: z.exactOptional(matchMoment),
  /** Why the rules failed to show the match. */
  failure: z.exactOptional(z.string()),
  sessions: z.readonly(z.array(matchSession)),
  ticketIds: z.readonly(z.array(z.string())),
  /** While it waits for a place. */
  placement: z.exactOptional(placementDocument),
});
export type ConsoleMatchDetail = z.output<typeof consoleMatchDetail>;

/** A practice match that continues from an entry of another match. */
export const forkedMatch = z.object({
  matchId: z.string(),
});
export type ForkedMatch = z.output<typeof forkedMatch>;
