import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Seat } from '../../../core/ids';
import { type CommandEntry, isCommand, type LogEntry } from '../../../core/match/log';
import {
  fold,
  type Match,
  openMatch,
  replay,
  ReplayError,
  submit,
  type SubmittedAction,
} from '../../../core/match/match';
import { eventsAfter, positionFor } from '../../../core/match/views';
import { header, id } from '../../../testing/sample-match';
import { columns } from '../../games/columns';
import { noughts, type NoughtsCommand, type NoughtsState } from '../../games/noughts';

type Board = Match<NoughtsState, NoughtsCommand, NoughtsState>;
const opened = (): Board => openMatch(noughts, header(noughts));
const start = header(noughts).startedAt;
let nextId = 0;

function after(match: Board, seat: Seat, action: SubmittedAction, now = start + 5000): Board {
  const answer = submit(match, { seat, commandId: id((nextId += 1)), action }, now);
  if (answer.kind !== 'accepted') throw new Error(`expected to be accepted: ${JSON.stringify(answer)}`);
  return answer.match;
}
const mark = (cell: number): SubmittedAction => ({ kind: 'play', command: { cell } });
const marks = (...cells: number[]): Board =>
  cells.reduce((match, cell, index) => after(match, index % 2, mark(cell)), opened());
const refusal = (match: Board, seat: Seat, action: SubmittedAction, seenSequence?: number): unknown => {
  const answer = submit(
    match,
    { seat, commandId: id((nextId += 1)), action, ...(seenSequence === undefined ? {} : { seenSequence }) },
    1,
  );
  return answer.kind === 'refused' ? answer.code : answer.kind;
};

