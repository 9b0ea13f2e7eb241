import { type Game } from '../define';
import { outcomesOf, type SeatOutcome } from '../results';
import { type LogEntry, type MatchHeader, type MatchEnding, type MatchStatus } from './log';
import { replay } from './match';
import { ReplayError } from './open-match';
import { RulesFailure } from './rules-failure';
import { isSeed, seedHashOf } from './seed';

/** How a match ended, without the conduct of its seats, which follows from the log. */
export type RecordedEnding = Omit<MatchEnding, 'conduct'>;

/** The published record of a match that has ended. */
export interface RecordedMatch {
  readonly header: MatchHeader;
  /** As players received it at the start. */
  readonly seedHash: string;
  /** The status that the match reports; absent where it is not published. */
  readonly status?: MatchStatus;
  /** Absent when the match ended without a result. */
  readonly ending?: RecordedEnding;
  /** Seat 0 first, as sent with the result; absent when none were sent. */
  readonly outcomes?: readonly SeatOutcome[];
  readonly entries: readonly LogEntry[];
}

/** One check and its outcome. */
export interface Finding {
  readonly check: 'seed' | 'log' | 'result';
  readonly holds: boolean;
  /** One sentence for people. */
  readonly says: string;
}

/**
 * Replays a match from its seed and its log, and compares the outcome with what is published. The checks:
 * dice, decks and order are those of the seed, every command was legal, and the result is that of the rules.
 * @param notedHash the hash that a player noted at the start, compared with the published one
 * @throws ReplayError `wrong-game` or `rules-version` when the match was played by other rules
 */
export function verifyMatch(game: Game, recorded: RecordedMatch, notedHash?: string): readonly Finding[] {
  const { header, entries } = recorded;
  try {
    const match = game.with((typed) => replay(typed, header, entries));
    return [
      seedFinding(recorded, notedHash),
      {
        check: 'log',
        holds: true,
        says:
          `${entries.length} entries of ${header.seats.length} seats follow the rules of ` +
          `${header.game}, version ${header.rulesVersion}, with ${match.chance.drawn} words of chance ` +
          'drawn from the seed',
      },
      resultFinding(match.ending, recorded),
    ];
  } catch (error) {
    if (error instanceof ReplayError && (error.code === 'wrong-game' || error.code === 'rules-version'))
      throw error;
    if (!(error instanceof ReplayError) && !(error instanceof RulesFailure)) throw error;
    return [seedFinding(recorded, notedHash), { check: 'log', holds: false, says: error.message }];
  }
}

function seedFinding({ header: { seed }, seedHash }: RecordedMatch, notedHash: string | undefined): Finding {
  const hash = seedHashOf(seed);
  const finding = (holds: boolean, says: string): Finding => ({ check: 'seed', holds, says });
  if (!isSeed(seed)) return finding(false, `the seed ${JSON.stringify(seed)} is not 32 hexadecimal digits`);
  if (hash !== seedHash)
    return finding(false, `the seed has the SHA-256 ${hash}, the match reports ${seedHash}`);
  if (notedHash !== undefined && notedHash !== hash)
    return finding(false, `the seed has the SHA-256 ${hash}, you noted ${notedHash}`);
  return finding(
    true,
    'the SHA-256 of the seed is as reported ' +
      `${notedHash === undefined ? 'by the match' : 'and that you noted'}`,
  );
}

function resultFinding(
  played: RecordedEnding | undefined,
  { ending: recorded, outcomes, status, header: { teams } }: RecordedMatch,
): Finding {
  const finding = (holds: boolean, says: string): Finding => ({ check: 'result', holds, says });
  if (status !== undefined && (status === 'finished') !== (recorded !== undefined))
    return finding(
      false,
      `the match reports ${recorded === undefined ? 'no result' : 'a result'}, but is ${status}`,
    );
  if (recorded === undefined)
    return played === undefined
      ? finding(true, 'the match ended without a result, and the log has none')
      : finding(false, `the log ends with ${describe(played)}, the match reports no result`);
  if (played === undefined)
    return finding(false, `the log has no result, the match reports ${describe(recorded)}`);
  const earned = outcomesOf(played.result, teams).join(' ');
  if (outcomes !== undefined && outcomes.join(' ') !== earned)
    return finding(
      false,
      `by their places the seats have ${earned}, the match reports ${outcomes.join(' ')}`,
    );
  return describe(played) === describe(recorded)
    ? finding(true, describe(played))
    : finding(false, `the log ends with ${describe(played)}, the match reports ${describe(recorded)}`);
}

function describe({ result, commands, endedAt }: RecordedEnding): string {
  const { places, scores, numbers = {}, reason } = result;
  return [
    `places ${places.join(' ')}`,
    ...(scores === undefined ? [] : [`scores ${scores.join(' ')}`]),
    ...Object.keys(numbers)
      .sort()
      .map((name) => `${name} ${(numbers[name] ?? []).join(' ')}`),
    `reason ${reason}`,
    `at entry ${commands}`,
    new Date(endedAt).toISOString(),
  ].join(', ');
}
