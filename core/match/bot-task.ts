import { type Seat } from '../ids';
import { type Json } from '../json';
import { legalOf } from './answers';
import { type MatchChance } from './chance';
import { type Match, type SubmittedAction } from './match';
import { nextTimeout } from './timeout';

/** ms that a bot may think about one command in all. */
const thinkingMs = 300;
/** Of the time until the next deadline of the match, a bot takes this part at most. */
const partOfDeadline = 10;

/** The action for which a match waits for a bot. */
export type BotTask =
  | { readonly kind: 'answer'; readonly seat: Seat; readonly action: SubmittedAction }
  | { readonly kind: 'play'; readonly seat: Seat; readonly strength: string };

/**
 * The action for which a match waits for a bot; undefined when the match waits for players, or is over. An
 * offer is answered first: a bot agrees to takebacks, and declines draws.
 */
export function botTask<State extends Json, Command extends Json, View extends Json>({
  bots,
  offer,
  left,
  toAct,
  ending,
  abandoned,
}: Match<State, Command, View>): BotTask | undefined {
  if (bots.length === 0 || ending !== undefined || abandoned !== undefined) return undefined;
  if (offer !== undefined) {
    const asked = bots.find(
      ({ seat }) => offer.by !== seat && !offer.acceptedBy.includes(seat) && !left.includes(seat),
    );
    if (asked !== undefined) {
      const accept = offer.offer === 'takeback';
      return { kind: 'answer', seat: asked.seat, action: { kind: 'answer', offer: offer.offer, accept } };
    }
  }
  const acting = bots.find(({ seat }) => toAct.includes(seat));
  return acting && { kind: 'play', ...acting };
}

/** Epoch ms at which a bot that begins to think now plays the best command so far. */
export function thinkUntil<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  now: number,
): number {
  const deadline = nextTimeout(match) ?? Infinity;
  return now + Math.max(0, Math.min(thinkingMs, (deadline - now) / partOfDeadline));
}

/**
 * A legal command drawn for a bot that has failed; undefined when there is none.
 * @throws RulesFailure
 */
export function drawnFor<State extends Json, Command extends Json, View extends Json>(
  { rules, state }: Match<State, Command, View>,
  seat: Seat,
  random: MatchChance,
): Command | undefined {
  const legal = legalOf(rules, state, seat);
  return legal.length === 0 ? undefined : legal[random.below(legal.length)];
}
