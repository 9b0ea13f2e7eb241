import { z } from '@hono/zod-openapi';
import { idPatterns } from '../../core/ids';
import { abandonReasons, offerKinds } from '../../core/match/log';
import { seatOutcomes } from '../../core/results';
import { maxPayloadBytes } from '../realtime/op-codes';
import { declareRoute, jsonContent } from './declaration';
import { jsonField, matchIdField, seatField, timeField } from './fields';

/** The position of a match for a viewer: the same as over a connection. */
export const positionSchema = z
  .object({
    view: jsonField.openapi({ description: 'What the viewer may see of the game' }),
    toAct: z
      .array(seatField)
      .openapi({ description: 'Seats that may play now; empty once the match is over' }),
    legal: z.array(jsonField).openapi({ description: 'What your seat may play now' }),
    offer: z
      .object({ offer: z.enum(offerKinds), by: seatField, acceptedBy: z.array(seatField) })
      .nullable()
      .openapi({ description: 'The offer that waits for answers' }),
    left: z.array(seatField).openapi({ description: 'Seats that have left while the others continue' }),
    phase: z.string().nullable().openapi({ description: "The game's own name of its phase" }),
  })
  .openapi('MatchPosition');

export const clocksSchema = z
  .object({
    now: timeField,
    seats: z.array(
      z.object({
        remainingMs: z.number(),
        runsSince: timeField.nullable(),
        deadline: timeField.nullable().openapi({ description: "The time at which the seat's time is up" }),
        periods: z.int().nullable(),
      }),
    ),
  })
  .openapi('MatchClocks');

export const endSchema = z
  .object({
    places: z.array(z.int().min(1)),
    outcomes: z.array(z.enum(seatOutcomes)),
    scores: z.array(z.number()).optional(),
    reason: z.string(),
    endedAt: timeField,
    commands: z.int().openapi({ description: 'Sequence number of the entry that ended the match' }),
    void: z.literal(true).optional().openapi({
      description:
        'Set when a seat never played: the match has no winner and no loser regardless of outcomes',
    }),
  })
  .openapi('MatchEnd');

export const matchSeatSchema = z
  .object({
    matchId: matchIdField,
    seat: seatField,
    asleep: z.boolean().openapi({
      description:
        'True while no server runs the match: commands go to POST /v1/matches/{id}/commands. ' +
        'Otherwise come back with rejoin',
    }),
    sequence: z.int().openapi({ description: 'Sequence number of the newest entry of the log' }),
    position: positionSchema,
    clocks: clocksSchema.nullable().openapi({ description: 'Null in a match without a clock' }),
    result: endSchema.nullable().openapi({ description: 'Null while the match has none' }),
    abandoned: z
      .enum(abandonReasons)
      .nullable()
      .openapi({ description: 'Why the match has ended without a result, if it has' }),
  })
  .openapi('MatchSeat');

const played = jsonField
  .refine(
    (command) => new TextEncoder().encode(JSON.stringify(command)).length <= maxPayloadBytes,
    `must be at most ${maxPayloadBytes} bytes of JSON`,
  )
  .openapi({ description: "The game's own command" });

export const seatCommandSchema = z
  .strictObject({
    commandId: z.string().regex(idPatterns.commandId, 'must be 1 to 64 of 0-9, a-z, A-Z, _ and -').openapi({
      description: 'Your own: a repeated command with the same id is played once',
      example: 'move-1',
    }),
    action: z
      .discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('play'),
          command: played,
          seen: z.int().min(0).max(1_000_000).openapi({
            description: 'The newest sequence number that you knew when you chose',
          }),
        }),
        z.strictObject({ kind: z.literal('resign') }),
        z.strictObject({ kind: z.literal('abort') }),
        z.strictObject({ kind: z.literal('offer'), offer: z.enum(offerKinds) }),
        z.strictObject({ kind: z.literal('answer'), offer: z.enum(offerKinds), accept: z.boolean() }),
        z.strictObject({ kind: z.literal('vacation'), days: z.int().min(1).max(365) }),
      ])
      .openapi('SeatAction'),
  })
  .openapi('SeatCommand');

export const commandedSchema = matchSeatSchema
  .extend({ accepted: z.int().openapi({ description: 'Sequence number of the command' }) })
  .openapi('Commanded');

const tags = ['matches'];
const params = z.object({ id: matchIdField });

export const getMatchSeat = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'read',
    errors: ['not-in-match', 'match-not-found'],
  },
  {
    method: 'get',
    path: '/v1/matches/{id}/seat',
    operationId: 'getMatchSeat',
    tags,
    summary: 'My seat in a match',
    description: 'The current state for your seat, and its possible actions, without a connection.',
    request: { params },
    responses: {
      200: { description: 'The match as your seat sees it', content: jsonContent(matchSeatSchema) },
    },
  },
);

export const commandMatch = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: ['not-in-match', 'match-not-found', 'match-ended', 'match-live', 'command-refused'],
  },
  {
    method: 'post',
    path: '/v1/matches/{id}/commands',
    operationId: 'commandMatch',
    tags,
    summary: 'A command in a sleeping match',
    description:
      'Plays, resigns, offers, answers or takes vacation in a match that no server runs: one with a ' +
      'clock of days, while no player is connected. A repeated command with the same id is played ' +
      'once. For a match that a server runs the answer is `match-live`.',
    request: { params, body: { required: true, content: jsonContent(seatCommandSchema) } },
    responses: {
      200: {
        description: 'The match after the command, as your seat sees it',
        content: jsonContent(commandedSchema),
      },
    },
  },
);
