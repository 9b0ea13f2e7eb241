/** A setting or a member of a list, as a file in TypeScript has it. */
export interface WrittenSetting {
  /** The names and the places in lists that lead to it. */
  readonly keys: readonly string[];
  readonly line: number;
  /** The text, number or boolean that is written there; undefined for anything else. */
  readonly literal: string | undefined;
}

interface Frame {
  readonly opening: string;
  /** Of an object: the setting whose value is being read. Of a list: the place in it. */
  key: string | undefined;
}

interface Token {
  readonly text: string;
  readonly line: number;
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
const separators: ReadonlySet<string | undefined> = new Set([',', ';', ...Object.values(closing)]);

/** All settings of a file. Comments have none. The arguments of a call are settings of what it makes. */
export function writtenSettings(source: string): readonly WrittenSetting[] {
  const tokens = tokensOf(source);
  const frames: Frame[] = [];
  const found: WrittenSetting[] = [];
  const keys = (): readonly string[] =>
    frames.flatMap(({ opening, key }) => (opening === '(' || key === undefined ? [] : [key]));
  const addSetting = (line: number, at: number): void => {
    const literal = separators.has(tokens[at + 1]?.text) ? literalOf(tokens[at]?.text ?? '') : undefined;
    found.push({ keys: keys(), line, literal });
  };
  tokens.forEach(({ text, line }, at) => {
    const frame = frames.at(-1);
    const before = tokens[at - 1];
    const begins = before?.text === '[' || before?.text === ',';
    if (frame?.opening === '[' && begins && text !== ']') addSetting(line, at);
    if (closing[text] !== undefined) frames.push({ opening: text, key: text === '[' ? '0' : undefined });
    else if (Object.values(closing).includes(text)) frames.pop();
    else if (frame?.opening === '[' && text === ',') frame.key = String(Number(frame.key) + 1);
    else if (frame?.opening === '{' && separators.has(text)) frame.key = undefined;
    else if (frame?.opening === '{' && text === ':' && frame.key === undefined && before !== undefined) {
      frame.key = literalOf(before.text) ?? before.text;
      addSetting(before.line, at + 1);
    }
  });
  return found;
}

/** The value of a token; undefined where it is the name of something else. */
function literalOf(token: string): string | undefined {
  if (/^['"`]/.test(token)) return token.slice(1, -1);
  if (/^-?\d/.test(token)) return String(Number(token.replaceAll('_', '')));
  return token === 'true' || token === 'false' ? token : undefined;
}

function tokensOf(source: string): readonly Token[] {
  const comments = /\/\/.*|\/\*[^]*?\*\//;
  const strings = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/;
  const words = /-?[\w$]+(?:\.[\w$]+)*|[{}()[\],:;=?]/;
  const pattern = new RegExp([comments, strings, words].map((part) => part.source).join('|'), 'g');
  let [line, from] = [1, 0];
  return [...source.matchAll(pattern)].flatMap((match) => {
    const [text] = match;
    line += source.slice(from, match.index).split('\n').length - 1;
    from = match.index;
    return /^\/[/*]/.test(text) ? [] : [{ text, line }];
  });
}
