import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId, gameName, matchId, playerId } from '../../../core/ids';
import { type Conduct } from '../../../core/match/log';
import { type LogEntry, type MatchAction, type MatchEnding } from '../../../core/match/log';
import { replay } from '../../../core/match/match';
import { countingOf, countsNowhere, hasAbandoned, whyUnrated } from '../../../core/ranking/fairness';
import { afterMeeting, notMet, ratedWithinDay, type Relation } from '../../../core/ranking/head-to-head';
import { unratedReasons } from '../../../core/results';
import { afterIdle, isProvisional, newRating } from '../../../core/rating/rating';
import { noughts } from '../../games/noughts';
import { aMatchHeader } from '../../support/headers';

const [ada, bob] = [1, 2].map((n) => playerId(`p-00000000-0000-4000-8000-00000000000${n}`));
if (ada === undefined || bob === undefined) throw new Error('two players');

const ending = (conduct: Conduct, reason = 'line'): MatchEnding => ({
  result: { places: conduct.turns.map((_, seat) => seat + 1), reason },
  endedAt: 1,
  commands: 1,
  conduct,
});
const terms = { rated: true, minimumCommands: 0, metTooOften: false };

/** The ending of a match played by the real rules. */
function played(...actions: ReadonlyArray<readonly [seat: number, action: MatchAction]>): MatchEnding {
  const entries = actions.map(([seat, action], index): LogEntry => ({
    kind: 'command',
    sequence: index + 1,
    commandId: commandId(`c${index}`),
    seat,
    at: index,
    action,
  }));
  const header = aMatchHeader({ game: noughts.name, seats: [ada ?? '', bob ?? ''].map(playerId) });
  const match = replay(noughts, header, entries);
  if (match.ending === undefined) throw new Error('the match continues');
  return match.ending;
}
const cell = (number: number): MatchAction => ({ kind: 'play', command: { cell: number } });

describe('a match that is not rated', () => {
  it('has a reason, which is its matchmaking where no other is given', () => {
    expect(whyUnrated({ rated: true, unratedBecause: 'bots' })).toBeUndefined();
    expect(whyUnrated({ rated: false })).toBe('matchmaking');
    for (const why of unratedReasons) expect(whyUnrated({ rated: false, unratedBecause: why })).toBe(why);
  });

  it('counts in statistics only when its opponents would have been rated', () => {
    expect(countsNowhere({ rated: true })).toBe(false);
    expect(unratedReasons.filter((why) => !countsNowhere({ rated: false, unratedBecause: why }))).toEqual([
      'same-opponents',
    ]);
  });
});

