import { opCode } from '../contract/realtime/op-codes';
import { writeToPlayer } from '../contract/realtime/to-player';
import { type PlayerId } from '../core/ids';
import { type AbandonReason, type MatchHeader } from '../core/match/log';
import { type MatchHost, type Surroundings } from './host';

const messages: Readonly<Record<AbandonReason, (game: string) => string>> = {
  'rules-failed': (game) => `the rules of ${game} failed: the match has no result`,
  'server-lost': () => 'the server of the match was lost: the match has no result',
  cancelled: () => 'a player cancelled before the match began: it has no result',
};

/** The *abandoned* message of a match. */
export function abandonedMessage(game: string, reason: AbandonReason): string {
  return writeToPlayer('abandoned', {
    reason,
    message: messages[reason](game),
  });
}

/** Hosts a match that has ended without a result: every player who connects receives that. */
export function hostAbandonedMatch(
  { seats, game }: MatchHeader,
  reason: AbandonReason,
  { clock, limits, send, over }: Surroundings,
): MatchHost {
  clock.after(limits.lingerMs, () => over('the match has ended without a result'));
  const sendAbandoned = (peerId: number): void =>
    send(peerId, opCode.abandoned, abandonedMessage(game, reason));
  return {
    join(peerId: number, playerId: PlayerId) {
      if (!seats.includes(playerId)) return false;
      sendAbandoned(peerId);
      return true;
    },
    leave: () => undefined,
    receive: sendAbandoned,
    stop: () => Promise.resolve(),
  };
}
