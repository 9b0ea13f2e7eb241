import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent, unchanged } from './declaration';
import { afterField, cursorField, matchIdField, pageQuery, playerIdField, wholeQuery } from './fields';
import { matchSchema, logSchema, historyEntrySchema, rejoinSchema, rejoinedSchema } from './match-documents';

const tags = ['matches'];
const params = z.object({ id: matchIdField });

export const getMatch = declareRoute(
  {
    function: 'matches',
    authentication: 'token',
    throttle: 'read',
    errors: ['match-not-found'],
  },
  {
    method: 'get',
    path: '/v1/matches/{id}',
    operationId: 'getMatch',
    tags,
    summary: 'A match',
    request: { params },
    responses: { 200: { description: 'The match', content: jsonContent(matchSchema) } },
  },
);

export const getMatchLog = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'read',
    errors: ['not-in-match', 'match-not-found'],
  },
  {
    method: 'get',
    path: '/v1/matches/{id}/log',
    operationId: 'getMatchLog',
    tags,
    summary: 'The commands of a match, in order',
    description:
      'While the match is active only its own players may read the log, and each sees of a command ' +
      'what the game shows them; afterwards every player may read all of it.',
    request: {
      params,
      query: z.object({
        after: afterField,
        limit: wholeQuery(1, 500, 100),
      }),
    },
    responses: {
      200: { description: 'Entries in the order of their sequence numbers', content: jsonContent(logSchema) },
    },
  },
);

export const rejoinMatch = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: [
      'not-in-match',
      'match-not-found',
      'match-ended',
      'match-resuming',
      'game-session-full',
      'no-capacity',
    ],
  },
  {
    method: 'post',
    path: '/v1/matches/{id}/rejoin',
    operationId: 'rejoinMatch',
    tags,
    summary: 'Come back to my seat',
    description:
      'Gives a new player session for the same seat, or the first one in a match that matchmaking did ' +
      'not make. Asked again before it is used, it gives the same one. When the server of the match ' +
      'is gone, exactly one other is started, however many players ask: `match-resuming` or ' +
      '`no-capacity` say in Retry-After when to ask again.',
    request: { params, body: { required: false, content: jsonContent(rejoinSchema) } },
    responses: {
      200: { description: 'Where to connect, within 60 seconds', content: jsonContent(rejoinedSchema) },
    },
  },
);

export const getHistory = declareRoute(
  {
    function: 'matches',
    authentication: 'token',
    throttle: 'read',
    errors: ['invalid-cursor'],
  },
  {
    method: 'get',
    path: '/v1/players/{id}/matches',
    operationId: 'getHistory',
    tags,
    summary: "A player's finished matches, newest first",
    request: { params: z.object({ id: playerIdField }), query: z.object(pageQuery) },
    responses: {
      200: {
        description: 'A page of the history',
        content: jsonContent(
          z.object({ items: z.array(historyEntrySchema), cursor: cursorField }).openapi('History'),
        ),
      },
      ...unchanged,
    },
  },
);
