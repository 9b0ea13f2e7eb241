import { type UnratedReason } from '../../core/results';

/** Why a match changes no rating. */
export const unratedWords: Readonly<Record<UnratedReason, string>> = {
  matchmaking: 'This match changes no rating: it is played for fun.',
  'same-opponents': 'This match changes no rating: you have met too often today.',
  arranged: 'This match changes no rating: its players chose each other.',
  bots: 'This match changes no rating: bots play in it.',
};
