import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { type GameRules } from '../../../core/game-rules';
import { gameName, type Seat } from '../../../core/ids';
import { openMatch, replay, submit } from '../../../core/match/match';
import { eventsAfter } from '../../../core/match/views';
import { header, id } from '../../../testing/sample-match';
import { broken } from '../../games/broken';

let ids = 0;

/** Seats take items from one heap, at once, until it is empty. */
const heapRules: GameRules<readonly string[], string, readonly string[]> = {
  name: gameName('heap'),
  version: 1,
  seats: { min: 2, max: 4 },
  setup: () => ['apple', 'pear', 'plum'],
  toAct: (heap) => (heap.length > 0 ? [0, 1] : []),
  legalCommands: (heap, seat) => (seat === 0 ? heap : heap.filter((thing) => thing !== 'apple')),
  parseCommand: (value) =>
    typeof value === 'string' ? { command: value } : { illegal: { code: 'thing', message: 'a thing' } },
  apply: (heap, _seat, thing) => ({ state: heap.filter((other) => other !== thing) }),
  view: (heap) => heap,
  seen: (thing, { then, now }) => ({ thing, then, now }),
  result: (heap) => (heap.length > 0 ? undefined : { places: [1, 1], reason: 'empty' }),
};

describe('seats that stay to act', () => {
  const heap = defineGame({ rules: heapRules });
  const take = (match: ReturnType<typeof opened>, seat: Seat, command: string, seenSequence: number) =>
    submit(match, { seat, commandId: id((ids += 1)), seenSequence, action: { kind: 'play', command } }, 1);
  const opened = () => openMatch(heap, header(heap));
  const taken = (answer: ReturnType<typeof take>) => {
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return answer.match;
  };

  it('are stale only when another seat has changed their options', () => {
    const noApple = taken(take(opened(), 0, 'apple', 0));
    expect(take(noApple, 1, 'pear', 0).kind).toBe('accepted'); // Seat 1 may never take an apple.
    const noPear = taken(take(opened(), 0, 'pear', 0));
    expect(take(noPear, 1, 'plum', 0)).toMatchObject({ kind: 'refused', code: 'stale-sequence' });
    expect(take(noPear, 1, 'plum', 1).kind).toBe('accepted');
  });

  it('are stale after a command of their own, so that a command sent twice is not played twice', () => {
    const same = openMatch(broken, header(broken));
    const play = (match: typeof same, seat: Seat) =>
      submit(
        match,
        { seat, commandId: id((ids += 1)), seenSequence: 0, action: { kind: 'play', command: 'none' } },
        1,
      );
    const first = play(same, 0);
    if (first.kind !== 'accepted') throw new Error(first.kind);
    expect(play(first.match, 0)).toMatchObject({ kind: 'refused', code: 'stale-sequence' });
    expect(play(first.match, 1).kind).toBe('accepted');
  });

  it('are shown a command by the state right after it and by the newest state', () => {
    const two = taken(take(taken(take(opened(), 0, 'apple', 0)), 1, 'pear', 1));
    const commands = eventsAfter(two, 0, 'spectator').map(({ action }) => action);
    expect(commands).toEqual([
      { kind: 'play', command: { thing: 'apple', then: ['pear', 'plum'], now: ['plum'] } },
      { kind: 'play', command: { thing: 'pear', then: ['plum'], now: ['plum'] } },
    ]);
    const again = replay(heap, two.header, two.log.after(0));
    expect(eventsAfter(again, 0, 'spectator').map(({ action }) => action)).toEqual(commands);
  });
});
