import { describe, expect, it } from '@jest/globals';
import { noughts } from '../games/noughts';
import { isHidden, isNews, revealed, RevealReads } from '../../web/play/reveal-reads';

const play = (sequence: number, command: number | null) => ({
  sequence,
  action: { kind: 'play' as const, command },
});
const start = { sequence: 0, action: null };

describe('commands that become public while a match runs', () => {
  it('take the place of what was hidden', () => {
    const entries = [start, play(1, null), { ...play(2, 20), at: 7 }, play(3, null)];
    expect(entries.map((entry) => isHidden(undefined, entry))).toEqual([false, true, false, true]);
    const later = [play(1, 10), play(2, 20)];
    expect(isNews(entries, later)).toBe(true);
    expect(revealed(entries, later)).toEqual([start, play(1, 10), { ...play(2, 20), at: 7 }, play(3, null)]);
    expect(isNews(revealed(entries, later), later)).toBe(false);
  });

  it('are also those whose visible part the rules cannot read', () => {
    const cut = { action: { kind: 'play' as const, command: {} } };
    expect(isHidden(noughts, cut)).toBe(true);
    expect(isHidden(noughts, { action: { kind: 'play', command: { cell: 4 } } })).toBe(false);
    expect(isHidden(undefined, cut)).toBe(false);
  });

  it('are not news where only entries are added that came since', () => {
    expect(isNews([play(1, null)], [play(1, null), play(2, 20)])).toBe(false);
  });
});

describe('how often the log is read for them', () => {
  const waiting = [play(1, null), play(2, 20)];
  /** How many of a number of open commands cause a read. @param news whether each read has news */
  const readsOf = (commands: number, news: boolean): number => {
    const reads = new RevealReads();
    let count = 0;
    for (let index = 0; index < commands; index += 1)
      if (reads.wants(undefined, waiting)) {
        count += 1;
        reads.done(news);
      }
    return count;
  };

  it('is after each open command while there is news', () => {
    expect(readsOf(40, true)).toBe(40);
  });

  it('becomes rare where there is none, and is often again after news', () => {
    expect(readsOf(4, false)).toBe(4);
    expect(readsOf(208, false)).toBe(7);
    const reads = new RevealReads();
    for (let index = 0; index < 5; index += 1) if (reads.wants(undefined, waiting)) reads.done(false);
    expect(reads.wants(undefined, waiting)).toBe(false);
    reads.done(true);
    expect(reads.wants(undefined, waiting)).toBe(true);
  });

  it('is never while nothing is hidden, nor after a hidden command', () => {
    const reads = new RevealReads();
    for (let index = 0; index < 50; index += 1) {
      expect(reads.wants(undefined, [start, play(1, 10), play(2, 20)])).toBe(false);
      expect(reads.wants(undefined, [play(1, 10), play(2, null)])).toBe(false);
    }
    expect(reads.wants(undefined, [])).toBe(false);
    expect(reads.wants(undefined, waiting)).toBe(true);
  });
});
