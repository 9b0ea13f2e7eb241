import { describe, expect, it } from '@jest/globals';
import { commandOfEntry, lastPlayed } from '../../../core/match/last-play';
import { fold, openMatch } from '../../../core/match/match';
import { lastCommandFor } from '../../../core/match/views';
import { header, id } from '../../../testing/sample-match';
import { thirds } from '../../games/thirds';

const play = (command: number | null) => ({ action: { kind: 'play' as const, command } });
const takeback = (accept: boolean) => ({
  action: { kind: 'answer' as const, offer: 'takeback' as const, accept },
});
const offer = { action: { kind: 'offer' as const, offer: 'takeback' as const } };

describe('the newest move of a match', () => {
  it('is the newest played command, also when talk of offers comes after it', () => {
    expect(commandOfEntry(lastPlayed([play(1), play(2)]))).toBe(2);
    expect(commandOfEntry(lastPlayed([play(1), offer, takeback(false)]))).toBe(1);
  });

  it('is none where the position no longer shows it, or the viewer may not see it', () => {
    expect(lastPlayed([])).toBeUndefined();
    expect(lastPlayed([play(1), play(2), offer, takeback(true)])).toBeUndefined();
    expect(lastPlayed([play(1), { action: { kind: 'timeout', seats: [1] } }])).toBeUndefined();
    expect(commandOfEntry(lastPlayed([play(1), play(null)]))).toBeUndefined();
  });

  it('is of a running match what the viewer may see of it', () => {
    const start = openMatch(thirds, header(thirds));
    expect(lastCommandFor(start, 0)).toBeUndefined();
    const named = fold(start, {
      kind: 'command',
      sequence: 1,
      commandId: id(1),
      seat: 2,
      at: header(thirds).startedAt,
      action: { kind: 'play', command: { number: 1 } },
    });
    expect(lastCommandFor(named, 2)).toEqual({ number: 1 });
    expect(lastCommandFor(named, 0)).toEqual({});
    expect(lastCommandFor(named, 'spectator')).toEqual({});
  });
});
