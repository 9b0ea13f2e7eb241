import { z } from '@hono/zod-openapi';
import { abandonReasons, matchOrigins, matchStatuses } from '../../core/match/log';
import { countings, historyOutcomes, seatOutcomes, unratedReasons } from '../../core/results';
import { gameField, jsonField, matchIdField, playerIdField, seatField, timeField } from './fields';
import { actionSchema, hostingActionSchema } from './match-actions';

const matchmakingField = z.string().nullable().openapi({
  description:
    'The matchmaking that made the match; null where the players found each other without matchmaking',
  example: 'duel',
});
const originField = z.enum(matchOrigins).openapi({
  description: 'Who brought the players together: matchmaking, an invitation, a rematch, or practice',
});
export const strengthField = z.string().min(1).max(64).openapi({
  description: "A name of the game's `botLevels`",
  example: 'easy',
});
export const botsField = z
  .array(z.object({ seat: seatField, strength: strengthField }))
  .openapi({ description: 'Seats that bots play from the start; matches with bots are never rated' });
const ratedField = z.boolean().openapi({
  description: 'True: the result changes ratings and leaderboards. Decided before the match begins',
});
const unratedBecauseField = z
  .enum(unratedReasons)
  .optional()
  .openapi({
    description:
      'Why the match is not rated. matchmaking: its matchmaking is not, so it appears only in ' +
      'histories. same-opponents: two opponents have reached the limit of rated matches a day; it also ' +
      'counts in statistics. arranged, bots: no matchmaking made it, or bots play seats of it, so it ' +
      'appears only in histories',
  });
const countedField = z.enum(countings).openapi({
  description:
    'How the match is counted. rated: in statistics, ratings and leaderboards. too-short, same-opponents: ' +
    'only in statistics, since a seat played too few commands, or opponents have met too often within ' +
    'a day. with-bots: not counted, since a bot played for a seat whose player had left or never ' +
    'came. void: not counted, since a seat never played. unrated: not counted',
});

/** The players who want to play a match again. */
export const rematchField = z
  .object({
    agreed: z.array(seatField).openapi({ description: 'Seats that have asked for it, in that order' }),
    matchId: matchIdField.optional().openapi({ description: 'The new match, once all have asked' }),
  })
  .openapi('Rematch');

export const matchSchema = z
  .object({
    matchId: matchIdField,
    game: gameField,
    status: z.enum(matchStatuses).openapi({
      description: 'abandoned: the match ended without a result, and is not counted; `reason` says why',
    }),
    rulesVersion: z.int(),
    seats: z
      .array(playerIdField)
      .openapi({ description: 'Seat 0 first. The seat of a bot has an id that no player has' }),
    bots: botsField,
    teams: z.array(z.int().min(0)).openapi({
      description: 'Team of each seat, seat 0 first. Without teams every seat is a team of its own',
    }),
    options: jsonField.openapi({
      description: 'The options that the players requested, with defaults filled in',
    }),
    origin: originField,
    matchmaking: matchmakingField,
    rated: ratedField,
    unratedBecause: unratedBecauseField,
    startedAt: timeField,
    lastSequence: z
      .int()
      .openapi({ description: 'Sequence number of the newest entry of the log; 0 before the first' }),
    seedHash: z.string().openapi({
      description: 'SHA-256 of the text of the seed, hexadecimal: known from the start',
    }),
    seed: z
      .string()
      .optional()
      .openapi({
        description:
          "The seed of the match's randomness, 32 hexadecimal digits: only once the match has ended, " +
          'since it predicts every draw',
      }),
    reason: z
      .enum(abandonReasons)
      .optional()
      .openapi({
        description:
          'Only with status abandoned. server-lost: the server of the match was lost. rules-failed: the ' +
          'rules of the game failed. cancelled: a player cancelled the ticket before the match began',
      }),
    result: z
      .object({
        places: z.array(z.int().min(1)).openapi({
          description:
            'Seat 0 first; 1 is the best. Equal seats share a place and the next are skipped: 1, 2, 2, 4',
        }),
        outcomes: z.array(z.enum(seatOutcomes)).openapi({
          description: 'Seat 0 first: alone in the first place, sharing it, or behind',
        }),
        scores: z.array(z.number()).optional().openapi({
          description: "Points in the game's own unit, seat 0 first; absent when the game has no points",
        }),
        numbers: z
          .record(z.string(), z.array(z.number()))
          .optional()
          .openapi({
            description:
              "Further numbers of the game's own by name, seat 0 first; absent when the game names none",
            example: { longestWord: [7, 9] },
          }),
        reason: z.string(),
        counted: countedField,
        endedAt: timeField,
      })
      .optional(),
    rematch: rematchField.optional().openapi({ description: 'Absent until a player asks for a rematch' }),
  })
  .openapi('Match');

const commandEntrySchema = z
  .object({
    sequence: z.int(),
    commandId: z.string().optional().openapi({
      description: "The sender's own id. While the match is active only your own commands have it",
    }),
    seat: seatField,
    at: timeField,
    action: actionSchema,
    lagMs: z.number().optional().openapi({
      description: 'Round trip of the sender as the server measured it; present once the match is over',
    }),
    bot: z.literal(true).optional().openapi({ description: "A bot's command" }),
  })
  .openapi('CommandEntry');

const hostingEntrySchema = z
  .object({
    sequence: z.int(),
    seat: z.null().openapi({ description: 'An action on the match itself, of no seat' }),
    at: timeField,
    action: hostingActionSchema,
  })
  .openapi('HostingEntry');

export const logEntrySchema = z.union([commandEntrySchema, hostingEntrySchema]).openapi('LogEntry');

export const logSchema = z
  .object({
    matchId: matchIdField,
    entries: z.array(logEntrySchema),
    lastSequence: z.int(),
    next: z.int().optional().openapi({ description: 'Present when there is another page: its `after`' }),
  })
  .openapi('MatchLog');

export const historyEntrySchema = z
  .object({
    matchId: matchIdField,
    game: gameField,
    matchmaking: matchmakingField,
    rated: ratedField,
    seat: seatField,
    opponents: z.array(playerIdField).openapi({ description: 'Players of other teams' }),
    teammates: z.array(playerIdField),
    bots: z
      .array(playerIdField)
      .optional()
      .openapi({ description: 'Opponents whose seats bots played; absent without any' }),
    place: z.int().min(1).openapi({ description: '1 is the best' }),
    counted: countedField,
    outcome: z
      .enum(historyOutcomes)
      .openapi({ description: 'void: a seat never played, so there is no winner and no loser' }),
    score: z.number().optional().openapi({ description: 'Absent when the game has no points' }),
    reason: z.string(),
    endedAt: timeField,
    ratingBefore: z.number().optional().openapi({ description: 'Absent when the match changed no rating' }),
    ratingAfter: z.number().optional().openapi({ description: 'Absent when the match changed no rating' }),
  })
  .openapi('HistoryEntry');

export const rejoinSchema = z
  .strictObject({
    unresponsive: z
      .boolean()
      .optional()
      .openapi({
        description:
          'True when the server of the match has not answered for ten seconds although the connection ' +
          'is open, or when the connection failed. A server that has not written either is replaced',
      }),
  })
  .openapi('Rejoin');

export const rejoinedSchema = z
  .object({
    matchId: matchIdField,
    seat: seatField,
    connection: z.object({
      ipAddress: z.string(),
      dnsName: z.string().optional(),
      tls: z.boolean(),
      port: z.int(),
      playerSessionId: z.string(),
    }),
  })
  .openapi('Rejoined');