describe('a match', () => {
  it('numbers accepted commands from 1 and records the command, its seat and its time', () => {
    const match = after(after(opened(), 0, mark(4), start + 100), 1, mark(0), start + 250);
    expect(
      match.log
        .after(0)
        .filter(isCommand)
        .map(({ sequence, seat, at, action }) => ({ sequence, seat, at, action })),
    ).toEqual([
      { sequence: 1, seat: 0, at: start + 100, action: { kind: 'play', command: { cell: 4 } } },
      { sequence: 2, seat: 1, at: start + 250, action: { kind: 'play', command: { cell: 0 } } },
    ]);
  });

  it('does not modify the match that it was given', () => {
    const before = marks(0, 1);
    const frozen = JSON.stringify({ state: before.state, log: before.log.after(0) });
    submit(before, { seat: 0, commandId: id((nextId += 1)), action: mark(2) }, 1);
    submit(before, { seat: 0, commandId: id((nextId += 1)), action: mark(3) }, 1);
    expect(JSON.stringify({ state: before.state, log: before.log.after(0) })).toBe(frozen);
  });

  it('grows two branches from one match without mixing them', () => {
    const trunk = marks(0, 1);
    const left = after(trunk, 0, mark(2));
    const right = after(trunk, 0, mark(3));
    const further = after(left, 1, mark(4));
    expect(
      left.log
        .after(2)
        .filter(isCommand)
        .map((entry) => entry.action),
    ).toEqual([{ kind: 'play', command: { cell: 2 } }]);
    expect(
      right.log
        .after(2)
        .filter(isCommand)
        .map((entry) => entry.action),
    ).toEqual([{ kind: 'play', command: { cell: 3 } }]);
    expect(further.log.length).toBe(4);
    expect(right.log.length).toBe(3);
  });

  it('treats the same id from the same seat as the same command, however late and with any content', () => {
    const commandId = id((nextId += 1));
    const first = submit(opened(), { seat: 0, commandId, seenSequence: 0, action: mark(4) }, 7);
    if (first.kind !== 'accepted') throw new Error('not accepted');
    const later = after(first.match, 1, mark(0));
    const over = after(later, 1, { kind: 'resign' });
    for (const match of [first.match, later, over]) {
      expect(submit(match, { seat: 0, commandId, seenSequence: 0, action: mark(8) }, 9)).toEqual({
        kind: 'repeated',
        entry: first.entry,
      });
    }
    // The other seat may use the same id for a command of its own.
    expect(submit(first.match, { seat: 1, commandId, action: mark(0) }, 9).kind).toBe('accepted');
  });

  it('refuses commands with a code for each reason', () => {
    const match = marks(0);
    expect(refusal(match, 0, mark(1))).toBe('not-your-turn');
    expect(refusal(match, 1, mark(1), 0)).toBe('stale-sequence');
    expect(refusal(match, 1, mark(1), 2)).toBe('sequence-ahead');
    expect(refusal(match, 1, mark(0), 1)).toBe('illegal-command');
    expect(refusal(match, 1, { kind: 'play', command: 'cell' }, 1)).toBe('illegal-command');
    expect(refusal(match, 2, mark(0))).toBe('no-seat');
    expect(refusal(match, -1, { kind: 'resign' })).toBe('no-seat');
    expect(refusal(match, 0.5, { kind: 'resign' })).toBe('no-seat');
    expect(refusal(match, 1, { kind: 'answer', offer: 'draw', accept: true })).toBe('no-offer');
    expect(refusal(after(match, 0, { kind: 'resign' }), 1, mark(1))).toBe('match-over');
  });

  it("passes on the game's own code and sentence with an illegal command", () => {
    expect(submit(marks(4), { seat: 1, commandId: id((nextId += 1)), action: mark(4) }, 1)).toEqual({
      kind: 'refused',
      code: 'illegal-command',
      rule: 'cell-taken',
      message: 'cell 4 is taken',
    });
  });

  it('ends by the rules, by resigning, by being abandoned', () => {
    expect(marks(0, 3, 1, 4, 2).ending).toEqual({
      result: { places: [1, 2], reason: 'line' },
      endedAt: start + 5000,
      commands: 5,
      conduct: { turns: [3, 2], left: [], bots: [] },
    });
    expect(after(marks(0), 0, { kind: 'resign' }, start + 5077).ending).toEqual({
      result: { places: [2, 1], reason: 'resigned' },
      endedAt: start + 5077,
      commands: 2,
      conduct: { turns: [1, 0], left: [{ seat: 0, reason: 'resigned' }], bots: [] },
    });
    expect(after(marks(0), 1, { kind: 'abandon' }).ending?.result).toEqual({
      places: [1, 2],
      reason: 'abandoned',
    });
    expect(after(opened(), 0, { kind: 'abandon', everyone: true }).ending?.result).toEqual({
      places: [1, 1],
      reason: 'abandoned',
    });
  });

  it('is drawn when an offer is accepted; an offer is allowed once a turn, and lapses with a move', () => {
    const offered = after(marks(0), 0, { kind: 'offer', offer: 'draw' });
    expect(positionFor(offered, 1).offer).toEqual({ offer: 'draw', by: 0, acceptedBy: [] });
    expect(refusal(offered, 0, { kind: 'answer', offer: 'draw', accept: true })).toBe('no-offer');
    expect(refusal(offered, 1, { kind: 'offer', offer: 'draw' })).toBe('offer-open');
    expect(after(offered, 1, { kind: 'answer', offer: 'draw', accept: true }).ending?.result).toEqual({
      places: [1, 1],
      reason: 'agreed',
    });

    const declined = after(offered, 1, { kind: 'answer', offer: 'draw', accept: false });
    expect(refusal(declined, 0, { kind: 'offer', offer: 'draw' })).toBe('offer-made');
    expect(refusal(declined, 1, { kind: 'answer', offer: 'draw', accept: true })).toBe('no-offer');

    const lapsed = after(offered, 1, mark(1));
    expect(lapsed.offer).toBeUndefined();
    const moved = after(lapsed, 0, mark(2));
    expect(
      submit(moved, { seat: 0, commandId: id((nextId += 1)), action: { kind: 'offer', offer: 'draw' } }, 1)
        .kind,
    ).toBe('accepted');
  });

  it("keeps the other seat's move valid after an offer, because the board is the same", () => {
    const offered = after(marks(0), 0, { kind: 'offer', offer: 'draw' });
    expect(refusal(offered, 1, mark(1), 1)).toBe('accepted');
  });
});

