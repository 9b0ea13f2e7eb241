import { describe, expect, it } from '@jest/globals';
import { type Seat } from '../../../core/ids';
import { type LogEntry } from '../../../core/match/log';
import { fold, openMatch, ReplayError, submit, type SubmittedAction } from '../../../core/match/match';
import { header, id } from '../../../testing/sample-match';
import { broken } from '../../games/broken';
import { dailyNoughts, noughts, timedNoughts } from '../../games/noughts';
import { survivors } from '../../games/survivors';

const start = header(noughts).startedAt;
const play = (cell: number): SubmittedAction => ({ kind: 'play', command: { cell } });
const resign: SubmittedAction = { kind: 'resign' };
const offer = (what: 'draw' | 'takeback'): SubmittedAction => ({ kind: 'offer', offer: what });
const answer = (what: 'draw' | 'takeback'): SubmittedAction => ({
  kind: 'answer',
  offer: what,
  accept: true,
});

type Act = readonly [seat: Seat, action: SubmittedAction, seen?: number, at?: number];

/** The refusal of the last of some actions; those before it are accepted. */
function refused(game: typeof noughts | typeof timedNoughts | typeof dailyNoughts, ...acts: readonly Act[]) {
  let match = openMatch(game, header(game));
  for (const [index, [seat, action, seenSequence, at = 0]] of acts.entries()) {
    const seen = seenSequence === undefined ? {} : { seenSequence };
    const submitted = submit(match, { seat, commandId: id(index), action, ...seen }, start + at);
    if (index === acts.length - 1) return submitted;
    if (submitted.kind !== 'accepted') throw new Error(JSON.stringify(submitted));
    match = submitted.match;
  }
  throw new Error('nothing was submitted');
}
const both: readonly Act[] = [
  [0, play(0)],
  [1, play(3)],
];

describe('a command that is refused', () => {
  const rows: ReadonlyArray<readonly [code: string, message: string, submitted: unknown]> = [
    ['no-seat', 'seat 2 is not a seat of the match', refused(noughts, [2, resign])],
    ['no-seat', 'seat -1 is not a seat of the match', refused(noughts, [-1, resign])],
    ['no-seat', 'seat 0.5 is not a seat of the match', refused(noughts, [0.5, resign])],
    ['match-over', 'the match is over: resigned', refused(noughts, [0, resign], [1, resign])],
    ['not-your-turn', 'another seat is to move', refused(noughts, [1, play(0)])],
    [
      'sequence-ahead',
      'sequence 2 was not reached yet: the match is at 1',
      refused(noughts, [0, play(0)], [1, play(1), 2]),
    ],
    [
      'stale-sequence',
      'what you may do changed at 1, you have seen 0: ask for what you missed',
      refused(noughts, [0, play(0)], [1, play(1), 0]),
    ],
    [
      'offer-open',
      'seat 0 has an offer open: answer it first',
      refused(noughts, [0, offer('draw')], [1, offer('draw')]),
    ],
    [
      'offer-made',
      'you have made an offer since you last moved',
      refused(
        noughts,
        [0, offer('draw')],
        [1, { kind: 'answer', offer: 'draw', accept: false }],
        [0, offer('draw')],
      ),
    ],
    ['no-offer', 'no offer waits for your answer', refused(noughts, [0, answer('draw')])],
    ['no-offer', 'no offer waits for your answer', refused(noughts, [0, offer('draw')], [0, answer('draw')])],
    [
      'no-offer',
      'the offer that waits for your answer is a draw',
      refused(noughts, [0, offer('draw')], [1, answer('takeback')]),
    ],
    ['no-takeback', 'noughts has no takebacks', refused(noughts, [0, play(0)], [0, offer('takeback')])],
    [
      'no-takeback',
      'your seat has no command that can be taken back',
      refused(timedNoughts, [0, play(0)], [1, offer('takeback')]),
    ],
    [
      'too-late-to-abort',
      'every seat has played: resign, or offer a draw',
      refused(noughts, ...both, [0, { kind: 'abort' }]),
    ],
    [
      'out-of-time',
      'your time was up when this came',
      refused(timedNoughts, ...both, [0, play(1), 2, 60_001]),
    ],
  ];

  it.each(rows)('as %s is refused with its reason: %s', (code, message, submitted) => {
    expect(submitted).toStrictEqual({ kind: 'refused', code, message });
  });

  it('has its own code and sentence by the rules of the game', () => {
    expect(refused(noughts, [0, play(4)], [1, play(4)])).toStrictEqual({
      kind: 'refused',
      code: 'illegal-command',
      message: 'cell 4 is taken',
      rule: 'cell-taken',
    });
  });

  it('because the rules failed at it learns no more than that', () => {
    const submitted = submit(
      openMatch(broken, header(broken)),
      { seat: 0, commandId: id(1), action: { kind: 'play', command: 'apply' } },
      start,
    );
    expect(submitted).toMatchObject({
      code: 'rules-failed',
      message: 'the rules of broken failed at this command: the match continues without it',
    });
  });

  it('because its seat or its match has ended says which', () => {
    const seats = openMatch(survivors, header(survivors, { seats: 3 }));
    const left = submit(seats, { seat: 0, commandId: id(1), action: resign }, start);
    if (left.kind !== 'accepted') throw new Error(left.kind);
    const again = { seat: 0, commandId: id(2), action: resign };
    expect(submit(left.match, again, start)).toMatchObject({
      code: 'seat-out',
      message: 'your seat has left the match',
    });
    const ended = fold(seats, { kind: 'end', sequence: 1, at: start, reason: 'cancelled' });
    expect(submit(ended, again, start)).toMatchObject({
      code: 'match-over',
      message: 'the match ended without a result',
    });
  });

  it('without days of vacation left has that reason', () => {
    expect(refused(dailyNoughts, [0, { kind: 'vacation', days: 6 }])).toMatchObject({
      kind: 'refused',
      code: 'no-vacation',
      message: expect.stringMatching(/5/),
    });
  });
});

