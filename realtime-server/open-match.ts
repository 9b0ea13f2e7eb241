import { middleOf } from '../core/bots/bot';
import { type Game } from '../core/define';
import { claimsWithoutPlay, futileClaims, type LogEntry, type MatchHeader } from '../core/match/log';
import { openMatch, replay } from '../core/match/match';
import { RulesFailure } from '../core/match/rules-failure';
import { type Matchmaking } from '../definition';
import { type RulesWatch } from '../definition/rules-watch';
import { type Claimed } from '../store/matches';
import { hostAbandonedMatch } from './abandoned-match';
import { type MatchHost, type Surroundings } from './host';
import { hostMatch } from './match-host';
import { type LogWriter, stackOf } from './log-writer';
import { StandIn } from './stand-in';

/**
 * Refuses a header that the game does not support, before anything is claimed.
 * @throws ReplayError
 */
export function checkHeader(watch: RulesWatch, game: Game, header: MatchHeader): void {
  try {
    watch.run(() => game.with((typed) => openMatch(typed, header)));
  } catch (error) {
    // Rules that fail end the match, which its row must record.
    if (!(error instanceof RulesFailure)) throw error;
  }
}

/**
 * The host of a claimed match. A match whose rules fail at its own log ends without a result.
 * @param absentSeats of the matchmaking that made it: decides about seats whose players never come
 * @throws ReplayError when the log is of other rules
 */
export async function hostOf(
  game: Game,
  { header, status, entries, reason }: Claimed,
  log: LogWriter,
  around: Surroundings,
  { absentSeats }: Pick<Partial<Matchmaking>, 'absentSeats'> = {},
): Promise<MatchHost> {
  if (status === 'abandoned') return hostAbandonedMatch(header, reason ?? 'server-lost', around);
  const claims = status === 'active' ? claimsWithoutPlay(entries) : 0;
  const endFutile = (): Promise<MatchHost> =>
    endWithoutResult(header, entries.length, log, around, [
      `${claims} processes in a row have died before anything was played: a command of ${game.name} ` +
        'ends its process',
    ]);
  if (claims >= futileClaims.unread) return endFutile();
  try {
    const { watch, limits } = around;
    return await game.with(async (typed) => {
      const again = (log: readonly LogEntry[]) =>
        watch.run(
          () => replay(typed, header, log),
          Math.min(limits.replayMs, limits.rulesMs * (log.length + 1)),
        );
      const match = again(entries);
      // A complete log only needs to be recorded: the rules do not run again.
      if (claims >= futileClaims.most && match.ending === undefined) return endFutile();
      const { bot, onLeave } = typed;
      const standIn = new StandIn({
        strength: bot === undefined ? undefined : middleOf(bot.levels),
        forLeavers: onLeave === 'bot',
        forAbsent: absentSeats === 'bot',
      });
      return hostMatch(match, log, around, { again, recorded: status === 'finished', bot, standIn });
    });
  } catch (error) {
    if (!(error instanceof RulesFailure)) throw error;
    const { rulesFunction, cause } = error;
    return endWithoutResult(header, entries.length, log, around, [
      `rules.${rulesFunction} failed at the start`,
      stackOf(cause),
    ]);
  }
}

/** @throws Error when the end cannot be written */
async function endWithoutResult(
  header: MatchHeader,
  sequence: number,
  log: LogWriter,
  around: Surroundings,
  [why, ...stack]: readonly string[],
): Promise<MatchHost> {
  const words = [`${why ?? ''}: the match ends without a result`, ...stack].join(': ');
  around.logger.error(`match ${header.matchId} of ${header.game}: ${words}`);
  const ended = await log.abandon(sequence, 'rules-failed');
  if (ended !== 'abandoned') throw new Error(`the match could not be ended: ${ended}`);
  return hostAbandonedMatch(header, 'rules-failed', around);
}
