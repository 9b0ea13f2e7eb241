import { type Game } from '../../core/define';
import { type ShownEntry } from './seat';

/** Whether only a part of others' commands was sent while their match ran. */
export const hadHiddenCommands = (
  game: Game | undefined,
  entries: ReadonlyArray<{ readonly action: ShownEntry['action'] | null }>,
): boolean =>
  game?.with(({ rules }) => rules.seen !== undefined) ??
  entries.some(({ action }) => action?.kind === 'play' && action.command === null);
