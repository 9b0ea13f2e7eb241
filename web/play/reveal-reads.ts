import { type Game } from '../../core/define';
import { isSameJson } from '../../core/json';
import { type ShownEntry } from './seat';

/** An entry of a list of moves; null: the start. */
interface ListedEntry {
  readonly sequence: number;
  readonly action: ShownEntry['action'] | null;
}

/** Whether a command is hidden: all of it, or so much that the game's rules cannot read the rest. */
export function isHidden(game: Game | undefined, { action }: Pick<ListedEntry, 'action'>): boolean {
  if (action?.kind !== 'play') return false;
  const { command } = action;
  return command === null || game?.with(({ rules }) => 'illegal' in rules.parseCommand(command)) === true;
}

/** The entries with the actions as they were read later. */
export function revealed<Entry extends ListedEntry>(
  entries: readonly Entry[],
  later: readonly ListedEntry[],
): readonly Entry[] {
  const actions = new Map(later.map(({ sequence, action }) => [sequence, action]));
  return entries.map((entry) => ({ ...entry, action: actions.get(entry.sequence) ?? entry.action }));
}

/** Whether entries that were read later show more of a command. */
export function isNews(entries: readonly ListedEntry[], later: readonly ListedEntry[]): boolean {
  const known = new Map(entries.map(({ sequence, action }) => [sequence, action]));
  return later.some(({ sequence, action }) => {
    const before = known.get(sequence);
    return action?.kind === 'play' && before?.kind === 'play' && !isSameJson(action.command, before.command);
  });
}

/** Reads without news after which they become rare. */
const maxFruitlessReads = 4;

/**
 * When the log of a running match is read again, for what it has hidden. An open command may have made that
 * public, as the last card of a round does. Where it seldom does, reads become rare.
 */
export class RevealReads {
  #fruitless = 0;
  #skipped = 0;

  /** @param entries received by now, the newest last @returns whether to read the log now */
  wants(game: Game | undefined, entries: readonly ListedEntry[]): boolean {
    const newest = entries.at(-1);
    const isOpen = newest !== undefined && !isHidden(game, newest);
    if (!isOpen || !entries.some((entry) => isHidden(game, entry))) return false;
    this.#skipped += 1;
    return this.#skipped >= (this.#fruitless < maxFruitlessReads ? 1 : 2 ** this.#fruitless);
  }

  /** @param isNews something became visible that was hidden before */
  done(isNews: boolean): void {
    this.#skipped = 0;
    this.#fruitless = isNews ? 0 : this.#fruitless + 1;
  }
}
