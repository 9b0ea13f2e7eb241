import { type GameRules } from '../../../core/game-rules';
import { gameName, type Seat } from '../../../core/ids';
import { readWholeNumbers } from '../../../core/reading';
import { placesFromScores } from '../../../core/results';
import { shuffled } from '../../../core/shuffle';

/** Rounds of a match; every seat plays one card in each. */
export const rounds = 10;
/** Cards of the deck: 1 to 60, each once. */
export const highestCard = 60;
const handSize = 6;
/** The lots of the market: each value four times. */
export const lotValues: readonly number[] = [-4, -2, 1, 2, 3, 4, 5, 6, 8, 10];
const copies = 4;

/** The result of a round. */
export type MarketDayRound = {
  /** The card of each seat; null for a seat that was out. */
  readonly cards: readonly (number | null)[];
  /** The lot that each seat took; null for a seat that was out. */
  readonly lots: readonly (number | null)[];
};

export type MarketDayState = {
  /** From 0; `rounds` once the market is closed. */
  readonly round: number;
  /** Lots of this round, the most valuable first: one for each seat of the match. */
  readonly lots: readonly number[];
  /** Lots of the rounds to come. Hidden. */
  readonly nextLots: readonly number[];
  /** Cards that are not dealt yet, the next one first. Hidden. */
  readonly deck: readonly number[];
  /** Cards of each seat in ascending order. Hidden from the other seats. */
  readonly hands: readonly (readonly number[])[];
  /** The card that each seat has chosen in this round. Hidden from the other seats. */
  readonly chosen: readonly (number | null)[];
  readonly scores: readonly number[];
  /** Seats that have left the match, the first to leave first. */
  readonly out: readonly Seat[];
  /** Rounds that are played, oldest first. */
  readonly history: readonly MarketDayRound[];
};
export type MarketDayCommand = { readonly card: number };
export type MarketDayView = {
  readonly round: number;
  readonly lots: readonly number[];
  /** The viewer's own cards; null for a spectator. */
  readonly hand: readonly number[] | null;
  /** The card that the viewer has chosen; null before that, and for a spectator. */
  readonly card: number | null;
  /** Which seats have chosen in this round. */
  readonly ready: readonly boolean[];
  readonly scores: readonly number[];
  readonly out: readonly Seat[];
  readonly history: readonly MarketDayRound[];
};

/** Seats that are in the match. */
const present = ({ scores, out }: Pick<MarketDayState, 'scores' | 'out'>): readonly Seat[] =>
  scores.flatMap((_, seat) => (out.includes(seat) ? [] : [seat]));

const finished = (state: MarketDayState): boolean => state.round === rounds || present(state).length < 2;

const waiting = (state: MarketDayState): readonly Seat[] =>
  finished(state) ? [] : present(state).filter((seat) => state.chosen[seat] === null);

const ascending = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b);
const descending = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => b - a);

/** Seats by the card that they have chosen, the highest card first. */
function ranking(chosen: readonly (number | null)[]): readonly Seat[] {
  return chosen
    .flatMap((card, seat) => (card === null ? [] : [{ card, seat }]))
    .sort((a, b) => b.card - a.card)
    .map(({ seat }) => seat);
}

/** Opens the cards of a round once every seat that is present has chosen. */
function settled(state: MarketDayState): MarketDayState {
  if (finished(state) || waiting(state).length > 0) return state;
  const order = ranking(state.chosen);
  const lots = state.scores.map((_, seat) => {
    const rank = order.indexOf(seat);
    return rank === -1 ? null : (state.lots[rank] ?? 0);
  });
  // Each seat draws a card as long as its hand is to last for the rounds that are left.
  const draws = state.round + handSize < rounds;
  const hands = state.hands.map((hand, seat) => {
    const kept = hand.filter((card) => card !== state.chosen[seat]);
    const place = order.indexOf(seat);
    return draws && place !== -1 ? ascending([...kept, ...state.deck.slice(place, place + 1)]) : kept;
  });
  const seats = state.scores.length;
  return {
    round: state.round + 1,
    lots: descending(state.nextLots.slice(0, seats)),
    nextLots: state.nextLots.slice(seats),
    deck: draws ? state.deck.slice(order.length) : state.deck,
    hands,
    chosen: state.chosen.map(() => null),
    scores: state.scores.map((score, seat) => score + (lots[seat] ?? 0)),
    out: state.out,
    history: [...state.history, { cards: state.chosen, lots }],
  };
}

