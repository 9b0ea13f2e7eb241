import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent } from './declaration';
import { matchIdField } from './fields';
import { rematchField } from './match-documents';

export const rematch = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: [
      'unknown-game',
      'not-in-match',
      'match-not-found',
      'match-not-ended',
      'rematch-over',
      'too-many-matches',
    ],
  },
  {
    method: 'post',
    path: '/v1/matches/{id}/rematch',
    operationId: 'rematch',
    tags: ['matches'],
    summary: 'Play the same players once more, sides swapped',
    description:
      'Within 15 minutes after the end. Once all players have asked, one new match begins, however ' +
      'often they ask: its id is in this answer and in the match. A bot always agrees. Rematches are ' +
      'not rated.',
    request: { params: z.object({ id: matchIdField }) },
    responses: {
      200: {
        description: 'The players who have agreed, and the new match',
        content: jsonContent(rematchField),
      },
    },
  },
);
