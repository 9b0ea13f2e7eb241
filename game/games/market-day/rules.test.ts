import { describe, expect, it } from '@jest/globals';
import { type RandomSource, type Viewer } from '../../../core/game-rules';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { shuffled } from '../../../core/shuffle';
import { describeRules } from '../../../testing/describe-rules';
import { marketDay } from './index';
import { type MarketDayState, rounds } from './rules';

const { rules } = marketDay;

/** Deals the cards again that the viewer does not see. */
function alike(state: MarketDayState, viewer: Viewer, random: RandomSource): MarketDayState {
  const hidden = state.hands.flatMap((hand, seat) => (seat === viewer ? [] : hand));
  const cards = [...shuffled([...hidden, ...state.deck], random)];
  const hands = state.hands.map((hand, seat) =>
    seat === viewer ? hand : cards.splice(0, hand.length).sort((a, b) => a - b),
  );
  const chosen = state.chosen.map((card, seat) =>
    card === null || seat === viewer ? card : (hands[seat]?.[random.below(hands[seat].length)] ?? null),
  );
  return { ...state, hands, chosen, deck: cards, nextLots: shuffled(state.nextLots, random) };
}

describeRules(marketDay, { longest: 4 * rounds, alike });

const chance = new MatchChance(seededChance('market day'));
const dealt = (seats: number): MarketDayState =>
  rules.setup(chance, { seats, teams: Array.from({ length: seats }, (_, seat) => seat), options: {} });

function chosen(state: MarketDayState, seat: number, card: number): MarketDayState {
  const applied = rules.apply(state, seat, { card }, chance);
  if ('illegal' in applied) throw new Error(applied.illegal.message);
  return applied.state;
}

const first: MarketDayState = {
  ...dealt(3),
  lots: [10, 3, -4],
  hands: [
    [5, 20],
    [1, 30],
    [7, 60],
  ],
  deck: [40, 41, 42],
};

describe('market day', () => {
  it('deals six different cards to each seat and turns up as many lots as there are seats', () => {
    const state = dealt(4);
    const cards = [...state.hands.flat(), ...state.deck];
    expect(state.hands.map(({ length }) => length)).toEqual([6, 6, 6, 6]);
    expect(new Set(cards).size).toBe(60);
    expect(state.lots).toHaveLength(4);
    expect([...state.lots].sort((a, b) => b - a)).toEqual(state.lots);
    expect(state.nextLots).toHaveLength(4 * (rounds - 1));
  });

  it('gives the best lot to the highest card, and then a new card to each seat', () => {
    const state = chosen(chosen(chosen(first, 1, 30), 2, 7), 0, 20);
    expect(state.scores).toEqual([3, 10, -4]);
    expect(state.history).toEqual([{ cards: [20, 30, 7], lots: [3, 10, -4] }]);
    // The highest card draws first.
    expect(state.hands).toEqual([
      [5, 41],
      [1, 40],
      [42, 60],
    ]);
    expect(state.round).toBe(1);
  });

  it('shows a card to its own seat at once and to everyone once the round is settled', () => {
    const then = chosen(first, 1, 30);
    const seenByOther = (now: MarketDayState): unknown =>
      rules.seen?.({ card: 30 }, { seat: 1, viewer: 0, then, now });
    expect(rules.view(then, 1)).toMatchObject({ card: 30, ready: [false, true, false] });
    expect(JSON.stringify(rules.view(then, 0))).not.toContain('30');
    expect(seenByOther(then)).toBeNull();
    const settled = chosen(chosen(then, 2, 7), 0, 20);
    expect(seenByOther(settled)).toEqual({ card: 30 });
    expect(seenByOther(rules.leave?.(then, 1, 'resigned', chance) ?? then)).toBeNull();
  });

  it('refuses a second card, and a card of another hand', () => {
    expect(rules.apply(chosen(first, 1, 30), 1, { card: 1 }, chance)).toMatchObject({
      illegal: { code: 'chosen' },
    });
    expect(rules.apply(first, 1, { card: 60 }, chance)).toMatchObject({ illegal: { code: 'not-in-hand' } });
    expect(rules.parseCommand({ card: 61 })).toEqual({
      illegal: {
        code: 'invalid-command',
        message: 'card must be a whole number from 1 to 60; it is the number 61',
      },
    });
  });

  it('settles the round when the last undecided seat leaves, and ends when one seat is left', () => {
    const settled = rules.leave?.(chosen(chosen(first, 1, 30), 2, 7), 0, 'abandoned', chance);
    if (settled === undefined) throw new Error('the rules know no leaving');
    expect(settled).toMatchObject({ round: 1, scores: [0, 10, 3], out: [0] });
    const over = rules.leave?.(settled, 1, 'resigned', chance);
    expect(over && rules.result(over)).toEqual({
      places: [3, 2, 1],
      scores: [0, 10, 3],
      numbers: { dearestLot: [0, 10, 3] },
      reason: 'one-left',
    });
  });
});
