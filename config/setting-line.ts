import fs from 'node:fs';
import path from 'node:path';

/** A setting that is refused, and where it is declared. */
export interface RefusedSetting {
  /** The file of its environment, from the project's folder. */
  readonly file: string;
  readonly keys: ReadonlyArray<string | number>;
  /** Absent: the setting is missing, or its name is what is refused. */
  readonly value?: unknown;
}

/**
 * The file and line to edit, such as `game/environments/prod.ts:12`. An environment's file may take a setting from
 * shared.ts beside it.
 * @param root the project's folder
 * @returns undefined where no line, or more than one, has the setting's name and value
 */
export function settingLine(root: string, { file, keys, value }: RefusedSetting): string | undefined {
  const name = keys.findLast((key) => typeof key === 'string');
  if (name === undefined) return undefined;
  const names = new RegExp(`(?<![\\w$])${escaped(String(name))}(?![\\w$])`);
  const written = writtenAs(value);
  for (const one of new Set([file, path.posix.join(path.posix.dirname(file), 'shared.ts')])) {
    const full = path.join(root, one);
    if (!fs.existsSync(full)) continue;
    const lines = fs
      .readFileSync(full, 'utf8')
      .replace(/(?<=\d)_(?=\d)/g, '')
      .split('\n');
    const numbers = (pattern: RegExp): readonly number[] =>
      lines.flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
    const named = numbers(names);
    const valued = written === undefined ? named : numbers(written);
    const both = named.filter((number) => valued.includes(number));
    // A list has its name on the first line, and each of its values on another.
    const [found, another] = both.length > 0 || written === undefined ? both : valued;
    if (found !== undefined && another === undefined) return `${one}:${found}`;
  }
  return undefined;
}

/** How a value stands in a line of TypeScript; undefined for one that may take several lines. */
function writtenAs(value: unknown): RegExp | undefined {
  if (typeof value === 'string') return new RegExp(`(['"\`])${escaped(value)}\\1`);
  if (typeof value === 'number' || typeof value === 'boolean')
    return new RegExp(`:\\s*${escaped(String(value))}(?![\\w.])`);
  return undefined;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
