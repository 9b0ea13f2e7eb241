import { describe, expect, it } from '@jest/globals';
import * as classic from 'zod';
import * as z from 'zod/mini';
import { type Bot } from '../../core/bots/bot';
import { type Display, defineGame } from '../../core/define';
import { type RandomSource, type Viewer } from '../../core/game-rules';
import { type Json } from '../../core/json';
import { type RulesUnderTest } from '../../testing/check';
import { rulesChecks } from '../../testing/describe-rules';
import { setupsOf, untriedOptions } from '../../testing/setups';
import { bidding, type Bidding, biddingOptions, type Bids, isSettled, shownTo } from '../games/sealed-bids';

/** Deals the purses of the others again, as far as they explain the bids. */
function alike(state: Bids, viewer: Viewer, random: RandomSource): Bids {
  return {
    ...state,
    purses: state.purses.map((purse, seat) =>
      seat === viewer ? purse : (state.bids[seat] ?? 0) + random.below(4),
    ),
  };
}

/** The first fault in rules; undefined if they pass. */
function problemOf(
  changes: Partial<Bidding>,
  said: Partial<RulesUnderTest<Bids>> = {},
  parts: { readonly bot?: Bot<Json, number>; readonly display?: Display<Json> } = {},
): string | undefined {
  const game = defineGame({ rules: { ...bidding, ...changes }, options: biddingOptions, ...parts });
  try {
    for (const { run } of rulesChecks(game, { longest: 3, ...said })) run();
  } catch (error) {
    return String(error);
  }
  return undefined;
}

