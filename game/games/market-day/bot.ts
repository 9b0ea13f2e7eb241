import { type Bot } from '../../../core/bots/bot';
import { QuickChance } from '../../../core/bots/quick-chance';
import { type RandomSource } from '../../../core/game-rules';
import { type Seat } from '../../../core/ids';
import { shuffled } from '../../../core/shuffle';
import { highestCard, lotValues, type MarketDayCommand, type MarketDayView, rounds } from './rules';

/** How much the best lot of a round is worth more than the worst, at most. */
const widest = Math.max(...lotValues) - Math.min(...lotValues);
const worlds = 80;

/** How much the best of some lots is worth more than the worst. */
const widthOf = (lots: readonly number[]): number => (lots[0] ?? 0) - (lots[lots.length - 1] ?? 0);

/**
 * The index of the card that a sensible player gives for these lots: the wider the market, the higher.
 */
function sensibleIndex(hand: readonly number[], lots: readonly number[]): number {
  return Math.round((widthOf(lots) / widest) * (hand.length - 1));
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

/** A seat with the card that it gives in a round. */
type GivenCard = readonly [seat: Seat, card: number];

/** The cards that sensible opponents play in each round of a world. */
function givenByOthers({ hands, markets }: World, seat: Seat): readonly (readonly GivenCard[])[] {
  const others = [...hands]
    .filter(([other]) => other !== seat)
    .map(([other, cards]) => ({ other, cards: [...cards] }));
  return markets.map((lots) =>
    others.flatMap(({ other, cards }) =>
      cards.splice(sensibleIndex(cards, lots), 1).map((card): GivenCard => [other, card]),
    ),
  );
}

/**
 * The cards of a seat in each round of a world that it begins with a card: its best in the widest markets.
 */
function ownPlan(card: number, { hands, markets }: World, seat: Seat): readonly number[] {
  const rest = (hands.get(seat) ?? []).filter((other) => other !== card);
  const later = markets.slice(1).map((lots, index) => ({ index, width: widthOf(lots) }));
  const narrowFirst = [...later].sort((a, b) => a.width - b.width);
  const ranks = new Map(narrowFirst.map(({ index }, rank) => [index, rank]));
  return [card, ...later.map((_, index) => rest[ranks.get(index) ?? 0] ?? 0)];
}

/** How far a seat is ahead of the best other at the end of a world, if it begins with this card. */
function leadAfter(
  card: number,
  world: World,
  others: readonly (readonly GivenCard[])[],
  view: MarketDayView,
  seat: Seat,
): number {
  const own = ownPlan(card, world, seat);
  const scores = [...view.scores];
  world.markets.forEach((lots, round) => {
    const mine: GivenCard = [seat, own[round] ?? 0];
    const cards = new Map([...(others[round] ?? []), mine]);
    for (const [other, lot] of shares(cards, lots)) scores[other] = (scores[other] ?? 0) + lot;
  });
  const rivals = [...world.hands.keys()].filter((other) => other !== seat).map((other) => scores[other] ?? 0);
  return (scores[seat] ?? 0) - Math.max(...rivals);
}

/** `hard` deals the unseen cards many times and plays each of its cards against sensible players. */
export const marketDayBot: Bot<MarketDayView, MarketDayCommand> = {
  levels: ['easy', 'medium', 'hard'],

  *think({ view, seat, seats, legal, level, random }) {
    const hand = legal.map(({ card }) => card);
    const pick = level === 0 ? random.below(hand.length) : sensibleIndex(hand, view.lots);
    const first = legal[pick];
    if (first !== undefined) yield first;
    if (level < 2 || hand.length < 2) return;
    const chance = new QuickChance(random);
    const totals = hand.map(() => 0);
    for (let world = 0; world < worlds; world += 1) {
      const dealt = sampledWorld(view, seat, seats, chance);
      const others = givenByOthers(dealt, seat);
      hand.forEach((card, index) => {
        totals[index] = (totals[index] ?? 0) + leadAfter(card, dealt, others, view, seat);
      });
      const best = legal[totals.indexOf(Math.max(...totals))];
      if (best !== undefined) yield best;
    }
  },
};
