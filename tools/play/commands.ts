import { type Json } from '../../core/json';

/** Columns of the lists that the terminal shows. */
const width = 78;
/** Number of commands that a shortened list shows. */
const maxShown = 60;

/** A command as people read and type it: its values, `place a1 across` for a ship, `d3` for a square. */
export function commandLabel(command: Json): string {
  if (typeof command === 'string') return command;
  if (command === null || typeof command !== 'object') return JSON.stringify(command);
  return Object.values(command).map(commandLabel).join(' ');
}

const isNumber = (label: string): boolean => /^-?\d+$/.test(label);

/** The commands of a list by the text that selects them. */
export class CommandList<Command extends Json> {
  readonly #entries: readonly {
    readonly command: Command;
    readonly label: string;
    readonly number: string;
  }[];

  /** False when the commands are numbers themselves: then a typed number is the command. */
  readonly #numbered: boolean;

  constructor(legal: readonly Command[]) {
    const labels = legal.map(commandLabel);
    this.#numbered = !labels.some(isNumber);
    this.#entries = legal.map((command, index) => ({
      command,
      label: labels[index] ?? '',
      number: String(index + 1),
    }));
  }

  /**
   * The list in lines of the terminal.
   * @param all false shortens a long list
   */
  text(all: boolean): string {
    const shown = all ? this.#entries : this.#entries.slice(0, maxShown);
    const items = shown.map(({ label, number }) => (this.#numbered ? `${number}) ${label}` : label));
    const column = Math.max(...items.map((item) => item.length)) + 2;
    const perLine = Math.max(1, Math.floor(width / column));
    const lines: string[] = [];
    for (let from = 0; from < items.length; from += perLine)
      lines.push(
        items
          .slice(from, from + perLine)
          .map((item) => item.padEnd(column))
          .join('')
          .trimEnd(),
      );
    const rest = this.#entries.length - shown.length;
    return [...lines, ...(rest > 0 ? [`and ${rest} more: ? shows all`] : [])]
      .map((line) => `  ${line}`)
      .join('\n');
  }

  /**
   * The command that a line selects: by its number, its words, or its JSON; undefined when it matches none.
   */
  read(line: string): Command | undefined {
    const typed = line.trim().replace(/\s+/g, ' ').toLowerCase();
    const found = this.#entries.find(
      ({ command, label, number }) =>
        label.toLowerCase() === typed ||
        (this.#numbered && number === typed) ||
        JSON.stringify(command) === line.trim(),
    );
    if (found !== undefined || typed === '') return found?.command;
    // "a1 across" is enough for "place a1 across" when only one command ends that way.
    const [ending, other] = this.#entries.filter(({ label }) => label.toLowerCase().endsWith(` ${typed}`));
    return other === undefined ? ending?.command : undefined;
  }
}