describe('checks of rules', () => {
  it('find no fault in sound rules', () => {
    expect(problemOf({}, { alike })).toBeUndefined();
  });

  it('find a choice that a seat learns before it chooses', () => {
    expect(problemOf({ seen: (bid) => bid })).toMatch(/seat \d learns whether seat \d played .* in seen/);
    expect(problemOf({ seen: undefined })).toMatch(/by the command itself: hide it in seen/);
    expect(problemOf({ view: (state, viewer) => ({ ...shownTo(state, viewer), bids: state.bids }) })).toMatch(
      /learns whether seat \d played .* by view: hide it there/,
    );
    expect(problemOf({ seen: undefined, view: (state) => state }, { atOnce: 'open' })).toBeUndefined();
  });

  it('find a command that is shown although the view hides it', () => {
    const view = (state: Bids, viewer: Viewer): Json => ({ ...shownTo(state, viewer), bids: null });
    expect(problemOf({ view, seen: (bid) => bid }, { atOnce: 'open' })).toMatch(
      /view hides from .* but the command itself is shown/,
    );
  });

  it('find a spectator who sees more than a seat', () => {
    const view = (state: Bids, viewer: Viewer): Json =>
      viewer === 'spectator' ? state : shownTo(state, viewer);
    expect(problemOf({ view }, { atOnce: 'open' })).toMatch(
      /a spectator learns .* spectators may pass it on to the seats/,
    );
  });

  it('find a secret of the state that the view shows, once the test says which states look alike', () => {
    const view = (state: Bids, viewer: Viewer): Json => ({
      ...shownTo(state, viewer),
      richest: state.purses.indexOf(Math.max(...state.purses)),
    });
    expect(problemOf({ view })).toBeUndefined();
    expect(problemOf({ view }, { alike })).toMatch(/view shows .* something that it cannot know/);
    const open = (state: Bids, viewer: Viewer): Json => ({ ...shownTo(state, viewer), bids: state.bids });
    const seen: Bidding['seen'] = (bid, { seat, now }) => ((now.purses[seat] ?? 0) % 2 === 0 ? bid : null);
    expect(problemOf({ view: open, seen }, { alike, atOnce: 'open' })).toMatch(
      /seen shows .* more of (\d) by seat \d than it can know: (\1 here, null|null here, \1) in a state that/,
    );
    expect(problemOf({}, { alike: (state) => state })).toMatch(/alike has given back the same state/);
  });

  it('find seats that hinder each other although they may act at once', () => {
    const highest = ({ bids }: Bids): number => Math.max(-1, ...bids.map((bid) => bid ?? -1));
    const raising: Partial<Bidding> = {
      legalCommands: (state, seat) => {
        const legal = bidding.legalCommands(state, seat);
        return legal.filter((bid) => bid === 0 || bid > highest(state));
      },
      apply: (state, seat, bid, random) =>
        bid > 0 && bid <= highest(state)
          ? { illegal: { code: 'too-low', message: 'bid more' } }
          : bidding.apply(state, seat, bid, random),
      seen: (bid) => bid,
      view: (state) => state,
    };
    expect(problemOf(raising, { atOnce: 'open' })).toMatch(/changes the legal commands of seat \d/);
    expect(problemOf(raising, { atOnce: 'race' })).toBeUndefined();
  });

  it('find results that contradict, and games that do not end', () => {
    expect(
      problemOf({ result: (state) => (isSettled(state) ? { places: [2, 2], reason: 'x' } : undefined) }),
    ).toMatch(/place 2, but|places, the match has/);
    expect(problemOf({}, { longest: 1 })).toMatch(/not finished after 1 commands/);
  });

  it('find a number of seats or an option with which the game does not play', () => {
    const setup: Bidding['setup'] = (random, match) => {
      if (match.seats === 3 && match.options.rich) throw new Error('no purse for the third seat');
      return bidding.setup(random, match);
    };
    expect(problemOf({ setup })).toMatch(/no purse for the third seat/);
  });

  it('find states that are not JSON, arguments that are changed, and rules that draw by themselves', () => {
    let drawn = 0;
    expect(problemOf({ view: () => ({ worth: NaN }) })).toMatch(/JSON changes/);
    expect(problemOf({ phase: () => 'Bidding!' })).toMatch(/the phase "Bidding!"/);
    expect(
      problemOf({
        setup: (random, match) => {
          drawn += 1;
          const state = bidding.setup(random, match);
          return { ...state, purses: state.purses.map((purse) => purse + (drawn % 2)) };
        },
      }),
    ).toMatch(/another match|is refused|was \{/);
  });

  it('find a seat that has left but is asked again', () => {
    expect(problemOf({ leave: (state) => state })).toMatch(/seat \d has left, but is to act again/);
    const leave = (state: Bids, seat: number): Bids => ({
      ...state,
      bids: state.bids.map((bid, other) => (other === seat ? 0 : bid)),
    });
    expect(problemOf({ leave })).toBeUndefined();
  });

  it('find a turn that is passed over and continues nevertheless', () => {
    const skip = (state: Bids, seat: number): Bids => ({
      ...state,
      bids: state.bids.map((bid, other) => (other === seat ? 0 : bid)),
    });
    expect(problemOf({ skip })).toBeUndefined();
    expect(problemOf({ skip: (state) => state })).toMatch(/skip of seat \d changes nothing/);
  });

  it('find bots that play illegal commands, keep state, or never end', () => {
    const bot = (think: Bot<Json, number>['think']): Bot<Json, number> => ({ levels: ['only'], think });
    expect(problemOf({}, {}, { bot: bot(() => [99]) })).toMatch(/level only plays 99, which is not legal/);
    expect(problemOf({}, {}, { bot: bot(() => []) })).toMatch(/has not chosen a command/);
    let turns = 0;
    const counting = bot(({ legal }) => {
      turns += 1;
      return legal.filter((_, index) => index === turns % legal.length);
    });
    expect(problemOf({}, {}, { bot: counting })).toMatch(/kept something between two turns/);
    const endless = bot(function* ({ legal }) {
      for (;;) yield* legal;
    });
    expect(problemOf({}, {}, { bot: endless })).toMatch(/still thinks after/);
  });

  it('find displays that are empty, too wide, or fail', () => {
    expect(problemOf({}, {}, { display: { text: () => ' ' } })).toMatch(/the display is empty/);
    expect(problemOf({}, {}, { display: { text: () => '#'.repeat(101) } })).toMatch(
      /a line of 101 characters/,
    );
    expect(
      problemOf(
        {},
        {},
        {
          display: {
            text: (_, viewer) => {
              if (viewer === 'spectator') throw new Error('no hand to draw');
              return 'x';
            },
          },
        },
      ),
    ).toMatch(/no hand to draw/);
  });
});

describe('setups of a game', () => {
  const game = (schema: z.ZodMiniType<{ readonly [name: string]: Json }>): readonly Json[] =>
    setupsOf({
      ...defineGame({
        rules: { ...bidding, seats: 2, setup: () => ({ purses: [], bids: [] }) },
        options: schema,
      }),
    }).map((setup) => setup.options);

  it('use every value of a list, true and false, and the limits of a range', () => {
    expect(
      game(z.strictObject({ size: z._default(z.literal([6, 8]), 8), fast: z._default(z.boolean(), false) })),
    ).toEqual([
      { size: 6, fast: false },
      { size: 6, fast: true },
      { size: 8, fast: false },
      { size: 8, fast: true },
    ]);
    expect(
      game(z.strictObject({ goal: z._default(z.int().check(z.minimum(5), z.maximum(50)), 20) })),
    ).toEqual([{ goal: 20 }, { goal: 5 }, { goal: 50 }]);
  });

  it('use null, nested parts, tuples, lists and named parts, and only what schema checks allow', () => {
    const level = classic.enum(['low', 'high']).meta({ id: 'Level' });
    expect(game(z.strictObject({ maybe: z._default(z.nullable(z.boolean()), null) }))).toEqual([
      { maybe: false },
      { maybe: true },
      { maybe: null },
    ]);
    expect(
      game(z.strictObject({ a: z._default(level, 'low'), b: z._default(z.nullable(level), null) })),
    ).toHaveLength(6);
    expect(
      game(
        z.strictObject({
          rule: z._default(
            z.strictObject({ high: z._default(z.boolean(), false), by: z.optional(z.literal([1, 2])) }),
            { high: true },
          ),
        }),
      ),
    ).toEqual(
      [false, true].flatMap((high) => [
        { rule: { high } },
        { rule: { high, by: 1 } },
        { rule: { high, by: 2 } },
      ]),
    );
    expect(
      game(z.strictObject({ pair: z._default(z.tuple([z.boolean(), z.literal('x')]), [true, 'x']) })),
    ).toEqual([{ pair: [false, 'x'] }, { pair: [true, 'x'] }]);
    expect(
      game(z.strictObject({ tags: z._default(z.array(z.enum(['a', 'b'])).check(z.maxLength(3)), []) })),
    ).toEqual([{ tags: [] }, { tags: ['a'] }, { tags: ['b'] }, { tags: ['a', 'b', 'a'] }]);
    const kinds = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      z.strictObject({ kind: z.literal('fixed'), fast: z.boolean() }),
    ]);
    expect(game(z.strictObject({ clock: z._default(kinds, { kind: 'none' }) }))).toHaveLength(3);
    const levels = z.strictObject({
      least: z._default(z.literal([1, 2, 3]), 1),
      most: z._default(z.literal([1, 2, 3]), 3),
    });
    expect(game(levels.check(z.refine(({ least, most }) => least < most)))).toEqual([
      { least: 1, most: 2 },
      { least: 1, most: 3 },
      { least: 2, most: 3 },
    ]);
  });

  it('have the default alone of every other form, and the test of the options says which these are', () => {
    type Tree = readonly Tree[];
    const tree: z.ZodMiniType<Tree> = z.lazy(() => z.array(tree));
    const options = z.strictObject({
      note: z._default(z.string(), 'hi'),
      goal: z._default(z.int().check(z.minimum(5)), 20),
      tree: z._default(tree, []),
      any: z._default(z.json(), 1),
      owned: z._default(z.record(z.string(), z.int()), {}),
      big: z._default(z.array(z.int()).check(z.minLength(0), z.maxLength(1e9)), []),
      fast: z._default(z.boolean(), false),
    });
    const defaults = { note: 'hi', goal: 20, tree: [], any: 1, owned: {}, big: [] };
    expect(game(options)).toEqual([
      { ...defaults, fast: false },
      { ...defaults, fast: true },
      { ...defaults, goal: 5, fast: false },
      { ...defaults, goal: 5, fast: true },
    ]);
    const defined = defineGame({
      rules: { ...bidding, seats: 2, setup: () => ({ purses: [], bids: [] }) },
      options,
    });
    expect(untriedOptions(defined)).toBe(
      'some values alone of goal; the default alone of note, tree, any, owned, big',
    );
    expect(untriedOptions(defineGame({ rules: bidding, options: biddingOptions }))).toBe('');
  });

  it('use each value once when there are too many combinations', () => {
    const level = () => z._default(z.literal([0, 1, 2, 3]), 0);
    expect(game(z.strictObject({ a: level(), b: level(), c: level() }))).toHaveLength(13);
  });

  it('have every number of seats, and teams of equal size', () => {
    const teams = setupsOf({
      ...defineGame({
        rules: { ...bidding, teams: true, seats: { min: 4, max: 6 } },
        options: biddingOptions,
      }),
    }).map((setup) => setup.teams);
    expect([...new Set(teams.map((list) => list.join('')))]).toEqual(['0011', '001122', '000111']);
  });
});
