import * as z from 'zod/mini';
import { type Bot } from '../../core/bots/bot';
import { type Display, defineGame } from '../../core/define';
import { type GameRules, type Viewer } from '../../core/game-rules';
import { gameName } from '../../core/ids';
import { type Json } from '../../core/json';
import { placesFromScores } from '../../core/results';

/**
 * Sealed bids: each seat holds a secret number of coins and bids some of them, all at once; the highest bid
 * wins. Each typical mistake of authors is one change of these rules.
 */
export type Bids = { readonly purses: readonly number[]; readonly bids: readonly (number | null)[] };
export type BidsView = { readonly purse: number | null; readonly bids: readonly (number | null)[] };
export type Bidding = GameRules<Bids, number, Json, { readonly rich: boolean }>;

export const isSettled = ({ bids }: Bids): boolean => bids.every((bid) => bid !== null);
export const shownTo = (state: Bids, viewer: Viewer): BidsView => ({
  purse: viewer === 'spectator' ? null : (state.purses[viewer] ?? null),
  bids: state.bids.map((bid, seat) => (isSettled(state) || seat === viewer ? bid : null)),
});

export const bidding: Bidding = {
  name: gameName('bidding'),
  version: 1,
  seats: { min: 2, max: 3 },
  setup: (random, { seats, options: { rich } }) => ({
    purses: Array.from({ length: seats }, () => (rich ? 5 : 2) + random.below(3)),
    bids: Array.from({ length: seats }, () => null),
  }),
  toAct: ({ bids }) => bids.flatMap((bid, seat) => (bid === null ? [seat] : [])),
  legalCommands: ({ purses, bids }, seat) =>
    bids[seat] === null ? Array.from({ length: (purses[seat] ?? 0) + 1 }, (_, bid) => bid) : [],
  parseCommand: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0
      ? { command: value }
      : { illegal: { code: 'invalid-command', message: 'a bid is a whole number from 0' } },
  apply: (state, seat, bid) =>
    state.bids[seat] !== null || bid > (state.purses[seat] ?? 0)
      ? { illegal: { code: 'too-much', message: 'you cannot bid that' } }
      : { state: { ...state, bids: state.bids.map((before, other) => (other === seat ? bid : before)) } },
  view: shownTo,
  seen: (bid, { now }) => (isSettled(now) ? bid : null),
  result: (state) =>
    isSettled(state)
      ? { places: placesFromScores(state.bids.map((bid) => bid ?? 0)), reason: 'sold' }
      : undefined,
};

export const biddingOptions = z.strictObject({ rich: z._default(z.boolean(), false) });

const bot: Bot<Json, number> = {
  levels: ['timid', 'bold'],
  *think({ legal, level }) {
    const bid = legal.at(level === 0 ? 0 : -1);
    if (bid !== undefined) yield bid;
  },
};

const display: Display<Json> = {
  text: (view) => `bids ${JSON.stringify(view)}`,
};

/** The framework's own game of secrets, options and seats that act at once. */
export const sealedBids = defineGame({ rules: bidding, options: biddingOptions, bot, display });
