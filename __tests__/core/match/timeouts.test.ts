import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { type GameRules } from '../../../core/game-rules';
import { gameName, type Seat } from '../../../core/ids';
import { type TimeoutEffect } from '../../../core/match/clock/time-rules';
import { type TimeoutEntry } from '../../../core/match/log';
import { fold, openMatch, submit, type SubmittedAction } from '../../../core/match/match';
import {
  isSameTimeout,
  nextTimeout,
  timeOut,
  timeoutDue,
  timeoutEffectOn,
} from '../../../core/match/timeout';
import { header, id } from '../../../testing/sample-match';

const start = 1_700_000_000_000;

/** Seats add numbers to a sum, all at once; 13 cannot be added. Options of a test change the rules. */
type Sum = { readonly sum: number; readonly acting: readonly Seat[] };
type SumRules = GameRules<Sum, number, Sum>;

function sumGame(onTimeout: TimeoutEffect, differences: Partial<SumRules> = {}) {
  const rules: SumRules = {
    name: gameName('sum'),
    version: 1,
    seats: { min: 2, max: 4 },
    setup: (_random, { seats }) => ({ sum: 0, acting: Array.from({ length: seats }, (_, seat) => seat) }),
    toAct: ({ sum, acting }) => (sum < 1000 ? acting : []),
    legalCommands: ({ acting }, seat) => (acting.includes(seat) ? [1, 2, 3] : []),
    parseCommand: (value) =>
      typeof value === 'number' ? { command: value } : { illegal: { code: 'number', message: 'a number' } },
    apply: (state, _seat, command) =>
      command === 13
        ? { illegal: { code: 'unlucky', message: '13 cannot be added' } }
        : { state: { ...state, sum: state.sum + command } },
    view: (state) => state,
    result: ({ sum, acting }) => (sum < 1000 ? undefined : { places: acting.map(() => 1), reason: 'enough' }),
    skip: (state, seat) => ({ ...state, sum: state.sum + 100 * (seat + 1) }),
    ...differences,
  };
  return defineGame({
    rules,
    bot: {
      levels: ['only'],
      *think() {
        yield 1;
      },
    },
    timeControl: { kind: 'per-turn', turnMs: 10_000 },
    onTimeout,
    firstTurnMs: 30_000,
  });
}
type SumGame = ReturnType<typeof sumGame>;
const opened = (game: SumGame, seats = 2) => openMatch(game, header(game, { seats }));
type SumMatch = ReturnType<typeof opened>;

function after(match: SumMatch, seat: Seat, action: SubmittedAction, at = 0): SumMatch {
  const answer = submit(match, { seat, commandId: id(match.sequence), action }, start + at);
  if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
  return answer.match;
}
const add = (number: number): SubmittedAction => ({ kind: 'play', command: number });
/** A match in which every seat has played 1 at its start, so that turns of 10 s run. */
function begun(game: SumGame, seats = 2): SumMatch {
  let match = opened(game, seats);
  for (let seat = 0; seat < seats; seat += 1) match = after(match, seat, add(1));
  return match;
}
function out(match: SumMatch, at: number, chosen?: readonly number[]) {
  const due = timeoutDue(match, start + at);
  if (due === undefined) throw new Error('no timeout is due');
  return timeOut(match, due, start + at, chosen);
}
function timedOut(match: SumMatch, at: number, chosen?: readonly number[]) {
  const answer = out(match, at, chosen);
  if (answer.kind !== 'accepted') throw answer.failure;
  return answer;
}