describe('a match counts', () => {
  it('as void when a seat that never played, or its opponent, left', () => {
    expect(countingOf(played([1, { kind: 'resign' }]), terms)).toBe('void');
    expect(countingOf(played([0, cell(4)], [1, { kind: 'abandon' }]), terms)).toBe('void');
    expect(countingOf(played([0, cell(4)], [0, { kind: 'resign' }]), terms)).toBe('void');
    expect(countingOf(played([1, { kind: 'abandon', everyone: true }]), terms)).toBe('void');
    expect(
      countingOf(
        played(
          [0, cell(4)],
          [0, { kind: 'offer', offer: 'draw' }],
          [1, { kind: 'answer', offer: 'draw', accept: true }],
        ),
        terms,
      ),
    ).toBe('void');
    // Void takes precedence: an unrated match has no loser either.
    expect(countingOf(played([1, { kind: 'resign' }]), { ...terms, rated: false })).toBe('void');
  });

  it('as rated once both have played, however it ends', () => {
    expect(countingOf(played([0, cell(4)], [1, cell(0)], [0, { kind: 'resign' }]), terms)).toBe('rated');
    expect(countingOf(played([0, cell(4)], [1, cell(0)], [1, { kind: 'abandon' }]), terms)).toBe('rated');
  });

  it('as rated when its rules end it before a seat has had a turn', () => {
    expect(countingOf(ending({ turns: [1, 0], left: [], bots: [] }), terms)).toBe('rated');
  });

  it('as one with bots where a bot has replaced a player, before all other reasons', () => {
    const replaced = ending({ turns: [3, 5], left: [{ seat: 1, reason: 'resigned' }], bots: [1] });
    expect(countingOf(replaced, { ...terms, minimumCommands: 9 })).toBe('with-bots');
    expect(countingOf(replaced, { ...terms, rated: false })).toBe('unrated');
  });

  it('as too short, or against the same opponents, in that order, unless it is unrated', () => {
    const short = ending({ turns: [3, 2], left: [{ seat: 1, reason: 'resigned' }], bots: [] });
    const strict = { rated: true, minimumCommands: 3, metTooOften: true };
    expect(countingOf(short, { ...strict, rated: false })).toBe('unrated');
    expect(countingOf(short, strict)).toBe('too-short');
    expect(countingOf(short, { ...strict, minimumCommands: 2 })).toBe('same-opponents');
    expect(countingOf(short, { ...strict, minimumCommands: 2, metTooOften: false })).toBe('rated');
  });

  it('as abandoned by a seat that stayed away or never came, and not by a seat that resigned', () => {
    const conduct: Conduct = {
      turns: [1, 0, 2, 0, 4],
      left: [
        { seat: 0, reason: 'abandoned' },
        { seat: 1, reason: 'timeout' },
        { seat: 2, reason: 'timeout' },
        { seat: 3, reason: 'resigned' },
      ],
      bots: [],
    };
    expect(conduct.turns.map((_, seat) => hasAbandoned(conduct, seat))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('two players against each other', () => {
  const game = gameName('noughts');
  const id = (n: number) => matchId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
  const hour = 3_600_000;

  it('have the same record for any order, repetition and perspective of the reports', () => {
    const meetings = fc.array(
      fc.record({ relation: fc.constantFrom<Relation>('ahead', 'level', 'behind'), byAda: fc.boolean() }),
      { maxLength: 12 },
    );
    const order = fc.array(fc.nat(11), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(meetings, order, (list, repeats) => {
        let record = notMet(bob, ada, game);
        for (const index of [...repeats, ...list.keys()]) {
          const { relation, byAda } = list[index] ?? {};
          if (relation === undefined) continue;
          const meeting = { matchId: id(index), recordedAt: index * hour, rated: index % 2 === 0 };
          record = afterMeeting(record, meeting, byAda === true ? ada : bob, relation) ?? record;
        }
        const adaWon = list.filter(
          ({ relation, byAda }) => relation !== 'level' && (relation === 'ahead') === byAda,
        ).length;
        const draws = list.filter(({ relation }) => relation === 'level').length;
        expect(record).toMatchObject({
          first: ada,
          second: bob,
          firstWins: adaWon,
          draws,
          secondWins: list.length - adaWon - draws,
        });
        expect(record.recent).toHaveLength(list.length);
        expect(ratedWithinDay(record, 12 * hour)).toBe(Math.ceil(list.length / 2));
      }),
    );
  });

  it('count as a repetition within a day, and are stored for two', () => {
    let record = notMet(ada, bob, game);
    for (let n = 0; n < 60; n += 1)
      record =
        afterMeeting(record, { matchId: id(n), recordedAt: n * hour, rated: true }, ada, 'ahead') ?? record;
    expect(record.firstWins).toBe(60);
    expect(record.recent.map(({ recordedAt }) => recordedAt / hour)).toEqual(
      Array.from({ length: 48 }, (_, n) => n + 12),
    );
    expect(ratedWithinDay(record, 60 * hour)).toBe(23);
    // Records may come late: what is older than two days before the newest is not kept.
    const late = [20, 10].map((n) => ({ matchId: id(100 + n), recordedAt: (n + 0.5) * hour, rated: true }));
    for (const meeting of late) record = afterMeeting(record, meeting, ada, 'behind') ?? record;
    expect(record).toMatchObject({ firstWins: 60, secondWins: 2 });
    expect(record.recent.map(({ recordedAt }) => recordedAt / hour)).toEqual([
      ...Array.from({ length: 9 }, (_, n) => n + 12),
      20.5,
      ...Array.from({ length: 39 }, (_, n) => n + 21),
    ]);
    record =
      afterMeeting(record, { matchId: id(200), recordedAt: 60 * hour, rated: false }, ada, 'level') ?? record;
    expect(record.recent[0]?.recordedAt).toBe(13 * hour);
    expect(ratedWithinDay(record, 84 * hour)).toBe(0);
  });

  it('are remembered up to two hundred', () => {
    let record = notMet(bob, ada, game);
    for (let n = 0; n < 202; n += 1)
      record = afterMeeting(record, { matchId: id(n), recordedAt: n, rated: true }, bob, 'ahead') ?? record;
    expect(record).toMatchObject({ first: ada, firstWins: 0, secondWins: 202 });
    expect(record.recent.map(({ recordedAt }) => recordedAt)).toEqual(
      Array.from({ length: 200 }, (_, n) => n + 2),
    );
  });
});

describe('a rating', () => {
  it('has an uncertainty that grows with idle time up to that of a new player; its mean stays', () => {
    const settled = { mu: 31, sigma: 2.9 };
    const year = 365 * 86_400_000;
    expect(isProvisional(newRating())).toBe(true);
    expect(isProvisional(settled)).toBe(false);
    expect(afterIdle(settled, 0)).toEqual(settled);
    expect(afterIdle(settled, -5)).toEqual(settled);
    expect(isProvisional(afterIdle(settled, 0.9 * year))).toBe(false);
    expect(isProvisional(afterIdle(settled, 1.1 * year))).toBe(true);
    expect(afterIdle(settled, 50 * year)).toEqual({ mu: 31, sigma: newRating().sigma });
    const half = afterIdle(afterIdle(settled, year / 2), year / 2);
    expect(half.sigma).toBeCloseTo(afterIdle(settled, year).sigma, 9);
  });
});