describe('a command that is not refused', () => {
  it('is one of the newest or the last changed sequence', () => {
    for (const seen of [1, undefined])
      expect(refused(noughts, [0, play(0)], [1, play(1), seen]).kind).toBe('accepted');
    expect(refused(noughts, [0, play(0)], [0, offer('draw')], [1, play(1), 1]).kind).toBe('accepted');
  });

  it('is what the match itself writes for a seat whose time is up', () => {
    const own: readonly SubmittedAction[] = [
      { kind: 'return', awayMs: 5 },
      { kind: 'abandon' },
      { kind: 'bot', strength: 'first', because: 'abandoned' },
    ];
    for (const action of own)
      expect(refused(timedNoughts, ...both, [0, action, undefined, 60_001]).kind).toBe('accepted');
    for (const action of [resign, offer('draw')])
      expect(refused(timedNoughts, ...both, [0, action, undefined, 60_001])).toMatchObject({
        code: 'out-of-time',
      });
  });

  it('is an abort while a seat that is still in the match has not played', () => {
    expect(refused(noughts, [0, play(0)], [1, { kind: 'abort' }]).kind).toBe('accepted');
    const seats = openMatch(survivors, header(survivors, { seats: 3 }));
    const acts: readonly Act[] = [
      [0, { kind: 'play', command: { hit: 2 } }],
      [1, { kind: 'play', command: { hit: 0 } }],
    ];
    const lives = openMatch(survivors, header(survivors, { seats: 3, options: { lives: 3 } }));
    let match = lives;
    for (const [index, [seat, action]] of acts.entries()) {
      const submitted = submit(match, { seat, commandId: id(index), action }, start);
      if (submitted.kind !== 'accepted') throw new Error(submitted.kind);
      ({ match } = submitted);
    }
    const abort = { seat: 0, commandId: id(9), action: { kind: 'abort' } as const };
    expect(submit(seats, abort, start).kind).toBe('accepted');
    expect(submit(match, abort, start).kind).toBe('accepted');
    const left = submit(match, { seat: 2, commandId: id(8), action: resign }, start);
    if (left.kind !== 'accepted') throw new Error(left.kind);
    expect(submit(left.match, abort, start)).toMatchObject({ code: 'too-late-to-abort' });
  });
});

describe('an entry that does not follow its log', () => {
  const opened = openMatch(noughts, header(noughts));
  const first: LogEntry = {
    kind: 'command',
    sequence: 1,
    at: start,
    seat: 0,
    commandId: id(1),
    action: { kind: 'play', command: { cell: 4 } },
  };
  const one = fold(opened, first);
  const over = fold(opened, { ...first, action: { kind: 'resign' } });
  const end: LogEntry = { kind: 'end', sequence: 1, at: start, reason: 'server-lost' };
  const next = { ...first, sequence: 2 };
  const out: LogEntry = { kind: 'timeout', sequence: 2, at: start, seats: [0, 1] };

  it.each<[string, string, typeof opened, LogEntry]>([
    ['gap', 'entry 2 cannot follow entry 0', opened, next],
    ['gap', 'entry 1 cannot follow entry 1', one, first],
    ['illegal-entry', 'entry 2 cannot follow the end of the match', fold(opened, end), next],
    ['illegal-entry', 'entry 2 ends a match that has its result', over, { ...end, sequence: 2 }],
    ['illegal-entry', 'entry 2 is of seat 2, which the match does not have', one, { ...next, seat: 2 }],
    ['duplicate-command', 'entry 2 repeats command c1 of seat 0', one, next],
    [
      'illegal-entry',
      'entry 2 of seat 0 is refused: not-your-turn: another seat is to move',
      one,
      { ...next, commandId: id(2) },
    ],
    [
      'illegal-entry',
      'entry 2 of seat 1 is refused: illegal-command: cell 4 is taken',
      one,
      { ...next, seat: 1 },
    ],
    [
      'wrong-owner',
      'entry 2 has epoch 3, after epoch 1',
      one,
      { kind: 'claim', sequence: 2, at: start, epoch: 3 },
    ],
    [
      'wrong-owner',
      'entry 2 has epoch 1, after epoch 1',
      one,
      { kind: 'sleep', sequence: 2, at: start, epoch: 1 },
    ],
    ['illegal-entry', 'entry 2 is a timeout of seats 0 1: their clocks say otherwise', one, out],
  ])('is a %s: %s', (code, message, match, entry) => {
    let thrown: unknown;
    try {
      fold(match, entry);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ReplayError);
    expect(thrown).toMatchObject({ code, message, sequence: entry.sequence });
  });

  it('is a timeout at which other commands were played', () => {
    const timed = openMatch(timedNoughts, header(timedNoughts));
    const late = { ...out, sequence: 1, at: start + 120_001, seats: [0] };
    expect(fold(timed, late).ending?.result.reason).toBe('timeout');
    for (const commands of [[], [null], [{ cell: 1 }]])
      expect(() => fold(timed, { ...late, commands })).toThrow(
        'entry 1 is a timeout of seats 0: the commands played for them are others',
      );
  });
});
