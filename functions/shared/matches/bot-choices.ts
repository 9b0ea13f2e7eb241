import { type Bot, botCommand, levelOf } from '../../../core/bots/bot';
import { botTurn, stalledMs } from '../../../core/bots/bot-commands';
import { type Json } from '../../../core/json';
import { type BotTask, drawnFor, thinkUntil } from '../../../core/match/bot-task';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { type Match, type SubmittedAction } from '../../../core/match/match';
import { type RulesWatch } from '../../../definition/rules-watch';

/**
 * The commands that a bot may play, in this order: its choice, then a legal command drawn for it. A choice is
 * undefined where the bot, or the rules, fail.
 */
export function botChoices<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  task: BotTask,
  bot: Bot<View, Command> | undefined,
  watch: RulesWatch,
  { now, newId, failed }: { now(): number; newId(): string; failed(error: unknown): void },
): ReadonlyArray<() => SubmittedAction | undefined> {
  if (task.kind === 'answer') return [() => task.action];
  const { seat, strength } = task;
  const random = new MatchChance(seededChance(newId()));
  const playing = (choose: () => Command | undefined) => (): SubmittedAction | undefined => {
    try {
      const command = choose();
      return command === undefined ? undefined : { kind: 'play', command };
    } catch (error) {
      failed(error);
      return undefined;
    }
  };
  const think = (thinker: Bot<View, Command>): Command => {
    const until = thinkUntil(match, now());
    return watch.run(
      () =>
        botCommand(thinker, botTurn(match, seat, levelOf(thinker, strength), random), () => now() < until),
      until - now() + stalledMs,
    );
  };
  return [playing(() => bot && think(bot)), playing(() => watch.run(() => drawnFor(match, seat, random)))];
}