describe('a timeout is due', () => {
  const skips = sumGame('skip');

  it('one ms after the deadline of a seat, with the effect of the game', () => {
    const match = begun(skips);
    expect(nextTimeout(match)).toBe(start + 10_001);
    expect(timeoutDue(match, start + 10_000)).toBeUndefined();
    expect(timeoutDue(match, start + 10_001)).toEqual({ seats: [0, 1], effect: 'skip' });
    expect(timeoutDue(begun(sumGame('random')), start + 10_001)?.effect).toBe('random');
    expect(timeoutDue(begun(sumGame('lose')), start + 10_001)?.effect).toBe('lose');
  });

  it('later for a seat whose command may still be on its way', () => {
    const match = begun(skips);
    const lagOf = (seat: Seat): number => (seat === 0 ? 400 : 0);
    expect(timeoutDue(match, start + 10_001, lagOf)).toEqual({ seats: [1], effect: 'skip' });
    expect(nextTimeout(match, (seat) => (seat === 0 ? 400 : 300))).toBe(start + 10_301);
  });

  it('for seats that leave before all others', () => {
    const match = after(opened(skips), 0, add(1), 20_000);
    // Seat 1 never played: its first turn ends at 30 s, as does the turn of seat 0.
    expect(timeoutDue(match, start + 30_001)).toEqual({ seats: [1], effect: 'lose' });
  });

  it('for a seat that was forgiven twice in a row with leaving as its effect', () => {
    let match = begun(skips);
    for (const at of [10_001, 20_002]) {
      expect(timeoutDue(match, start + at)?.effect).toBe('skip');
      match = timedOut(match, at).match;
    }
    expect(timeoutDue(match, start + 30_003)).toEqual({ seats: [0, 1], effect: 'lose' });
    const played = after(match, 0, add(1), 25_000);
    expect(timeoutDue(played, start + 36_000)).toEqual({ seats: [1], effect: 'lose' });
  });

  it('never once the match is over', () => {
    const over = after(begun(skips), 0, { kind: 'resign' });
    const ended = fold(begun(skips), { kind: 'end', sequence: 3, at: start, reason: 'server-lost' });
    for (const match of [over, ended]) {
      expect(timeoutDue(match, start + 1_000_000)).toBeUndefined();
      expect(nextTimeout(match)).toBeNull();
      expect(timeoutEffectOn(match, [0], start + 1_000_000)).toBeUndefined();
    }
  });
});

describe('the effect of a timeout of seats', () => {
  it('is that of the game, when all of them are out of time', () => {
    const match = begun(sumGame('skip'));
    expect(timeoutEffectOn(match, [0], start + 10_001)).toBe('skip');
    expect(timeoutEffectOn(match, [0, 1], start + 10_001)).toBe('skip');
    expect(timeoutEffectOn(match, [0, 1], start + 10_000)).toBeUndefined();
    expect(timeoutEffectOn(match, [], start + 10_001)).toBeUndefined();
    expect(timeoutEffectOn(after(match, 0, add(1), 5000), [0, 1], start + 10_001)).toBeUndefined();
  });

  it('is leaving only where all of them would leave', () => {
    const match = after(opened(sumGame('skip')), 0, add(1), 20_000);
    expect(timeoutEffectOn(match, [1], start + 30_001)).toBe('lose');
    expect(timeoutEffectOn(match, [0], start + 30_001)).toBe('skip');
    expect(timeoutEffectOn(match, [0, 1], start + 30_001)).toBeUndefined();
    expect(timeoutEffectOn(opened(sumGame('skip')), [0, 1], start + 30_001)).toBe('lose');
  });
});

describe('a timeout after which the match continues', () => {
  it('skips the turns, where the game has it so', () => {
    const { entry, match } = timedOut(begun(sumGame('skip')), 10_001);
    expect(entry).toStrictEqual({ kind: 'timeout', sequence: 3, at: start + 10_001, seats: [0, 1] });
    expect([match.state.sum, match.toAct, match.sequence]).toEqual([302, [0, 1], 3]);
    expect(match.chance.drawn).toBe(0);
  });

  it('is of the newest entry at the earliest, however far the clock of its server runs back', () => {
    const match = begun(sumGame('skip'));
    const due = { seats: [0, 1], effect: 'skip' } as const;
    const answer = timeOut(
      { ...match, clocks: { ...match.clocks, at: start + 12_000 } },
      due,
      start + 11_000,
    );
    expect(answer).toMatchObject({ kind: 'accepted', entry: { at: start + 12_000 } });
  });

  it('plays commands drawn by the chance of the match, for one seat after the other', () => {
    const { entry, match } = timedOut(begun(sumGame('random'), 4), 10_001);
    expect(entry.commands).toHaveLength(4);
    const drawn = (entry.commands ?? []).map(Number);
    expect(drawn.every((number) => [1, 2, 3].includes(number))).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(1);
    expect(match.state.sum).toBe(4 + drawn.reduce((sum, number) => sum + number, 0));
    expect(match.chance.drawn).toBe(4);
  });

  it('plays what was chosen, and the first legal command where none was, or an illegal one', () => {
    const played = (chosen?: readonly number[]) =>
      timedOut(begun(sumGame('bot'), 3), 10_001, chosen).entry.commands;
    expect(played([2, 3, 2])).toEqual([2, 3, 2]);
    expect(played([2])).toEqual([2, 1, 1]);
    expect(played([13, 3, 13])).toEqual([1, 3, 1]);
    expect(played()).toEqual([1, 1, 1]);
  });

  it('passes over a seat whose turn ended with the command of an earlier one', () => {
    const once = sumGame('random', {
      apply: (state, _seat, command) => ({
        state: { sum: state.sum + command, acting: state.sum < 2 ? state.acting : [0] },
      }),
    });
    const { entry, match } = timedOut(begun(once), 10_001);
    expect(entry.commands).toEqual([expect.any(Number), null]);
    expect(match.toAct).toEqual([0]);
    const skipped = sumGame('skip', { skip: ({ sum }) => ({ sum: sum + 100, acting: [0] }) });
    expect(timedOut(begun(skipped), 10_001).match.state.sum).toBe(102);
  });

  it('ends an offer that was made to one of the seats, and no other', () => {
    const offered = after(begun(sumGame('skip')), 0, { kind: 'offer', offer: 'draw' });
    expect(timedOut(offered, 10_001).match.offer).toBeUndefined();
    const own = timeOut(offered, { seats: [0], effect: 'skip' }, start + 10_001);
    expect(own).toMatchObject({ kind: 'accepted', match: { offer: { by: 0, offer: 'draw' } } });
    const other = timeOut(offered, { seats: [1], effect: 'skip' }, start + 10_001);
    if (other.kind !== 'accepted') throw other.failure;
    expect(other.match.offer).toBeUndefined();
  });
});

