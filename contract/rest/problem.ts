import { z } from '@hono/zod-openapi';
import { submissionRefusals } from '../../core/match/refusal';
import { errorCodes } from '../errors';

/** The body of every error (RFC 9457), `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:turnlift:problem:ticket-open' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(errorCodes).openapi({ description: 'Stable: switch on this' }),
    detail: z.string().openapi({ description: 'What was wrong with this request, for people' }),
    remedy: z.string().openapi({ description: 'What to do about it, for people' }),
    instance: z.string().optional().openapi({ description: 'The id of the request, for reports' }),
    errors: z
      .array(
        z.object({
          in: z.enum(['body', 'query', 'path']),
          field: z.string().openapi({
            description: "JSON pointer (RFC 6901) into the body, or the parameter's name",
            example: '/latencyMs/eu-west-1',
          }),
          message: z.string(),
        }),
      )
      .optional()
      .openapi({ description: 'With `invalid-request`: every field that was refused' }),
    ticketId: z.string().optional().openapi({ description: 'With `ticket-open`: the open ticket' }),
    matchId: z
      .string()
      .optional()
      .openapi({ description: 'With `match-running` and `too-many-matches`: the match, or one of them' }),
    games: z.array(z.string()).optional().openapi({ description: 'With `unknown-game`: the known games' }),
    providers: z
      .array(z.string())
      .optional()
      .openapi({ description: 'With `unknown-provider`: the known providers' }),
    refusal: z
      .object({
        code: z.enum(submissionRefusals),
        message: z.string(),
        rule: z.string().optional().openapi({ description: "With `illegal-command`: the game's own code" }),
        sequence: z.int().openapi({ description: 'The newest sequence number of the match' }),
      })
      .optional()
      .openapi({ description: 'With `command-refused`: the reason, as in a *refused* message' }),
    message: z
      .string()
      .optional()
      .openapi({ description: 'With errors of the gateway itself: on AWS the only member' }),
  })
  .openapi('Problem');

export type ProblemDocument = z.infer<typeof problemSchema>;
