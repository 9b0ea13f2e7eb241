import { type GameResult } from '../../core/game-rules';
import { seedHashOf } from '../../core/match/seed';
import { whyUnrated } from '../../core/ranking/fairness';
import { outcomesOf } from '../../core/results';
import { type MatchRecord } from '../../store/matches';

/**
 * A match as every player may see it. The seed predicts every draw, so it is shown only after the last draw.
 */
export function matchDocument(
  { header, status, ending, counted, reason }: MatchRecord,
  lastSequence: number,
) {
  const unratedBecause = whyUnrated(header);
  return {
    matchId: header.matchId,
    game: header.game,
    status,
    rulesVersion: header.rulesVersion,
    seats: [...header.seats],
    bots: header.bots.map((bot) => ({ ...bot })),
    teams: [...header.teams],
    options: header.options,
    origin: header.origin,
    matchmaking: header.matchmaking,
    rated: header.rated,
    ...(unratedBecause === undefined ? {} : { unratedBecause }),
    startedAt: header.startedAt,
    lastSequence,
    seedHash: seedHashOf(header.seed),
    ...(status === 'active' ? {} : { seed: header.seed }),
    ...(status === 'abandoned' ? { reason: reason ?? 'server-lost' } : {}),
    ...(ending === undefined
      ? {}
      : {
          result: {
            places: [...ending.result.places],
            outcomes: [...outcomesOf(ending.result, header.teams)],
            ...(ending.result.scores === undefined ? {} : { scores: [...ending.result.scores] }),
            ...(ending.result.numbers === undefined
              ? {}
              : { numbers: numbersDocument(ending.result.numbers) }),
            reason: ending.result.reason,
            counted: counted ?? (header.rated ? 'rated' : 'unrated'),
            endedAt: ending.endedAt,
          },
        }),
  };
}

function numbersDocument(numbers: NonNullable<GameResult['numbers']>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, [...values]]));
}
