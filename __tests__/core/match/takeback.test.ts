import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { type TimeControl } from '../../../core/match/clock/time-control';
import { noughts } from '../../games/noughts';
import { TimedMatch } from './timed-match';

const fischer: TimeControl = { kind: 'fischer', baseMs: 60_000, incrementMs: 2000 };
const perTurn: TimeControl = { kind: 'per-turn', turnMs: 10_000 };
const rules = noughts.rules;
const timed = defineGame({ rules, timeControl: fischer });
const cell = (index: number) => ({ cell: index });
/** A match in which both seats have made their first move at the same moment. */
const begun = () => new TimedMatch(timed).plays(0, cell(0), 0).plays(1, cell(3), 0);

describe('a takeback', () => {
  const game = defineGame({ rules, timeControl: fischer, takebacks: true });
  const played = () =>
    new TimedMatch(game).plays(0, cell(0), 0).plays(1, cell(3), 0).plays(0, cell(1), 10_000);
  const ask = { kind: 'offer', offer: 'takeback' } as const;
  const agree = { kind: 'answer', offer: 'takeback', accept: true } as const;

  it('restores state, turn and clocks, once the other seat agrees', () => {
    const match = played();
    expect(match.does(0, ask, 12_000)).toBe('accepted');
    expect(match.does(1, agree, 15_000)).toBe('accepted');
    expect(match.match.state).toEqual(beforeMove());
    expect(match.match.toAct).toEqual([0]);
    // 60 s, less 10 s of thinking, less 3 s of asking
    expect(match.due).toBe(15_000 + 47_000 + 1);
    match.plays(0, cell(2), 16_000);
    expect(match.remaining(0)).toBe(48_000);
    expect(match.remaining(1)).toBe(60_000);
  });
  const beforeMove = () => new TimedMatch(game).plays(0, cell(0), 0).plays(1, cell(3), 0).match.state;

  it('restores the clocks from before a server loss, too', () => {
    const match = played().claimed(12_000, 2);
    expect(match.does(0, ask, 13_000)).toBe('accepted');
    expect(match.does(1, agree, 15_000)).toBe('accepted');
    // 60 s, less 10 s of thinking, less 2 s of asking: the gap is free, and the time to reconnect is not
    // added.
    expect(match.due).toBe(15_000 + 48_000 + 1);
  });

  it('undoes the answer too, when the seat is to move again', () => {
    const match = played().plays(1, cell(4), 20_000);
    match.does(0, ask, 21_000);
    match.does(1, agree, 21_000);
    expect(match.match.state).toEqual(beforeMove());
    expect(match.remaining(1)).toBe(60_000);
  });

  it('can go further back, one command at a time', () => {
    const match = played();
    match.does(0, ask, 12_000);
    match.does(1, agree, 12_000);
    expect(match.does(0, ask, 13_000)).toBe('accepted');
    match.does(1, agree, 13_000);
    expect(match.match.state).toEqual(new TimedMatch(game).match.state);
    expect(match.does(0, ask, 14_000)).toBe('no-takeback');
  });

  it('makes every command stale that was chosen before it', () => {
    const match = played();
    match.does(0, ask, 12_000);
    match.does(1, agree, 12_000);
    expect(match.match.choicesChangedAt).toEqual([5, 5]);
  });

  it('lapses when the other seat moves or declines', () => {
    const moved = played();
    moved.does(0, ask, 12_000);
    moved.plays(1, cell(4), 13_000);
    expect(moved.match.offer).toBeUndefined();
    expect(moved.does(1, agree, 14_000)).toBe('no-offer');
    const declined = played();
    declined.does(0, ask, 12_000);
    expect(declined.does(1, { ...agree, accept: false }, 13_000)).toBe('accepted');
    expect(declined.does(0, ask, 14_000)).toBe('offer-made');
  });

  it('does not reach behind a timeout', () => {
    const skipping = defineGame({
      rules: { ...rules, skip: ({ cells }) => ({ cells }) },
      timeControl: perTurn,
      onTimeout: 'skip',
      takebacks: true,
    });
    const match = new TimedMatch(skipping).plays(0, cell(0), 0).plays(1, cell(3), 0);
    expect(match.timesOut(10_001)).toEqual([0]);
    expect(match.does(1, ask, 11_000)).toBe('no-takeback');
  });

  it('accepts only an answer to the open offer', () => {
    const match = played();
    match.does(0, ask, 12_000);
    expect(match.does(1, { kind: 'answer', offer: 'draw', accept: true }, 13_000)).toBe('no-offer');
  });

  it('is refused where the game does not allow it', () => {
    expect(begun().does(0, ask, 1)).toBe('no-takeback');
  });

  it('is not mistaken for a draw: a draw offered while the clock runs changes no clock', () => {
    const match = begun();
    expect(match.does(1, { kind: 'offer', offer: 'draw' }, 30_000)).toBe('accepted');
    expect(match.due).toBe(60_001);
    expect(match.does(0, { kind: 'answer', offer: 'draw', accept: true }, 40_000)).toBe('accepted');
    expect(match.result).toEqual({ places: [1, 1], reason: 'agreed' });
  });
});

describe('an abort', () => {
  it('ends a match in which a seat has not played; either seat may do so', () => {
    const match = new TimedMatch(timed).plays(0, cell(0), 0);
    expect(match.does(0, { kind: 'abort' }, 1000)).toBe('accepted');
    expect(match.result).toEqual({ places: [1, 1], reason: 'aborted' });
  });

  it('is refused once every seat has played', () => {
    expect(begun().does(0, { kind: 'abort' }, 1000)).toBe('too-late-to-abort');
  });
});

describe('absence', () => {
  it('is summed over the whole match', () => {
    const match = begun();
    match.does(1, { kind: 'return', awayMs: 20_000 }, 25_000);
    match.does(1, { kind: 'return', awayMs: 30_000 }, 58_000);
    expect(match.match.absentMs).toEqual([0, 50_000]);
  });
});