describe('a timeout of seats that leave', () => {
  it('gives the others the first place, and none of them where no seat is left', () => {
    const result = (match: SumMatch, at: number) => timedOut(match, at).match.ending?.result;
    expect(result(begun(sumGame('lose'), 3), 10_001)).toEqual({ places: [1, 1, 1], reason: 'timeout' });
    const played = after(begun(sumGame('lose'), 3), 1, add(1), 1);
    expect(result(played, 10_001)).toEqual({ places: [2, 1, 2], reason: 'timeout' });
  });

  it('counts seats that had left before among those that are gone', () => {
    const game = sumGame('lose', { leave: (state) => state });
    const left = after(begun(game, 3), 1, { kind: 'resign' });
    expect(timedOut(left, 10_001).match.ending?.result).toEqual({ places: [1, 3, 1], reason: 'timeout' });
    const stays = after(left, 2, add(1), 1);
    expect(timedOut(stays, 10_001).match.ending?.result).toEqual({ places: [2, 3, 1], reason: 'timeout' });
  });
});

describe('rules that fail at a timeout', () => {
  const failure = (differences: Partial<SumRules>, onTimeout: TimeoutEffect = 'random') => {
    const match = { ...begun(sumGame(onTimeout)), rules: sumGame(onTimeout, differences).rules };
    const answer = out(match, 10_001);
    return answer.kind === 'failed' ? answer.failure.message : answer.kind;
  };
  const fail = (): never => {
    throw new Error('on purpose');
  };

  it('fail the match, with the name of the function', () => {
    expect(failure({ legalCommands: () => [] })).toBe(
      'rules.legalCommands: seat 0 is to act, but has no legal command',
    );
    expect(failure({ legalCommands: () => [13] })).toBe(
      'rules.apply: a legal command is refused: 13 cannot be added',
    );
    expect(failure({ skip: fail }, 'skip')).toBe('rules.skip: on purpose');
    expect(failure({ toAct: fail }, 'skip')).toBe('rules.toAct: on purpose');
  });

  it('pass on errors that are not of the rules', () => {
    const match = begun(sumGame('skip'));
    const odd = Object.defineProperty({ ...match }, 'header', { get: fail });
    expect(() => out(odd, 10_001)).toThrow('on purpose');
  });

  it('are asked to skip only where they can', () => {
    const match = begun(sumGame('skip'));
    const { skip: _skip, ...unable } = match.rules;
    expect(timedOut({ ...match, rules: unable }, 10_001).match.state.sum).toBe(2);
  });
});

describe('two timeouts', () => {
  const one: TimeoutEntry = { kind: 'timeout', sequence: 3, at: 5, seats: [0, 1], commands: [1, 2] };
  const { commands: _commands, ...skipped } = one;

  it('are the same when time, seats and commands are', () => {
    expect(isSameTimeout(one, { ...one, sequence: 4 })).toBe(true);
    expect(isSameTimeout(skipped, skipped)).toBe(true);
    expect(isSameTimeout(one, { ...one, at: 6 })).toBe(false);
    expect(isSameTimeout(one, { ...one, seats: [0] })).toBe(false);
    expect(isSameTimeout(one, { ...one, commands: [2, 1] })).toBe(false);
    expect(isSameTimeout(one, skipped)).toBe(false);
    expect(isSameTimeout(skipped, one)).toBe(false);
  });
});
