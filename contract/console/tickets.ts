import * as z from 'zod/mini';
import { json } from '../json';
import { ticketEnds } from '../ticket-ends';
import { ticketStatuses } from '../ticket-status';
import { consolePlayer } from './console-player';

const texts = z.readonly(z.array(z.string()));

/** The engine's verdicts on a searching ticket (flexmatch/explain). */
const verdicts = [
  'not-in-pool',
  'can-never-match',
  'alone',
  'too-few-players',
  'sizes-do-not-fit',
  'rules-fail',
  'can-match',
] as const;

export const consoleTicketRow = z.object({
  ticketId: z.string(),
  players: z.readonly(z.array(consolePlayer)),
  game: z.string(),
  matchmaking: z.string(),
  /** GameLift's. */
  status: z.string(),
  /** The state that its player sees; absent for a ticket without a row. */
  recorded: z.exactOptional(
    z.object({ status: z.enum(ticketStatuses), endedBecause: z.exactOptional(z.enum(ticketEnds)) }),
  ),
  since: z.number(),
  endedAt: z.exactOptional(z.number()),
  message: z.exactOptional(z.string()),
  matchId: z.exactOptional(z.string()),
});
export type ConsoleTicketRow = z.output<typeof consoleTicketRow>;

/** One step of a ticket. */
export const consoleTicketStep = z.object({
  at: z.number(),
  what: z.string(),
  says: z.string(),
});
export type ConsoleTicketStep = z.output<typeof consoleTicketStep>;

/** One rule in the nearest match (flexmatch/explain). */
export const consoleRuleVerdict = z.object({
  name: z.string(),
  type: z.string(),
  passes: z.boolean(),
  measured: z.string(),
  limit: z.string(),
  insideCompound: z.boolean(),
  parties: z.exactOptional(texts),
  without: z.exactOptional(texts),
});
export type ConsoleRuleVerdict = z.output<typeof consoleRuleVerdict>;

/** The engine's explanation of a searching ticket, for the current pool. Ids are those of tickets. */
export const ticketExplanationDocument = z.object({
  verdict: z.enum(verdicts),
  summary: z.string(),
  ageSeconds: z.number(),
  noStepHelps: z.exactOptional(z.literal(true)),
  /** Names of the players of each ticket in the explanation, by its id. */
  ticketNames: z.record(z.string(), z.string()),
  pool: z.object({
    tickets: z.number(),
    players: z.number(),
    needed: z.number(),
    apart: z.readonly(z.array(z.object({ rule: z.string(), ticketIds: texts, tickets: z.number() }))),
    /** Rules keep all other tickets away, now and after every step of the expansions. */
    allStayApart: z.exactOptional(z.literal(true)),
    lacks: texts,
  }),
  nearest: z.exactOptional(
    z.object({
      ticketIds: texts,
      ageSeconds: z.number(),
      rules: z.readonly(z.array(consoleRuleVerdict)),
      short: z.readonly(z.array(z.object({ team: z.string(), lacks: z.number() }))),
      players: z.readonly(z.array(consolePlayer)),
      /** The ticket whose age counts for expansions, when the choice makes a difference. */
      age: z.exactOptional(z.string()),
    }),
  ),
  /** Times at which waiting alone helps, earliest first. `at` is in epoch milliseconds. */
  waits: z.readonly(z.array(z.object({ at: z.number(), text: z.string(), mends: texts }))),
  /** Other changes that would help. */
  changes: texts,
});
export type TicketExplanationDocument = z.output<typeof ticketExplanationDocument>;

/** The placement of the match that a ticket is in. */
export const placementDocument = z.object({
  placementId: z.string(),
  queue: z.string(),
  status: z.string(),
  since: z.number(),
  deadline: z.number(),
  failures: z.number(),
  freeProcesses: z.number(),
  /** One sentence for each reason why it has no place yet. */
  obstacles: z.readonly(z.array(z.string())),
});
export type PlacementDocument = z.output<typeof placementDocument>;

const needs = {
  players: z.object({ min: z.number(), max: z.number() }),
  limits: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('attribute'), attribute: z.string(), most: z.number() }),
      z.object({ kind: z.literal('latency'), most: z.number() }),
    ]),
  ),
};

/** The next step of a search, in the player's words: the needs of a match until then, and from then on. */
export const nextStep = z.object({
  /** Epoch milliseconds, by the wait of this ticket. */
  at: z.number(),
  now: z.object(needs),
  next: z.object(needs),
  /** Whose wait counts where a match has several tickets. */
  widensWith: z.enum(['newest', 'oldest']),
});
export type NextStep = z.output<typeof nextStep>;

/** The status that the row of a ticket shows its player while GameLift reports another. */
export const heardStatus = z.object({
  /** Status of the row. */
  status: z.string(),
  eventsHeld: z.boolean(),
  /** The number of GameLift's events that were not delivered yet. */
  undelivered: z.number(),
});
export type HeardStatus = z.output<typeof heardStatus>;

export const consoleTicketDetail = z.extend(consoleTicketRow, {
  /** Absent while the row and GameLift say the same. */
  heard: z.exactOptional(heardStatus),
  deadline: z.number(),
  attributes: z.readonly(
    z.array(
      z.object({
        playerId: z.string(),
        values: json,
        latencyMs: json,
      }),
    ),
  ),
  steps: z.readonly(z.array(consoleTicketStep)),
  summary: z.string(),
  explanation: z.exactOptional(ticketExplanationDocument),
  /** Of a ticket that searches; absent after the last step of its rule set. */
  nextStep: z.exactOptional(nextStep),
  placement: z.exactOptional(placementDocument),
  /** Reasons why its match would have no place if it were found now. */
  outlook: z.exactOptional(z.readonly(z.array(z.string()))),
});
export type ConsoleTicketDocument = z.output<typeof consoleTicketDetail>;
