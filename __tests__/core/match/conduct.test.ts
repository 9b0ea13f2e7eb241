import { describe, expect, it } from '@jest/globals';
import { commandId, type Seat } from '../../../core/ids';
import { conductOf, noConduct } from '../../../core/match/conduct';
import { MatchLog } from '../../../core/match/match-log';
import { type Conduct, type CourseEntry, type LogEntry, type MatchAction } from '../../../core/match/log';
import { announcedResult } from '../../../core/match/announced-result';

/** An entry before it has its place in a log. */
type Unplaced = readonly [Seat, MatchAction] | { readonly timeout: readonly Seat[] } | 'claim';

const placed = (what: Unplaced, sequence: number): LogEntry => {
  const base = { sequence, at: sequence };
  if (what === 'claim') return { ...base, kind: 'claim', epoch: sequence };
  if ('timeout' in what) return { ...base, kind: 'timeout', seats: what.timeout };
  const [seat, action] = what;
  return { ...base, kind: 'command', commandId: commandId(`c${sequence}`), seat, action };
};

/** The conduct of three seats in a match of these entries, of which the last one ends it. */
function conduct(
  entries: readonly Unplaced[],
  about: {
    readonly left?: readonly Seat[];
    readonly lost?: readonly Seat[];
    readonly bots?: readonly Seat[];
  } = {},
): Conduct {
  const { left = [], lost = [], bots = [] } = about;
  const written = entries.map((what, index) => placed(what, index + 1));
  const last = written.at(-1);
  const isCourse = (entry?: LogEntry): entry is CourseEntry =>
    entry?.kind === 'command' || entry?.kind === 'timeout';
  if (!isCourse(last)) throw new Error('a match ends with a command or a timeout');
  const log = written
    .slice(0, -1)
    .reduce((grown, entry) => grown.extended(entry, undefined), MatchLog.empty());
  const before = {
    header: { seats: [0, 1, 2] },
    bots: bots.map((seat) => ({ seat, strength: 'easy' })),
    log,
  };
  return conductOf(before, last, left, lost);
}

const play: MatchAction = { kind: 'play', command: 1 };
const resign: MatchAction = { kind: 'resign' };
const untouched: readonly MatchAction[] = [
  { kind: 'offer', offer: 'draw' },
  { kind: 'answer', offer: 'draw', accept: true },
  { kind: 'abort' },
  { kind: 'vacation', days: 1 },
  { kind: 'return', awayMs: 5 },
];

describe('the conduct of a match', () => {
  it('is empty where nothing was played', () => {
    expect(noConduct(3)).toEqual({ turns: [0, 0, 0], left: [], bots: [] });
  });

  it('counts the commands of each seat, the last one too, and only commands of the game', () => {
    expect(conduct([[0, play], [1, play], 'claim', [0, play]])).toEqual({
      turns: [2, 1, 0],
      left: [],
      bots: [],
    });
    for (const action of untouched)
      expect(
        conduct([
          [0, play],
          [1, action],
        ]),
      ).toEqual({ turns: [1, 0, 0], left: [], bots: [] });
  });

  it('has each seat that left once, in the order and for the reason of its first leaving', () => {
    const { left } = conduct([
      [2, { kind: 'bot', strength: 'easy', because: 'resigned' }],
      [1, { kind: 'abandon' }],
      [2, { kind: 'abandon' }],
      [0, resign],
    ]);
    expect(left).toEqual([
      { seat: 2, reason: 'resigned' },
      { seat: 1, reason: 'abandoned' },
      { seat: 0, reason: 'resigned' },
    ]);
  });

  it('has all seats where all were given up at once, and those that left before by their own reason', () => {
    expect(
      conduct([
        [1, resign],
        [0, { kind: 'abandon', everyone: true }],
      ]).left,
    ).toEqual([
      { seat: 1, reason: 'resigned' },
      { seat: 0, reason: 'abandoned' },
      { seat: 2, reason: 'abandoned' },
    ]);
  });

  it('has a timeout as leaving only for seats that the rules let go, or that lost by it', () => {
    const skipped = { timeout: [0, 1] };
    expect(conduct([skipped, [2, resign]]).left).toEqual([{ seat: 2, reason: 'resigned' }]);
    expect(conduct([skipped, [2, resign]], { left: [1, 2] }).left).toEqual([
      { seat: 1, reason: 'timeout' },
      { seat: 2, reason: 'resigned' },
    ]);
    expect(conduct([[2, play], skipped], { lost: [0, 1] }).left).toEqual([
      { seat: 0, reason: 'timeout' },
      { seat: 1, reason: 'timeout' },
    ]);
  });

  it('has the seats that bots play, lowest first', () => {
    expect(conduct([[0, play]], { bots: [1, 2] }).bots).toEqual([1, 2]);
  });
});

describe('the end of a match as players see it', () => {
  const ending = { endedAt: 7, commands: 5, conduct: noConduct(3) };

  it('has the outcome of each seat by its team, and no conduct', () => {
    expect(
      announcedResult({ ...ending, result: { places: [1, 1, 3], reason: 'line' } }, [0, 0, 1]),
    ).toStrictEqual({
      places: [1, 1, 3],
      outcomes: ['win', 'win', 'loss'],
      reason: 'line',
      endedAt: 7,
      commands: 5,
    });
  });

  it('has no winner when a seat left without having played', () => {
    const never = { turns: [1, 0, 2], left: [{ seat: 1, reason: 'timeout' as const }], bots: [] };
    const result = { places: [1, 3, 1], reason: 'timeout' };
    const teams = [0, 1, 2];
    expect(announcedResult({ ...ending, conduct: never, result }, teams)).toMatchObject({ void: true });
    const all = { ...never, turns: [1, 1, 2] };
    expect(announcedResult({ ...ending, conduct: all, result }, teams)).not.toHaveProperty('void');
  });

  it('has points where the game has them', () => {
    const result = { places: [1, 1, 3], scores: [9, 9, 2], reason: 'points' };
    expect(announcedResult({ ...ending, result }, [0, 1, 2])).toStrictEqual({
      ...result,
      outcomes: ['draw', 'draw', 'loss'],
      endedAt: 7,
      commands: 5,
    });
  });
});
