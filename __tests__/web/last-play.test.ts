import { describe, expect, it } from '@jest/globals';
import { commandOf, lastPlayed } from '../../web/drawing/last-play';

const play = (command: number | null) => ({ action: { kind: 'play' as const, command } });
const takeback = (accept: boolean) => ({
  action: { kind: 'answer' as const, offer: 'takeback' as const, accept },
});
const offer = { action: { kind: 'offer' as const, offer: 'takeback' as const } };

describe('the newest move of a match', () => {
  it('is the newest played command, also when talk of offers comes after it', () => {
    expect(commandOf(lastPlayed([play(1), play(2)]))).toBe(2);
    expect(commandOf(lastPlayed([play(1), offer, takeback(false)]))).toBe(1);
  });

  it('is none where the position no longer shows it, or the viewer may not see it', () => {
    expect(lastPlayed([])).toBeUndefined();
    expect(lastPlayed([play(1), play(2), offer, takeback(true)])).toBeUndefined();
    expect(lastPlayed([play(1), { action: { kind: 'timeout', seats: [1] } }])).toBeUndefined();
    expect(commandOf(lastPlayed([play(1), play(null)]))).toBeUndefined();
  });
});
