import { afterEach, describe, expect, it } from '@jest/globals';
import { type Locks, type OwnTab, type SearchTabs, searchTabs } from '../../web/play/search-tabs';
import { until } from '../support/until';

/** Locks as browsers have them: a test in a browser takes its own. */
function newLocks(): Locks {
  const held = new Set<string>();
  return {
    request: async (name, _, granted) => {
      await Promise.resolve();
      if (held.has(name)) return granted(null);
      held.add(name);
      await granted({ name });
      return held.delete(name);
    },
  };
}

const opened: SearchTabs[] = [];
afterEach(() => {
  for (const tab of opened.splice(0)) tab.close();
});

/** Tabs of one player, and their uses. The turns of others are over when `turn` resolves. */
class Tab {
  /** How often it was told that another tab joins. */
  elsewhere = 0;

  readonly #uses = new Set<() => void>();
  readonly tabs: SearchTabs;

  constructor(
    ticketId: string,
    usedAt: number,
    locks?: Locks,
    { follows = false, isResumed = false } = {},
    turn = Promise.resolve(),
  ) {
    let lastUse = usedAt;
    const own: OwnTab = {
      tab: `tab ${opened.length}`,
      isResumed,
      follows: () => follows,
      lastUse: () => lastUse,
      onUse: (call) => {
        this.#uses.add(call);
        return () => this.#uses.delete(call);
      },
    };
    this.use = (at) => {
      lastUse = at;
      for (const call of this.#uses) call();
    };
    this.tabs = searchTabs(new BroadcastChannel(ticketId), ticketId, own, locks, () => turn);
    opened.push(this.tabs);
  }

  readonly use: (at: number) => void;

  joins(): Promise<boolean> {
    return this.tabs.joins(() => {
      this.elsewhere += 1;
    });
  }
}

const knows = (count: number, ...tabs: readonly Tab[]): Promise<void> =>
  until(`each of ${tabs.length} tabs knows ${count}`, () => tabs.every((tab) => tab.tabs.count() === count));

describe('the tabs of a search, by their messages alone', () => {
  it('let the tab join that was used last, in any order of hearing of the match', async () => {
    const [first, last] = [new Tab('t-order', 1), new Tab('t-order', 2)];
    await knows(1, first, last);
    expect(await first.joins()).toBe(false);
    expect(await last.joins()).toBe(true);
  });

  it('hear of a use after the search began', async () => {
    const [first, last, third] = [new Tab('t-use', 1), new Tab('t-use', 2), new Tab('t-use', 0)];
    await knows(2, first, last, third);
    first.use(3);
    third.tabs.close();
    // Messages come in their order: that of the use before that of a tab that goes.
    await knows(1, first, last);
    expect(await first.joins()).toBe(true);
    expect(await last.joins()).toBe(false);
  });

  it('join no match that a tab has joined which waits no more', async () => {
    const [first, last] = [new Tab('t-gone', 1), new Tab('t-gone', 2)];
    await knows(1, first, last);
    expect(await last.joins()).toBe(true);
    last.tabs.close();
    await knows(0, first);
    expect(await first.joins()).toBe(false);
  });

  it('join the match of a tab that was closed before it', async () => {
    const [first, last] = [new Tab('t-closed', 1), new Tab('t-closed', 2)];
    await knows(1, first, last);
    last.tabs.close();
    await knows(0, first);
    expect(await first.joins()).toBe(true);
  });

  it('join nothing that another tab wanted, while that one waits', async () => {
    const [wanted, follower] = [new Tab('t-other', 1), new Tab('t-other', 2, undefined, { follows: true })];
    await knows(1, wanted, follower);
    expect(await follower.joins()).toBe(false);
    expect(await wanted.joins()).toBe(true);
  });
});

describe('whether another tab may wait for the ticket', () => {
  it('is certain where this tab opened it, from the first moment', () => {
    expect(new Tab('t-own', 1).tabs.mayHaveOthers()).toBe(false);
  });

  it('is open where another one opened it, until its answers are due', async () => {
    let isDue = false;
    const due = (async () => {
      await until('answers are due', () => isDue);
    })();
    const tab = new Tab('t-resumed', 1, undefined, { isResumed: true }, due);
    expect(tab.tabs.mayHaveOthers()).toBe(true);
    isDue = true;
    await until('it is alone', () => !tab.tabs.mayHaveOthers());
  });

  it('is certain after an answer, also when that tab has gone', async () => {
    const never = new Promise<void>(() => undefined);
    const [opener, resumed] = [
      new Tab('t-answer', 1),
      new Tab('t-answer', 2, undefined, { isResumed: true }, never),
    ];
    await knows(1, opener, resumed);
    expect(resumed.tabs.mayHaveOthers()).toBe(true);
    opener.tabs.close();
    await until('it is alone', () => !resumed.tabs.mayHaveOthers());
  });
});

describe('the tabs of a search, with the locks of a browser', () => {
  it('join a match once, though they do not know of each other yet', async () => {
    const locks = newLocks();
    const tabs = [1, 2, 3].map((usedAt) => new Tab('t-race', usedAt, locks));
    const joins = await Promise.all(tabs.map((tab) => tab.joins()));
    expect(joins.filter(Boolean)).toHaveLength(1);
  });

  it('join nothing that another tab has joined before they were opened', async () => {
    const locks = newLocks();
    const first = new Tab('t-late', 1, locks);
    expect(await first.joins()).toBe(true);
    first.tabs.close();
    expect(await new Tab('t-late', 2, locks).joins()).toBe(false);
  });

  it('join the match of a tab that was used last and has crashed, once its turn is over', async () => {
    const locks = newLocks();
    let isOver = false;
    const turn = (async () => {
      await until('the turn is over', () => isOver);
    })();
    const [first, crashed] = [new Tab('t-crash', 1, locks, {}, turn), new Tab('t-crash', 2, locks)];
    await knows(1, first, crashed);
    const joins = first.joins();
    await until('it knows that another tab joins', () => first.elsewhere === 1);
    isOver = true;
    expect(await joins).toBe(true);
  });

  it('do not join after the turn of a tab that has joined', async () => {
    const locks = newLocks();
    const [first, last] = [new Tab('t-turn', 1, locks), new Tab('t-turn', 2, locks)];
    await knows(1, first, last);
    expect(await last.joins()).toBe(true);
    expect(await first.joins()).toBe(false);
    expect([first.elsewhere, last.elsewhere]).toEqual([1, 0]);
  });
});
