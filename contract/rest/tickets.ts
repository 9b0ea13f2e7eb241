import { z } from '@hono/zod-openapi';
import { latencyLimits } from '../matchmaking-attributes';
import { ticketEnds } from '../ticket-ends';
import { ticketStatuses } from '../ticket-status';
import { declareRoute, jsonContent } from './declaration';
import {
  askedOptionsField,
  gameField,
  matchIdField,
  matchmakingField,
  optionsField,
  seatField,
  ticketIdField,
} from './fields';

const searchLimitSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('attribute'),
      attribute: z.string().openapi({ example: 'skill' }),
      most: z.number(),
    }),
    z.object({ kind: z.literal('latency'), most: z.number() }),
  ])
  .openapi('SearchLimit', {
    description:
      'attribute: `most` is the maximum difference between the players of a match, `skill` is the ' +
      'rating. latency: all of them reach one location within `most` milliseconds',
  });
const needsFields = {
  players: z
    .object({ min: z.int(), max: z.int() })
    .openapi({ description: 'Numbers of players with which a match can begin' }),
  limits: z
    .array(searchLimitSchema)
    .openapi({ description: 'Limits of the rule set for every match; rules of other kinds are left out' }),
};

export const ticketSearchSchema = z
  .object({
    waitedSeconds: z.int(),
    waiting: z
      .int()
      .optional()
      .openapi({
        description:
          'Players who look for the same, you among them, a few seconds ago. Absent while too many ' +
          'tickets are open to be counted',
      }),
    withOtherOptions: z
      .int()
      .optional()
      .openapi({
        description:
          'Players who look for the same game with other options, and so for another match; absent when ' +
          'there are none, or they are not counted',
      }),
    ...needsFields,
    widensWith: z.enum(['newest', 'oldest']).openapi({
      description:
        'Whose waiting decides what a match needs: of its tickets that which waited longest ' +
        '(`oldest`) or shortest (`newest`)',
    }),
    next: z
      .object({ inSeconds: z.int(), ...needsFields })
      .optional()
      .openapi({ description: 'What a match needs after further waiting; absent when that is all' }),
    endsInSeconds: z.int().optional().openapi({ description: 'When the ticket times out without a match' }),
  })
  .openapi('TicketSearch');

export const ticketSchema = z
  .object({
    ticketId: ticketIdField,
    status: z.enum(ticketStatuses),
    game: gameField,
    matchmaking: matchmakingField,
    options: optionsField,
    estimatedWaitSeconds: z.number().optional(),
    search: ticketSearchSchema.optional().openapi({
      description: 'With GET, and status `queued` or `searching`: what the ticket waits for',
    }),
    proposedMatchId: matchIdField.optional().openapi({
      description: [
        'With status `requires-acceptance`: the proposed match.',
        'Answer each proposal once: a match that another player did not accept is dropped,',
        'and the next proposal, which has another id, can follow between two reads of the ticket.',
      ].join(' '),
    }),
    match: z
      .object({ matchId: matchIdField, seat: seatField })
      .optional()
      .openapi({ description: 'With status `completed`: the match, and the seat in it' }),
    connection: z
      .object({
        ipAddress: z.string(),
        dnsName: z
          .string()
          .optional()
          .openapi({ description: 'With TLS, connect to this name: it is the name of the certificate' }),
        tls: z.boolean().openapi({ description: 'The fleet has a certificate: connect with TLS' }),
        port: z.int(),
        playerSessionId: z.string(),
      })
      .optional()
      .openapi({
        description: [
          'With status `completed`:',
          'where to connect, within 60 seconds.',
          'Absent once the player session was used or has run out:',
          'come back with POST /v1/matches/{id}/rejoin',
        ].join(' '),
      }),
    reason: z
      .string()
      .optional()
      .openapi({ description: 'Why a ticket ended without a match, or went back to searching, in words' }),
    endedBecause: z
      .enum(ticketEnds)
      .optional()
      .openapi({
        description: [
          'Why a ticket ended without a match.',
          '`cancelled`: by you.',
          '`not-asked-for`: its client did not ask for it for more than a minute.',
          '`match-left`: another player left the match while it waited for a server; search again at once.',
          '`not-accepted`: you rejected the proposed match, or did not answer in time.',
          '`timed-out`: no match was found in time.',
          '`player-removed`: you were banned or deleted.',
          '`failed`: matchmaking or placement failed',
        ].join(' '),
      }),
  })
  .openapi('Ticket');
