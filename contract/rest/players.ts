import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent, unchanged } from './declaration';
import { ticketStatuses } from '../ticket-status';
import { invitationSchema } from './invitations';
import { displayNameField, gameField, matchIdField, playerIdField, seatField, timeField } from './fields';

const standingSchema = z
  .object({
    game: gameField,
    wins: z.int(),
    losses: z.int(),
    draws: z.int(),
    rating: z
      .number()
      .openapi({ description: 'The number that matchmaking and leaderboards of ratings use' }),
    provisional: z.boolean().openapi({ description: 'True while the rating is provisional' }),
  })
  .openapi('Standing');

export const playerSchema = z
  .object({
    playerId: playerIdField,
    displayName: z.string(),
    createdAt: timeField,
    deleted: z.literal(true).optional().openapi({
      description: 'The player was deleted: the name is a placeholder, and nothing else is kept',
    }),
    bot: z.literal(true).optional().openapi({ description: 'The id of the bot of a game, in any match' }),
    standings: z
      .array(standingSchema)
      .openapi({ description: 'One for each game that the player has finished a match of' }),
  })
  .openapi('Player');

/** A player's own document, which other players cannot read. */
export const meSchema = playerSchema
  .extend({
    matches: z
      .array(
        z.object({
          matchId: matchIdField,
          game: gameField,
          matchmaking: z.string().nullable(),
          seat: seatField,
          startedAt: timeField,
        }),
      )
      .openapi({ description: 'Running matches with a seat of yours: come back with rejoin' }),
    tickets: z
      .array(z.object({ ticketId: z.string(), game: gameField, status: z.enum(ticketStatuses) }))
      .openapi({ description: 'Your open tickets' }),
    invitations: z
      .array(invitationSchema.omit({ match: true }))
      .openapi({ description: 'Open invitations from you and to you, oldest first' }),
  })
  .openapi('Me');

export const registeredPlayerSchema = z
  .object({
    playerId: playerIdField,
    displayName: z.string(),
    createdAt: timeField,
    secret: z.string().openapi({
      description: 'Shown only once: keep it, it is the only way back into the account',
      example: 'J2mZ…',
    }),
  })
  .openapi('RegisteredPlayer');

const tags = ['players'];

export const createPlayer = declareRoute(
  {
    function: 'players',
    authentication: 'none',
    throttle: 'identity',
    errors: ['too-many-attempts'],
  },
  {
    method: 'post',
    path: '/v1/players',
    operationId: 'createPlayer',
    tags,
    summary: 'Register a guest',
    description:
      "Makes a new player and returns the player's secret, once. Sign in with both at POST /v1/sessions.",
    request: {
      body: {
        required: false,
        content: jsonContent(
          z.strictObject({ displayName: displayNameField.optional() }).openapi('RegisterPlayer'),
        ),
      },
    },
    responses: { 201: { description: 'The new player', content: jsonContent(registeredPlayerSchema) } },
  },
);

export const getMe = declareRoute(
  {
    function: 'players',
    authentication: 'session',
    throttle: 'read',
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/players/me',
    operationId: 'getMe',
    tags,
    summary: 'My profile, running matches and open tickets',
    description:
      'The player with its running matches and open tickets, so that a restarted app finds its seat again.',
    responses: { 200: { description: 'The signed-in player', content: jsonContent(meSchema) } },
  },
);

export const updateMe = declareRoute(
  {
    function: 'players',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: [],
  },
  {
    method: 'patch',
    path: '/v1/players/me',
    operationId: 'updateMe',
    tags,
    summary: 'Change my name',
    request: {
      body: {
        required: true,
        content: jsonContent(z.strictObject({ displayName: displayNameField }).openapi('UpdatePlayer')),
      },
    },
    responses: { 200: { description: 'The player as it is now', content: jsonContent(playerSchema) } },
  },
);

export const getPlayer = declareRoute(
  {
    function: 'players',
    authentication: 'token',
    throttle: 'read',
    errors: ['player-not-found'],
  },
  {
    method: 'get',
    path: '/v1/players/{id}',
    operationId: 'getPlayer',
    tags,
    summary: "Another player's public profile",
    request: { params: z.object({ id: playerIdField }) },
    responses: { 200: { description: 'The player', content: jsonContent(playerSchema) }, ...unchanged },
  },
);
