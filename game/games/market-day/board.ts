import { type Board } from '../../../core/define';
import { type MarketDayView, rounds } from './rules';

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

/** Lots, scores and the viewer's hand. */
export const marketDayBoard: Board<MarketDayView> = {
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
};
