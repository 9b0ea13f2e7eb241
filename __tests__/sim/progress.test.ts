import { describe, expect, it } from '@jest/globals';
import { type CampaignAim, campaignProgress } from '../../sim/progress';

/** The output of a campaign that has done 10 seeds more each `stepMs`. */
function shown(aim: CampaignAim, isTTY: boolean, stepMs: number, steps: number): readonly string[] {
  const written: string[] = [];
  let at = 5_000;
  const progress = campaignProgress(aim, { isTTY, write: (text) => written.push(text) }, () => at);
  for (let step = 1; step <= steps; step += 1) {
    at += stepMs;
    progress.show(step * 10);
  }
  progress.end();
  return written;
}

describe('the progress of a campaign', () => {
  it('is a line for every half minute where no terminal shows it', () => {
    expect(shown({ seeds: Infinity, minutes: 60 }, false, 10_000, 7)).toEqual([
      '30 seeds after 0:30 min of 60 min\n',
      '60 seeds after 1:00 min of 60 min\n',
    ]);
  });

  it('replaces itself on a terminal, and is gone at the end', () => {
    expect(shown({ seeds: 1000, minutes: undefined }, true, 100, 6)).toEqual([
      '\r30 of 1000 seeds after 0:00 min',
      '\r60 of 1000 seeds after 0:00 min',
      `\r${' '.repeat(31)}\r`,
    ]);
  });

  it('says nothing about a campaign that is over at once', () => {
    for (const isTTY of [true, false])
      expect(shown({ seeds: 5, minutes: undefined }, isTTY, 10, 2)).toEqual([]);
  });
});
