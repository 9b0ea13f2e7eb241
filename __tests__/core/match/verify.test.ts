import { describe, expect, it } from '@jest/globals';
import { type CommandEntry, isCommand, type MatchEnding } from '../../../core/match/log';
import { openMatch, submit } from '../../../core/match/match';
import { seedHashOf } from '../../../core/match/seed';
import { type RecordedMatch, verifyMatch } from '../../../core/match/verify';
import { positionFor } from '../../../core/match/views';
import { outcomesOf, type SeatOutcome } from '../../../core/results';
import { header, id } from '../../../testing/sample-match';
import { whispers } from '../../games/whispers';

/** A whole match as it is published after its end. */
function played(): RecordedMatch & {
  readonly ending: MatchEnding;
  readonly entries: readonly CommandEntry[];
} {
  const begun = header(whispers, { seats: 3 });
  let match = openMatch(whispers, begun);
  for (let turn = 0; match.ending === undefined; turn += 1) {
    const [seat = 0] = match.toAct;
    const [command] = positionFor(match, seat).legal;
    const answer = submit(match, { seat, commandId: id(turn), action: { kind: 'play', command } }, 10 + turn);
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    match = answer.match;
  }
  const { ending } = match;
  const entries = match.log.after(0).filter(isCommand);
  return { header: begun, seedHash: seedHashOf(begun.seed), ending, entries };
}

const recorded = played();
const wrong = (match: RecordedMatch, noted?: string) =>
  verifyMatch(whispers, match, noted).flatMap(({ check, holds, says }) =>
    holds ? [] : [`${check}: ${says}`],
  );

describe('verifying a match', () => {
  it('succeeds when seed, log and result are the published ones', () => {
    const findings = verifyMatch(whispers, recorded, recorded.seedHash);
    expect(findings.map(({ check, holds }) => [check, holds])).toEqual([
      ['seed', true],
      ['log', true],
      ['result', true],
    ]);
    expect(findings[1]?.says).toMatch(
      /^9 entries of 3 seats follow the rules of whispers, version 1, with \d+ words of chance drawn from/,
    );
    const { places, reason, scores = [] } = recorded.ending.result;
    expect(findings.map(({ says }) => says)).toEqual([
      'the SHA-256 of the seed is as reported and that you noted',
      findings[1]?.says,
      `places ${places.join(' ')}, scores ${scores.join(' ')}, reason ${reason}, at entry 9, ` +
        `${new Date(recorded.ending.endedAt).toISOString()}`,
    ]);
    expect(verifyMatch(whispers, recorded)[0]?.says).toBe(
      'the SHA-256 of the seed is as reported by the match',
    );
  });

  it('reports a seed that differs from the seed of the start', () => {
    const other = 'f'.repeat(32);
    expect(wrong({ ...recorded, header: { ...recorded.header, seed: other } })).toEqual([
      expect.stringMatching(/^seed: the seed has the SHA-256 /),
      // Another seed deals other words, so the commands are no longer legal.
      expect.stringMatching(/^log: entry 1 of seat 0 is refused: illegal-command/),
    ]);
    expect(wrong(recorded, seedHashOf(other))).toEqual([expect.stringMatching(/^seed: .*, you noted /)]);
    const short = { ...recorded, header: { ...recorded.header, seed: '7' }, seedHash: seedHashOf('7') };
    expect(wrong(short)[0]).toBe('seed: the seed "7" is not 32 hexadecimal digits');
  });

  it('reports which entry does not belong to the match', () => {
    const [first, second, ...rest] = recorded.entries;
    if (first === undefined || second === undefined) throw new Error('too short');
    expect(wrong({ ...recorded, entries: [second, ...rest] })).toEqual([
      'log: entry 2 cannot follow entry 0',
    ]);
    const stolen = { ...second, action: first.action };
    expect(wrong({ ...recorded, entries: [first, stolen, ...rest] })).toEqual([
      expect.stringMatching(/^log: entry 2 of seat 1 is refused: illegal-command/),
    ]);
  });

  it('reports a changed result', () => {
    const { result } = recorded.ending;
    const other = { ...recorded.ending, result: { ...result, places: [...result.places].reverse() } };
    const changed = JSON.stringify(other.result.places) !== JSON.stringify(result.places);
    expect(changed).toBe(true);
    expect(wrong({ ...recorded, ending: other })).toEqual([
      expect.stringMatching(/^result: the log ends with /),
    ]);
    const { ending: _ending, ...without } = recorded;
    expect(wrong(without)).toEqual([expect.stringMatching(/the match reports no result$/)]);
    expect(wrong({ ...recorded, entries: recorded.entries.slice(0, -1) })).toEqual([
      expect.stringMatching(/^result: the log has no result/),
    ]);
    expect(wrong({ ...recorded, status: 'finished' })).toEqual([]);
    expect(wrong({ ...recorded, status: 'active' })).toEqual([
      'result: the match reports a result, but is active',
    ]);
    expect(wrong({ ...without, entries: [], status: 'finished' })).toEqual([
      'result: the match reports no result, but is finished',
    ]);
    expect(wrong({ ...without, entries: [], status: 'abandoned' })).toEqual([]);
    expect(verifyMatch(whispers, { ...without, entries: [] }).every(({ holds }) => holds)).toBe(true);
  });

  it('reports points, numbers, outcomes, and an end that differ', () => {
    const { result } = recorded.ending;
    const as = (change: object): RecordedMatch => ({
      ...recorded,
      ending: { ...recorded.ending, ...change },
    });
    const ends = (what: string) => [
      expect.stringMatching(new RegExp(`^result: the log ends with .*reports .*${what}`)),
    ];
    expect(wrong(as({ result: { ...result, scores: [3, 2, 1] } }))).toEqual(ends('scores 3 2 1, reason'));
    expect(wrong(as({ result: { ...result, numbers: { won: [1, 2, 3], left: [4, 5, 6] } } }))).toEqual(
      ends('left 4 5 6, won 1 2 3, reason'),
    );
    expect(wrong(as({ result: { ...result, reason: 'other' } }))).toEqual(ends('reason other'));
    expect(wrong(as({ commands: 8 }))).toEqual(ends('at entry 8'));
    expect(wrong(as({ endedAt: 0 }))).toEqual(ends('1970-01-01T00:00:00.000Z$'));
    const earned = outcomesOf(result, recorded.header.teams);
    expect(wrong({ ...recorded, outcomes: earned })).toEqual([]);
    const others: readonly SeatOutcome[] = earned.map(() => 'draw');
    expect(wrong({ ...recorded, outcomes: others })).toEqual([
      `result: by their places the seats have ${earned.join(' ')}, the match reports ${others.join(' ')}`,
    ]);
  });

  it('does not check a match of other rules', () => {
    expect(() =>
      verifyMatch(whispers, { ...recorded, header: { ...recorded.header, rulesVersion: 2 } }),
    ).toThrow('these rules are version 1');
  });
});
