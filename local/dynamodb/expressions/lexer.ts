import { ExpressionError } from './expression-error';

/** `name` is `#a`, `value` is `:a`; `end` follows the last token. */
export type TokenKind = 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end';

/** A piece of an expression; `text` is empty at the end. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it stands in the expression, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

const pattern = new RegExp(
  [
    /(?<word>[A-Za-z][A-Za-z0-9_]*)/,
    /(?<name>#[A-Za-z0-9_]+)/,
    /(?<value>:[A-Za-z0-9_]+)/,
    /(?<number>0|[1-9][0-9]*)/,
    /(?<symbol><=|>=|<>|[^])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);
const space = /[ \t\r\n]*/y;
/** Bytes (developer guide, "Service quotas: expression parameters"). */
export const maxExpressionBytes = 4096;

/** @throws ExpressionError for an expression that is empty or too long */
export function tokensOf(expression: string): readonly Token[] {
  if (expression === '') throw new ExpressionError('The expression can not be empty;');
  const size = Buffer.byteLength(expression);
  if (size > maxExpressionBytes)
    throw new ExpressionError(
      `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    );
  const tokens: Token[] = [];
  for (let at = 0; ;) {
    space.lastIndex = at;
    space.exec(expression);
    at = space.lastIndex;
    pattern.lastIndex = at;
    const found = pattern.exec(expression);
    if (!found) {
      tokens.push({ kind: 'end', text: '', from: at, to: at });
      return tokens;
    }
    const groups = found.groups ?? {};
    const kind = (['word', 'name', 'value', 'number', 'symbol'] as const).find(
      (one) => groups[one] !== undefined,
    );
    tokens.push({ kind: kind ?? 'symbol', text: found[0], from: at, to: pattern.lastIndex });
    at = pattern.lastIndex;
  }
}
