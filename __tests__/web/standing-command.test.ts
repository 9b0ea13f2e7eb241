import { describe, expect, it } from '@jest/globals';
import { hasStandingCommand } from '../../web/play/standing-command';

type Entries = Parameters<typeof hasStandingCommand>[1];
type Entry = Entries[number];

const [first, second] = [0, 1];
const play = (by: Entry['seat']): Entry => ({ seat: by, action: { kind: 'play', command: 1 } });
const asks = (by: Entry['seat']): Entry => ({ seat: by, action: { kind: 'offer', offer: 'takeback' } });
const answers = (by: Entry['seat'], accept: boolean): Entry => ({
  seat: by,
  action: { kind: 'answer', offer: 'takeback', accept },
});

describe('a command that can be taken back', () => {
  it.each<[string, Entries, boolean]>([
    ['is not there before the seat has played', [play(second)], false],
    ['is the command that waits for an answer', [play(first), play(second)], true],
    ['is gone once it was taken back', [play(first), asks(first), answers(second, true)], false],
    ['is gone with the answer to it', [play(first), play(second), asks(first), answers(second, true)], false],
    ['stays when the other seat declines', [play(first), asks(first), answers(second, false)], true],
    [
      'stays when a later one was taken back',
      [play(first), play(second), asks(second), answers(first, true)],
      true,
    ],
    ['comes with the next move', [play(first), asks(first), answers(second, true), play(first)], true],
    ['is not of a draw', [play(first), { seat: first, action: { kind: 'offer', offer: 'draw' } }], true],
  ])('%s', (_, entries, expected) => {
    expect(hasStandingCommand(first, entries)).toBe(expected);
  });
});
