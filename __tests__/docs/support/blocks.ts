/** Lines that belong together, as one text: a name may be broken between two of them. */
export interface Block {
  readonly text: string;
  /** Where the lines of the file begin in the text. */
  readonly starts: ReadonlyArray<{ readonly at: number; readonly line: number }>;
}

/** A line of a block: its text, and whether it continues the line before it. */
export interface Piece {
  readonly line: number;
  readonly text: string;
  readonly continues: boolean;
}

/** Joins the pieces that continue each other; pieces without text are left out. */
export function blocksOf(pieces: readonly Piece[]): readonly Block[] {
  const blocks: Array<{ text: string; readonly starts: Array<{ at: number; line: number }> }> = [];
  let before: number | undefined;
  for (const { line, text, continues } of pieces) {
    const block = blocks.at(-1);
    if (text.trim() === '') continue;
    if (continues && block !== undefined && before === line - 1) {
      block.starts.push({ at: block.text.length + 1, line });
      block.text += ` ${text.trim()}`;
    } else blocks.push({ text: text.trimEnd(), starts: [{ at: 0, line }] });
    before = line;
  }
  return blocks;
}

/** The line of the file in which a place of a block is. */
export const lineAt = ({ starts }: Block, place: number): number =>
  starts.findLast(({ at }) => at <= place)?.line ?? 0;

/** A line that begins a block of its own: a heading, an item of a list, a row of a table, a quotation. */
const beginsBlock = /^\s*(#{1,6} |[-*+] |\d+\. |\||>)/;
/** A line that ends with itself. */
const endsBlock = /^\s*(#{1,6} |\|)/;

/** The paragraphs of a page. In fenced code each line stands alone, but for a backslash at its end. */
export function pageBlocks(lines: readonly string[]): readonly Block[] {
  let fenced = false;
  let open = false;
  return blocksOf(
    lines.map((text, index) => {
      const isFence = /^\s*(```|~~~)/.test(text);
      if (isFence) fenced = !fenced;
      const inCode = fenced || isFence;
      const continues = inCode ? isContinued(lines[index - 1]) : open && !beginsBlock.test(text);
      open = !inCode && text.trim() !== '' && !endsBlock.test(text);
      return { line: index + 1, text: text.replace(/\\$/, ''), continues };
    }),
  );
}

/** Lines of commands, which a backslash joins. */
export const commandBlocks = (lines: readonly string[]): readonly Block[] =>
  blocksOf(
    lines.map((text, index) => ({
      line: index + 1,
      text: text.replace(/\\$/, ''),
      continues: isContinued(lines[index - 1]),
    })),
  );

const isContinued = (before: string | undefined): boolean => before?.endsWith('\\') === true;

/** A line of a file apart: its comment without the signs around it, and its code. */
export interface CommentedLine {
  readonly comment: string;
  /** Whether there is nothing else in the line. */
  readonly alone: boolean;
  readonly code: string;
}

/** The paragraphs of comments that stand in lines of their own; another comment stands alone. */
export const commentBlocks = (lines: readonly CommentedLine[]): readonly Block[] =>
  blocksOf(
    lines.map(({ comment, alone }, index) => ({
      line: index + 1,
      text: comment,
      continues:
        alone &&
        lines[index - 1]?.alone === true &&
        lines[index - 1]?.comment.trim() !== '' &&
        !/^\s*(@\w|[-*] |\|)/.test(comment),
    })),
  );

/** Comments that begin with a sign and end with their line, as in a shell script. */
export const hashLines = (lines: readonly string[]): readonly CommentedLine[] =>
  lines.map((line) => {
    const [, before = line, comment] = /^(|.*\s)#(?!!)(.*)$/.exec(line) ?? [];
    return { comment: comment ?? '', alone: comment !== undefined && before.trim() === '', code: before };
  });

/** How comments of a file begin and end. A block begins where a string of a glob cannot have its sign. */
interface Signs {
  readonly open: RegExp;
  readonly close: string;
  readonly toEnd?: RegExp;
}

const slashes: Signs = {
  open: /(?<=^|[\s{(,;])\/\*+(?=[\s/]|$)/,
  close: '*/',
  toEnd: /^\s*\/\/+(.*)$|(?<![:'"`\w])\/\/ (.*)$/,
};
const angles: Signs = { open: /<!--/, close: '-->' };

/** The comments of a source, a style sheet or a page of HTML. */
export function bracketLines(file: string, lines: readonly string[]): readonly CommentedLine[] {
  const { open, close, toEnd } = /\.(html|svg)$/.test(file) ? angles : slashes;
  let inside = false;
  return lines.map((line) => {
    const begin = inside ? { index: 0, length: 0 } : found(line, open);
    const rest = toEnd?.exec(line) ?? undefined;
    if (!inside && rest !== undefined && (begin === undefined || rest.index < begin.index)) {
      const code = line.slice(0, rest.index);
      return { comment: rest[1] ?? rest[2] ?? '', alone: code.trim() === '', code };
    }
    if (begin === undefined) return { comment: '', alone: false, code: line };
    const from = begin.index + begin.length;
    const end = line.indexOf(close, from);
    inside = end < 0;
    const comment = line.slice(from, inside ? undefined : end).replace(/^\s*\*(?!\*)/, '');
    const code = line.slice(0, begin.index) + (inside ? '' : line.slice(end + close.length));
    return { comment, alone: code.trim() === '', code };
  });
}

function found(
  line: string,
  pattern: RegExp,
): { readonly index: number; readonly length: number } | undefined {
  const match = pattern.exec(line);
  return match === null ? undefined : { index: match.index, length: match[0].length };
}

/** Texts of code that tell a reader to read or to run something. A string may continue in the next line. */
export function stringBlocks(lines: readonly string[]): readonly Block[] {
  const joins = (line: string | undefined): boolean => line !== undefined && /['"`] \+$/.test(line.trimEnd());
  return blocksOf(
    lines.map((code, index) => ({
      line: index + 1,
      text: code
        .trimEnd()
        .replace(/['"`] \+$/, '')
        .replace(joins(lines[index - 1]) ? /^\s*['"`]/ : /^/, ''),
      continues: joins(lines[index - 1]),
    })),
  ).filter(({ text }) => /\b(npm|npx|docs\/|[\w-]+\.md)\b/.test(text));
}
