import { type Display, defineGame } from '../../core/define';
import { type Json } from '../../core/json';
import { bidding, biddingOptions, type BidsView } from './sealed-bids';

const isView = (view: Json): view is BidsView =>
  typeof view === 'object' && view !== null && 'bids' in view && Array.isArray(view['bids']);

const display: Display<Json, number> = {
  text: (view) => JSON.stringify(view),
  words: (bid) => `bid ${bid}`,
  hiddenWords: 'bid in secret',
  howToPlay: 'The highest bid wins.',
  reasons: { 'highest-bid': 'the highest bid wins' },
  draw(view, { legal }) {
    if (!isView(view)) throw new TypeError('the view has no list of bids');
    return {
      colours: ['red', 'blue'],
      parts: [
        {
          kind: 'facts',
          facts: view.bids.map((bid, seat) => ({ name: `seat ${seat}`, value: String(bid) })),
        },
        { kind: 'buttons', buttons: legal.map((command) => ({ label: `Bid ${command}`, command })) },
      ],
    };
  },
};

/** Sealed bids with a drawing. */
export const drawnBids = defineGame({ rules: bidding, options: biddingOptions, display });
