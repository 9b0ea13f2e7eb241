import { z } from '@hono/zod-openapi';
import { invitationLimits, invitationStatuses } from '../invitation-status';
import { idPatterns } from '../../core/ids';
import { declareRoute, jsonContent } from './declaration';
import { askedOptionsField, gameField, optionsField, playerIdField, seatField, timeField } from './fields';
import { arrangedSchema } from './practice';

const codeField = z
  .string()
  .toLowerCase()
  .regex(idPatterns.invitationCode, 'must be a code of ten characters')
  .openapi({
    example: 'k7m4tx9qpw',
    description: 'Upper and lower case are equal',
  });

export const invitationSchema = z
  .object({
    code: codeField,
    link: z.string().openapi({
      description: 'Appended to the address of the play page, it leads to the invitation',
      example: '#/invitation/k7m4tx9qpw',
    }),
    from: playerIdField,
    to: z
      .array(playerIdField)
      .openapi({ description: 'Invited players; empty: any player who has the code may accept' }),
    game: gameField,
    options: optionsField,
    seats: z.int().openapi({ description: 'The number of players with which the match begins' }),
    seat: seatField.optional().openapi({ description: 'The seat of the inviter; absent: seats are drawn' }),
    joined: z.array(playerIdField).openapi({ description: 'Players who have joined: the inviter first' }),
    status: z.enum(invitationStatuses).openapi({
      description: 'open: it waits for players. Every other status is final; begun: the match has begun',
    }),
    createdAt: timeField,
    openUntil: timeField,
    match: arrangedSchema
      .optional()
      .openapi({ description: 'With status `begun`, for its players: connect with rejoin' }),
  })
  .openapi('Invitation');
export type InvitationDocument = z.infer<typeof invitationSchema>;

const { least, most, otherwise } = invitationLimits.expirySeconds;

export const inviteSchema = z
  .strictObject({
    game: gameField,
    options: askedOptionsField.optional(),
    to: z
      .union([playerIdField, z.array(playerIdField).min(1).max(7)])
      .optional()
      .openapi({
        description:
          'Invited players, one or all others of the match; absent: any player who has the code may accept',
      }),
    seats: z
      .int()
      .min(2)
      .max(8)
      .optional()
      .openapi({
        description:
          'The number of players with which the match begins. Absent: those of `to` and you, or the ' +
          'minimum of the game',
      }),
    seat: seatField.optional().openapi({ description: 'The seat that you want; absent: seats are drawn' }),
    expiresInSeconds: z
      .int()
      .min(least)
      .max(most)
      .optional()
      .openapi({ description: `From ${least} to ${most}; default ${otherwise}` }),
    requestId: z.string().min(1).max(64).optional().openapi({
      description:
        'Your own id of this request: while its invitation is open, a repetition returns the same invitation',
    }),
  })
  .openapi('Invite');

const tags = ['invitations'];
const params = z.object({ code: codeField });

export const createInvitation = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: ['unknown-game', 'too-many-invitations', 'too-many-matches'],
  },
  {
    method: 'post',
    path: '/v1/invitations',
    operationId: 'createInvitation',
    tags,
    summary: 'Invite players to a match',
    description:
      'The match begins as soon as `seats` players are in. It is not rated. A player may have ' +
      `${invitationLimits.sent} open invitations to others, and ${invitationLimits.received} from ` +
      'others.',
    request: { body: { required: true, content: jsonContent(inviteSchema) } },
    responses: {
      201: {
        description: 'The invitation; follow it with GET, about once a second',
        content: jsonContent(invitationSchema),
      },
    },
  },
);

export const getInvitation = declareRoute(
  {
    function: 'matches',
    authentication: 'token',
    throttle: 'read',
    errors: ['invitation-not-found'],
  },
  {
    method: 'get',
    path: '/v1/invitations/{code}',
    operationId: 'getInvitation',
    tags,
    summary: 'An invitation',
    request: { params },
    responses: { 200: { description: 'The invitation', content: jsonContent(invitationSchema) } },
  },
);

export const answerInvitation = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: ['not-invited', 'invitation-not-found', 'invitation-ended', 'too-many-matches'],
  },
  {
    method: 'post',
    path: '/v1/invitations/{code}/acceptance',
    operationId: 'answerInvitation',
    tags,
    summary: 'Accept or decline an invitation',
    description:
      'A player who was invited by name and declines ends it. One who joined by the code and declines ' +
      'frees the place. Of two players who accept the last place at once, one gets it and the other ' +
      'gets `invitation-ended`.',
    request: {
      params,
      body: {
        required: true,
        content: jsonContent(z.strictObject({ accept: z.boolean() }).openapi('Acceptance')),
      },
    },
    responses: {
      200: { description: 'The invitation as it is now', content: jsonContent(invitationSchema) },
    },
  },
);

export const withdrawInvitation = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: ['not-invited', 'invitation-not-found', 'invitation-ended'],
  },
  {
    method: 'delete',
    path: '/v1/invitations/{code}',
    operationId: 'withdrawInvitation',
    tags,
    summary: 'Withdraw my invitation',
    request: { params },
    responses: { 200: { description: 'The invitation, withdrawn', content: jsonContent(invitationSchema) } },
  },
);
