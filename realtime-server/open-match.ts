import { middleOf } from '../core/bots/bot';
import { type Game } from '../core/define';
import { type MatchHeader } from '../core/match/log';
import { openMatch, replay } from '../core/match/match';
import { RulesFailure } from '../core/match/rules-failure';
import { type Matchmaking } from '../definition';
import { type RulesWatch } from '../definition/rules-watch';
import { type Claimed } from '../store/matches';
import { hostAbandonedMatch } from './abandoned-match';
import { type MatchHost, type Surroundings } from './host';
import { hostMatch } from './match-host';
import { type MatchLog, stackOf } from './match-log';
import { StandIn } from './stand-in';

/**
 * Refuses, before anything is claimed, a header that the game does not take.
 * @throws ReplayError
 */
export function checkHeader(watch: RulesWatch, game: Game, header: MatchHeader): void {
  try {
    watch.run(() => game.with((typed) => openMatch(typed, header)));
  } catch (error) {
    // Rules that fail are the match's end, which its row must tell.
    if (!(error instanceof RulesFailure)) throw error;
  }
}

/**
 * The host of a claimed match. A match whose rules fail at its own log ends without a result.
 * @param matchmaking that made it: what becomes of seats whose players never come
 * @throws ReplayError when the log is not of these rules
 */
export async function hostOf(
  game: Game,
  { header, status, entries, reason }: Claimed,
  log: MatchLog,
  around: Surroundings,
  { absentSeats }: Pick<Partial<Matchmaking>, 'absentSeats'> = {},
): Promise<MatchHost> {
  if (status === 'abandoned') return hostAbandonedMatch(header, reason ?? 'server-lost', around);
  try {
    const { watch, limits } = around;
    const time = Math.min(limits.replayMs, limits.rulesMs * (entries.length + 1));
    return game.with((typed) => {
      const match = watch.run(() => replay(typed, header, entries), time);
      const { bot, onLeave } = typed;
      const standIn = new StandIn({
        strength: bot === undefined ? undefined : middleOf(bot.levels),
        forLeavers: onLeave === 'bot',
        forAbsent: absentSeats === 'bot',
      });
      return hostMatch(match, log, around, { recorded: status === 'finished', bot, standIn });
    });
  } catch (error) {
    if (!(error instanceof RulesFailure)) throw error;
    const { rulesFunction, cause } = error;
    around.logger.error(
      `match ${header.matchId} of ${game.name}: rules.${rulesFunction} failed at the start: the match ends without a result: ${stackOf(cause)}`,
    );
    const ended = await log.abandon(entries.length, 'rules-failed');
    if (ended !== 'abandoned') throw new Error(`the match could not be ended: ${ended}`);
    return hostAbandonedMatch(header, 'rules-failed', around);
  }
}