export type TicketDocument = z.infer<typeof ticketSchema>;

export const openTicketSchema = z
  .strictObject({
    game: gameField,
    matchmaking: matchmakingField.optional().openapi({
      description: 'A matchmaking of the game; absent: its first',
    }),
    options: askedOptionsField.optional(),
    latencyMs: z
      .record(
        z
          .string()
          .regex(
            /^[a-z]{2}(-[a-z]+)+-\d+[a-z0-9-]*$/,
            'must be the name of an AWS location, such as eu-central-1',
          ),
        z.int().min(latencyLimits.least).max(latencyLimits.most),
      )
      .optional()
      .openapi({
        description: 'Measured round trip to each location, whole milliseconds',
        example: { 'eu-central-1': 24 },
      }),
  })
  .openapi('OpenTicket');

const tags = ['tickets'];
const params = z.object({ id: ticketIdField });

export const createTicket = declareRoute(
  {
    function: 'matchmaking',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: ['unknown-game', 'ticket-open', 'match-running', 'matchmaking-unavailable'],
  },
  {
    method: 'post',
    path: '/v1/tickets',
    operationId: 'createTicket',
    tags,
    summary: 'Look for a match',
    description:
      'One open ticket a player, and one running match unless the matchmaking allows more ' +
      '(`concurrentMatches`). Players of the same game, matchmaking and options are matched. The ' +
      "rating comes from the player's own record. A location without a latency of yours is left out; " +
      'without any latency each location counts 80 ms.',
    request: { body: { required: true, content: jsonContent(openTicketSchema) } },
    responses: {
      201: {
        description: 'The ticket; follow it with GET /v1/tickets/{id}, about once a second',
        content: jsonContent(ticketSchema),
      },
    },
  },
);

export const getTicket = declareRoute(
  {
    function: 'matchmaking',
    authentication: 'session',
    throttle: 'read',
    errors: ['ticket-not-found'],
  },
  {
    method: 'get',
    path: '/v1/tickets/{id}',
    operationId: 'getTicket',
    tags,
    summary: 'My ticket',
    description:
      'Asking keeps an open ticket: one that its client has not asked for in 90 seconds (at least 70 ' +
      'are sure) ends as `not-asked-for` within the next minute.',
    request: { params },
    responses: { 200: { description: 'The ticket', content: jsonContent(ticketSchema) } },
  },
);

export const cancelTicket = declareRoute(
  {
    function: 'matchmaking',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: ['ticket-not-found', 'ticket-ended', 'ticket-placing'],
  },
  {
    method: 'delete',
    path: '/v1/tickets/{id}',
    operationId: 'cancelTicket',
    tags,
    summary: 'Stop looking',
    request: { params },
    responses: { 200: { description: 'The ticket, cancelled', content: jsonContent(ticketSchema) } },
  },
);

export const answerTicket = declareRoute(
  {
    function: 'matchmaking',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: ['ticket-not-found', 'acceptance-not-pending'],
  },
  {
    method: 'post',
    path: '/v1/tickets/{id}/acceptance',
    operationId: 'answerTicket',
    tags,
    summary: 'Accept or reject the proposed match',
    description:
      'Only while the ticket requires acceptance (matchmaking configurations with AcceptanceRequired).',
    request: {
      params,
      body: {
        required: true,
        content: jsonContent(z.strictObject({ accept: z.boolean() }).openapi('Acceptance')),
      },
    },
    responses: {
      202: {
        description: 'The answer was passed on; the ticket as it is now',
        content: jsonContent(ticketSchema),
      },
    },
  },
);
