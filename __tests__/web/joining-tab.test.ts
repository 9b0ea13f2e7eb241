import { describe, expect, it } from '@jest/globals';
import { type Claim, joinsFirst } from '../../web/play/joining-tab';

const claim = (tab: string, usedAt: number, follows = false): Claim => ({ tab, usedAt, follows });

describe('the tab that joins the match of a search', () => {
  it('is the tab that was used last', () => {
    expect(joinsFirst(claim('a', 1), [])).toBe(true);
    expect(joinsFirst(claim('a', 2), [claim('b', 1), claim('c', 0)])).toBe(true);
    expect(joinsFirst(claim('a', 2), [claim('b', 3), claim('c', 0)])).toBe(false);
  });

  it('is not one that only follows the search of another', () => {
    expect(joinsFirst(claim('a', 9, true), [claim('b', 1)])).toBe(false);
    expect(joinsFirst(claim('b', 1), [claim('a', 9, true)])).toBe(true);
    expect(joinsFirst(claim('a', 9, true), [claim('b', 8, true)])).toBe(true);
    expect(joinsFirst(claim('a', 9, true), [])).toBe(true);
  });

  it('is exactly one, also of tabs that were used at the same time', () => {
    const claims = ['a', 'b', 'c'].flatMap((tab) => [claim(`${tab}0`, 5), claim(`${tab}1`, 5, true)]);
    const firsts = claims.filter((own) =>
      joinsFirst(
        own,
        claims.filter((other) => other !== own),
      ),
    );
    expect(firsts).toHaveLength(1);
  });
});