describe('replay', () => {
  const log = (): CommandEntry[] => marks(0, 1, 2).log.after(0).filter(isCommand);
  const failure = (entries: readonly LogEntry[]): unknown => {
    try {
      replay(noughts, header(noughts), entries);
    } catch (error) {
      if (error instanceof ReplayError) return [error.code, error.sequence];
      throw error;
    }
    return 'replayed';
  };

  it('reports what is wrong with a log, and where', () => {
    const [first, second, third] = log();
    if (first === undefined || second === undefined || third === undefined) throw new Error('log too short');
    expect(failure([first, third])).toEqual(['gap', 3]);
    expect(failure([second])).toEqual(['gap', 2]);
    expect(failure([first, second, { ...third, action: first.action }])).toEqual(['illegal-entry', 3]);
    expect(failure([first, second, { ...third, seat: 1 }])).toEqual(['illegal-entry', 3]);
    expect(failure([first, second, { ...third, seat: 7 }])).toEqual(['illegal-entry', 3]);
    expect(failure([first, second, { ...third, commandId: first.commandId }])).toEqual([
      'duplicate-command',
      3,
    ]);
    expect(failure([first, { ...second, action: { kind: 'resign' } }, third])).toEqual(['illegal-entry', 3]);
  });

  it('follows the owner of the match, and lets the seats continue', () => {
    const [first, second, third] = log();
    if (first === undefined || second === undefined || third === undefined) throw new Error('log too short');
    const claim: LogEntry = { kind: 'claim', sequence: 2, at: 7, epoch: 2 };
    const sleep: LogEntry = { kind: 'sleep', sequence: 4, at: 9, epoch: 3 };
    const entries = [first, claim, { ...second, sequence: 3 }, sleep, { ...third, sequence: 5 }];
    const match = replay(noughts, header(noughts), entries);
    expect(match.ownership).toEqual({ epoch: 3, asleep: true });
    expect([match.sequence, match.state]).toEqual([5, marks(0, 1, 2).state]);
    expect(match.log.find(third.seat, third.commandId)?.sequence).toBe(5);
    // A claim of another owner changes no seat's options: a command chosen before it still counts.
    const owned = replay(noughts, header(noughts), [first, claim]);
    expect(owned.ownership).toEqual({ epoch: 2, asleep: false });
    expect(refusal(owned, 1, mark(1), 1)).toBe('accepted');
    expect(
      eventsAfter(match, 1, 0).map(({ sequence, seat, action }) => [sequence, seat, action.kind]),
    ).toEqual([
      [2, null, 'claim'],
      [3, 1, 'play'],
      [4, null, 'sleep'],
      [5, 0, 'play'],
    ]);
    expect(failure([first, { ...claim, epoch: 3 }])).toEqual(['wrong-owner', 2]);
    expect(failure([first, { ...claim, epoch: 1 }])).toEqual(['wrong-owner', 2]);
    expect(failure([first, claim, { ...claim, sequence: 3 }])).toEqual(['wrong-owner', 3]);
  });

  it('may end without a result, for ever; a match that has its result cannot', () => {
    const end: LogEntry = { kind: 'end', sequence: 1, at: 5, reason: 'server-lost' };
    const ended = replay(noughts, header(noughts), [end]);
    expect([ended.abandoned, ended.ending, ended.toAct]).toEqual(['server-lost', undefined, []]);
    expect(refusal(ended, 0, mark(1))).toBe('match-over');
    expect(refusal(ended, 0, { kind: 'resign' })).toBe('match-over');
    expect(failure([end, { kind: 'claim', sequence: 2, at: 6, epoch: 2 }])).toEqual(['illegal-entry', 2]);
    const lost = after(opened(), 0, { kind: 'resign' });
    const entries = lost.log.after(0);
    expect(failure([...entries, { ...end, sequence: 2 }])).toEqual(['illegal-entry', 2]);
    // A process that takes over between the last command and the result does not move the end.
    const claimed = replay(noughts, header(noughts), [
      ...entries,
      { kind: 'claim', sequence: 2, at: 6, epoch: 2 },
    ]);
    expect(claimed.ending).toEqual(lost.ending);
  });

  it('folds to the same match for any split of play and replay', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.nat(1),
            fc.oneof(
              fc.nat(6).map((column): SubmittedAction => ({ kind: 'play', command: { column } })),
              fc.constant<SubmittedAction>({ kind: 'offer', offer: 'draw' }),
              fc.boolean().map((accept): SubmittedAction => ({ kind: 'answer', offer: 'draw', accept })),
              fc.constantFrom<SubmittedAction>({ kind: 'resign' }, { kind: 'abandon' }),
            ),
          ),
          { maxLength: 80 },
        ),
        fc.nat(),
        (steps, cut) => {
          let match = openMatch(columns, header(columns));
          steps.forEach(([seat, action], index) => {
            const answer = submit(match, { seat, commandId: id(index), action }, index);
            if (answer.kind === 'accepted') match = answer.match;
          });
          const entries = match.log.after(0);
          const half = replay(columns, header(columns), entries.slice(0, cut % (entries.length + 1)));
          const whole = entries.slice(half.sequence).reduce(fold, half);
          expect(whole).toEqual(match);
        },
      ),
    );
  });
});
