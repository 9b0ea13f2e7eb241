import { type Display } from '../../../core/define';
import { type Card, type CardsPart } from '../../../core/drawing';
import { type Viewer } from '../../../core/game-rules';
import { type MarketDayCommand, type MarketDayView, rounds } from './rules';

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

function lastRound({ history }: MarketDayView): readonly string[] {
  const last = history.at(-1);
  if (last === undefined) return [];
  const plays = last.cards.flatMap((card, seat) =>
    card === null ? [] : [`seat ${seat}: ${card} takes ${signed(last.lots[seat] ?? 0)}`],
  );
  return [`last round   ${plays.join(' · ')}`];
}

function standOf(view: MarketDayView, seat: number): string {
  if (view.out.includes(seat)) return 'out';
  return view.ready[seat] === true ? 'has chosen' : 'chooses';
}

/** The cards of the seats in the newest round that is settled. */
function settledRound({ history }: MarketDayView): readonly CardsPart<MarketDayCommand>[] {
  const last = history.at(-1);
  if (last === undefined) return [];
  const cards = last.cards.flatMap((card, seat): readonly Card<MarketDayCommand>[] => {
    if (card === null) return [];
    const lot = last.lots[seat] ?? 0;
    return [{ text: String(card), seat, note: `takes ${signed(lot)}`, tone: lot < 0 ? 'bad' : 'good' }];
  });
  return [{ kind: 'cards', label: 'last round', cards }];
}

/** The card of each seat in this round: face down once it is chosen. */
function chosenCards({ ready, out, card }: MarketDayView, viewer: Viewer): CardsPart<MarketDayCommand> {
  return {
    kind: 'cards',
    label: 'this round',
    cards: ready.flatMap((has, seat): readonly Card<MarketDayCommand>[] => {
      if (out.includes(seat)) return [{ text: '–', label: 'out', seat, note: 'out' }];
      if (!has) return [{ text: '…', label: 'chooses', seat, note: 'chooses' }];
      return seat === viewer && card !== null
        ? [{ text: String(card), seat, chosen: true, note: 'yours' }]
        : [{ text: '?', label: 'face down', seat, tone: 'hidden', note: 'has chosen' }];
    }),
  };
}

function handOf({ hand }: MarketDayView, legal: readonly MarketDayCommand[]): CardsPart<MarketDayCommand> {
  return {
    kind: 'cards',
    label: 'your hand',
    cards: (hand ?? []).map((card) => {
      const command = legal.find((candidate) => candidate.card === card);
      return { text: String(card), ...(command === undefined ? {} : { command }) };
    }),
  };
}

/** Lots, scores and the viewer's hand. */
export const marketDayDisplay: Display<MarketDayView, MarketDayCommand> = {
  text(view, viewer) {
    const closed = view.round === rounds;
    const head = closed
      ? 'The market is closed'
      : `Round ${view.round + 1} of ${rounds}   lots ${view.lots.map(signed).join('  ')}`;
    const seats = view.scores.map((score, seat) => {
      const name = seat === viewer ? 'you   ' : `seat ${seat}`;
      return `  ${name} ${String(score).padStart(4)}${closed ? '' : `   ${standOf(view, seat)}`}`;
    });
    const hand = view.hand === null || closed ? [] : [`your hand    ${view.hand.join('  ')}`];
    const card = view.card === null ? [] : [`you play     ${view.card}`];
    return [head, ...lastRound(view), ...seats, ...hand, ...card].join('\n');
  },

  howToPlay:
    'Each round as many lots lie open as there are players, some of them worth less than nothing. All ' +
    'choose ' +
    'one card of their hand at the same time. The highest card takes the best lot, the next one the second ' +
    'best, and so on. After ten rounds the most points win.',

  reasons: { 'market-closed': 'the market is closed', 'one-left': 'one player is left' },

  words: ({ card }) => `played ${card}`,

  draw(view, { viewer, legal }) {
    const closed = view.round === rounds;
    const lots: CardsPart<MarketDayCommand> = {
      kind: 'cards',
      label: 'lots, the best for the highest card',
      cards: view.lots.map((lot) => ({ text: signed(lot), tone: lot < 0 ? 'bad' : 'good' })),
    };
    return {
      parts: [
        {
          kind: 'facts',
          facts: [
            closed
              ? { name: 'Rounds', value: String(rounds) }
              : { name: 'Round', value: `${view.round + 1} of ${rounds}` },
          ],
        },
        // The hand is what a player acts with: on a phone it is on the first screen.
        ...(closed ? [] : [lots, chosenCards(view, viewer)]),
        ...(view.hand === null || view.hand.length === 0 || closed ? [] : [handOf(view, legal)]),
        ...settledRound(view),
        {
          kind: 'tracks',
          label: 'points',
          length: Math.max(20, ...view.scores),
          lanes: view.scores.map((at, seat) => ({ seat, at })),
        },
      ],
    };
  },
};