/** Players who stay are placed by score; those who left come after them, the last to leave first. */
function placesOf({ scores, out }: MarketDayState): readonly number[] {
  const afterAll = Math.min(...scores) - out.length - 1;
  return placesFromScores(
    scores.map((score, seat) => (out.includes(seat) ? afterAll + out.indexOf(seat) : score)),
  );
}

/** The most valuable lot that a seat has taken; 0 for none. */
function dearestLotOf({ history }: MarketDayState, seat: Seat): number {
  const taken = history.flatMap(({ lots }) => lots[seat] ?? []);
  return taken.length === 0 ? 0 : Math.max(...taken);
}

export const marketDay: GameRules<MarketDayState, MarketDayCommand, MarketDayView> = {
  name: gameName('market-day'),
  version: 1,
  seats: { min: 2, max: 4 },
  scores: true,
  numbers: ['dearestLot'],
  minimumCommands: 3,

  setup(random, { seats }) {
    const deck = shuffled(
      Array.from({ length: highestCard }, (_, index) => index + 1),
      random,
    );
    const lots = shuffled(
      lotValues.flatMap((value) => Array.from({ length: copies }, () => value)),
      random,
    ).slice(0, rounds * seats);
    return {
      round: 0,
      lots: descending(lots.slice(0, seats)),
      nextLots: lots.slice(seats),
      deck: deck.slice(seats * handSize),
      hands: Array.from({ length: seats }, (_, seat) =>
        ascending(deck.slice(seat * handSize, (seat + 1) * handSize)),
      ),
      chosen: Array.from({ length: seats }, () => null),
      scores: Array.from({ length: seats }, () => 0),
      out: [],
      history: [],
    };
  },

  toAct: waiting,

  legalCommands: (state, seat) =>
    waiting(state).includes(seat) ? (state.hands[seat] ?? []).map((card) => ({ card })) : [],

  parseCommand: (value) => readWholeNumbers(value, { card: { least: 1, most: highestCard } }),

  apply(state, seat, { card }) {
    if (finished(state)) return { illegal: { code: 'finished', message: 'the market is closed' } };
    if (!waiting(state).includes(seat))
      return { illegal: { code: 'chosen', message: 'you have chosen a card for this round' } };
    if (state.hands[seat]?.includes(card) !== true)
      return { illegal: { code: 'not-in-hand', message: `card ${card} is not in your hand` } };
    const chosen = state.chosen.map((before, index) => (index === seat ? card : before));
    return { state: settled({ ...state, chosen }) };
  },

  view: (state, viewer) => ({
    round: state.round,
    lots: state.lots,
    hand: viewer === 'spectator' ? null : (state.hands[viewer] ?? null),
    card: viewer === 'spectator' ? null : (state.chosen[viewer] ?? null),
    ready: state.chosen.map((card) => card !== null),
    scores: state.scores,
    out: state.out,
    history: state.history,
  }),

  // A card is a secret until its round is settled. The command that settles a round is seen at once. A seat
  // may leave after it has chosen, and so end the match with its card unplayed.
  seen: (command, { seat, then, now }) => {
    const round = then.chosen[seat] === command.card ? then.round : then.round - 1;
    return now.history[round]?.cards[seat] === command.card ? command : null;
  },

  result: (state) =>
    finished(state)
      ? {
          places: placesOf(state),
          scores: state.scores,
          numbers: { dearestLot: state.scores.map((_, seat) => dearestLotOf(state, seat)) },
          reason: state.round === rounds ? 'market-closed' : 'one-left',
        }
      : undefined,

  leave: (state, seat) => {
    const rest = {
      ...state,
      out: [...state.out, seat],
      hands: state.hands.map((hand, index) => (index === seat ? [] : hand)),
      chosen: state.chosen.map((card, index) => (index === seat ? null : card)),
    };
    return settled(rest);
  },
};
