import { type Bot } from '../../../core/bots/bot';
import { QuickChance } from '../../../core/bots/quick-chance';
import { type RandomSource } from '../../../core/game-rules';
import { type Seat } from '../../../core/ids';
import { shuffled } from '../../../core/shuffle';
import { highestCard, lotValues, type MarketDayCommand, type MarketDayView, rounds } from './rules';

/** How much the best lot of a round is worth more than the worst, at most. */
const widest = Math.max(...lotValues) - Math.min(...lotValues);
const worlds = 80;

/**
 * The index of the card that a sensible player gives for these lots: the wider the market, the higher.
 * @param slack how far the player may stray, in cards
 */
function sensibleIndex(
  hand: readonly number[],
  lots: readonly number[],
  slack: number,
  random: RandomSource,
): number {
  const spread = ((lots[0] ?? 0) - (lots[lots.length - 1] ?? 0)) / widest;
  const wanted = Math.round(spread * (hand.length - 1)) + random.below(2 * slack + 1) - slack;
  return Math.min(hand.length - 1, Math.max(0, wanted));
}

/** The lots that the cards of one round take: the highest card takes the first lot. */
function shares(cards: ReadonlyMap<Seat, number>, lots: readonly number[]): ReadonlyMap<Seat, number> {
  const order = [...cards].sort(([, a], [, b]) => b - a);
  return new Map(order.map(([seat], rank) => [seat, lots[rank] ?? 0]));
}

/** Cards that the viewer cannot place: in the other hands, or in the deck. */
function unseenCards({ hand, history }: MarketDayView): readonly number[] {
  const seen = new Set([...(hand ?? []), ...history.flatMap(({ cards }) => cards)]);
  return Array.from({ length: highestCard }, (_, index) => index + 1).filter((card) => !seen.has(card));
}

/** Values of lots that have not come up yet. */
function unseenLots({ lots, history }: MarketDayView, seats: number): readonly number[] {
  const left = lotValues.flatMap((value) => [value, value, value, value]);
  const gone = [...lots, ...history.flatMap((round) => round.lots)];
  for (const value of gone) {
    const at = value === null ? -1 : left.indexOf(value);
    if (at !== -1) left.splice(at, 1);
  }
  return left.length >= seats ? left : lotValues;
}

interface World {
  /** Cards of each seat that is present, ascending, one for every round that is left. */
  readonly hands: ReadonlyMap<Seat, readonly number[]>;
  /** Lots of this round and of the later ones, each descending. */
  readonly markets: readonly (readonly number[])[];
}

/** A way in which the cards may lie, as far as the viewer knows. */
function sampledWorld(view: MarketDayView, seat: Seat, seats: number, random: RandomSource): World {
  const left = rounds - view.round;
  const cards = [...shuffled(unseenCards(view), random)];
  const present = view.scores.flatMap((_, other) => (view.out.includes(other) ? [] : [other]));
  const hands = new Map(
    present.map((other): [Seat, readonly number[]] => {
      const own = other === seat ? (view.hand ?? []) : [];
      return [other, [...own, ...cards.splice(0, left - own.length)].sort((a, b) => a - b)];
    }),
  );
  const lots = shuffled(unseenLots(view, seats), random);
  const later = Array.from({ length: left - 1 }, (_, index) =>
    lots.slice(index * seats, (index + 1) * seats).sort((a, b) => b - a),
  );
  return { hands, markets: [view.lots, ...later] };
}

/** How far a seat is ahead of the best other at the end of a world, if it begins with this card. */
function leadAfter(
  card: number,
  world: World,
  view: MarketDayView,
  seat: Seat,
  random: RandomSource,
): number {
  const hands = new Map([...world.hands].map(([other, cards]): [Seat, number[]] => [other, [...cards]]));
  const scores = [...view.scores];
  world.markets.forEach((lots, round) => {
    const cards = new Map<Seat, number>();
    for (const [other, hand] of hands) {
      const index = round === 0 && other === seat ? hand.indexOf(card) : sensibleIndex(hand, lots, 1, random);
      for (const played of hand.splice(index, 1)) cards.set(other, played);
    }
    for (const [other, lot] of shares(cards, lots)) scores[other] = (scores[other] ?? 0) + lot;
  });
  const rivals = [...hands.keys()].filter((other) => other !== seat).map((other) => scores[other] ?? 0);
  return (scores[seat] ?? 0) - Math.max(...rivals);
}

/** `hard` deals the unseen cards many times and plays each of its cards against sensible players. */
export const marketDayBot: Bot<MarketDayView, MarketDayCommand> = {
  levels: ['easy', 'medium', 'hard'],

  *think({ view, seat, seats, legal, level, random }) {
    const hand = legal.map(({ card }) => card);
    const pick = level === 0 ? random.below(hand.length) : sensibleIndex(hand, view.lots, 0, random);
    const first = legal[pick];
    if (first !== undefined) yield first;
    if (level < 2 || hand.length < 2) return;
    const chance = new QuickChance(random);
    const totals = hand.map(() => 0);
    for (let world = 0; world < worlds; world += 1) {
      const dealt = sampledWorld(view, seat, seats, chance);
      hand.forEach((card, index) => {
        totals[index] = (totals[index] ?? 0) + leadAfter(card, dealt, view, seat, chance);
      });
      const best = legal[totals.indexOf(Math.max(...totals))];
      if (best !== undefined) yield best;
    }
  },
};
