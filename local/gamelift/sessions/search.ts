import { invalidRequest } from '../faults';

/**
 * Filter and sort expressions of SearchGameSessions (API Reference): comparisons of an operand with a
 * constant, joined by AND, OR, NOT and parentheses; NOT binds tightest, then AND, then OR.
 */
export interface Searchable {
  readonly gameSessionId: string;
  readonly gameSessionName?: string;
  readonly gameSessionProperties: Readonly<Record<string, string>>;
  readonly maximumSessions: number;
  readonly creationTimeMillis: number;
  readonly playerSessionCount: number;
  readonly hasAvailablePlayerSessions: boolean;
}

type Value = string | number | boolean;
type Operand = {
  readonly kind: 'string' | 'number' | 'boolean';
  readonly read: (session: Searchable) => Value | undefined;
};
type Predicate = (session: Searchable) => boolean;
type Token = { readonly kind: 'word' | 'string' | 'number' | 'symbol'; readonly text: string };

const plainOperands: Readonly<Record<string, Operand>> = {
  gameSessionName: { kind: 'string', read: (session) => session.gameSessionName },
  gameSessionId: { kind: 'string', read: (session) => session.gameSessionId },
  maximumSessions: { kind: 'number', read: (session) => session.maximumSessions },
  creationTimeMillis: { kind: 'number', read: (session) => session.creationTimeMillis },
  playerSessionCount: { kind: 'number', read: (session) => session.playerSessionCount },
  hasAvailablePlayerSessions: { kind: 'boolean', read: (session) => session.hasAvailablePlayerSessions },
};
const propertyPrefix = 'gameSessionProperties.';

function operandNamed(name: string): Operand {
  if (Object.hasOwn(plainOperands, name)) {
    const operand = plainOperands[name];
    if (operand !== undefined) return operand;
  }
  if (name.startsWith(propertyPrefix) && name.length > propertyPrefix.length) {
    const key = name.slice(propertyPrefix.length);
    return {
      kind: 'string',
      read: ({ gameSessionProperties }) =>
        Object.hasOwn(gameSessionProperties, key) ? gameSessionProperties[key] : undefined,
    };
  }
  throw invalidRequest(
    `Invalid expression: "${name}" is not an attribute of a game session; known are ` +
      `${Object.keys(plainOperands).join(', ')} and gameSessionProperties.<key>.`,
  );
}

function tokenize(text: string): readonly Token[] {
  const quotes = /('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/;
  const symbols = /(<>|<=|>=|!=|=|<|>|\(|\))/;
  const numbers = /(-?\d+(?:\.\d+)?)(?![\w.])/;
  const words = /([A-Za-z_][\w.-]*)/;
  const kinds = [quotes, symbols, numbers, words].map(({ source }) => source);
  const pattern = new RegExp(String.raw`\s*(?:${kinds.join('|')})`, 'y');
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let position = 0; position < end;) {
    pattern.lastIndex = position;
    const found = pattern.exec(text);
    if (found === null)
      throw invalidRequest(
        `Invalid expression: cannot read "${text.slice(position, position + 20).trim()}" at position ` +
          `${position}.`,
      );
    const [, quoted, symbol, number, word] = found;
    if (quoted !== undefined)
      tokens.push({ kind: 'string', text: quoted.slice(1, -1).replace(/\\(.)/g, '$1') });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    position = pattern.lastIndex;
  }
  return tokens;
}

class FilterReader {
  readonly #tokens: readonly Token[];

  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Predicate {
    const predicate = this.#or();
    const rest = this.#tokens[this.#position];
    if (rest !== undefined)
      throw invalidRequest(`Invalid filter expression: "${rest.text}" is not expected here.`);
    return predicate;
  }

  #keyword(word: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'word' || token.text.toUpperCase() !== word) return false;
    this.#position += 1;
    return true;
  }

  #symbol(text: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'symbol' || token.text !== text) return false;
    this.#position += 1;
    return true;
  }

  #or(): Predicate {
    const parts = [this.#and()];
    while (this.#keyword('OR')) parts.push(this.#and());
    return parts.length === 1 && parts[0] !== undefined
      ? parts[0]
      : (session) => parts.some((part) => part(session));
  }

  #and(): Predicate {
    const parts = [this.#not()];
    while (this.#keyword('AND')) parts.push(this.#not());
    return parts.length === 1 && parts[0] !== undefined
      ? parts[0]
      : (session) => parts.every((part) => part(session));
  }

  #not(): Predicate {
    this.#depth += 1;
    if (this.#depth > 100) throw invalidRequest('Invalid filter expression: nested more than 100 deep.');
    try {
      if (this.#keyword('NOT')) {
        const inner = this.#not();
        return (session) => !inner(session);
      }
      if (this.#symbol('(')) {
        const inner = this.#or();
        if (!this.#symbol(')'))
          throw invalidRequest('Invalid filter expression: a closing parenthesis is missing.');
        return inner;
      }
      return this.#comparison();
    } finally {
      this.#depth -= 1;
    }
  }

  #comparison(): Predicate {
    const name = this.#take('an attribute', 'word').text;
    const operand = operandNamed(name);
    const operator = this.#take('a comparison', 'symbol').text;
    const constant = this.#constant(operand, name);
    if (!['=', '<>', '<', '>', '<=', '>='].includes(operator))
      throw invalidRequest(
        `Invalid filter expression: "${operator}" is not a comparison; known are =, <>, <, >, <=, >=.`,
      );
    if (operand.kind !== 'number' && operator !== '=' && operator !== '<>')
      throw invalidRequest(`Invalid filter expression: ${name} can only be compared with = and <>.`);
    return (session) => {
      const value = operand.read(session);
      // an attribute that the session does not have matches no comparison
      if (value === undefined) return false;
      switch (operator) {
        case '=':
          return value === constant;
        case '<>':
          return value !== constant;
        case '<':
          return value < constant;
        case '>':
          return value > constant;
        case '<=':
          return value <= constant;
        default:
          return value >= constant;
      }
    };
  }

  #constant(operand: Operand, name: string): Value {
    const token = this.#tokens[this.#position];
    this.#position += 1;
    if (operand.kind === 'string' && token?.kind === 'string') return token.text;
    if (operand.kind === 'number' && token?.kind === 'number') return Number(token.text);
    if (operand.kind === 'boolean' && token?.kind === 'word' && /^(true|false)$/i.test(token.text))
      return token.text.toLowerCase() === 'true';
    const expected = { string: 'a text in quotes', number: 'a number', boolean: 'true or false' };
    const found = token === undefined ? '' : `, not with "${token.text}"`;
    throw invalidRequest(
      `Invalid filter expression: ${name} is compared with ${expected[operand.kind]}${found}.`,
    );
  }

  #take(what: string, kind: Token['kind']): Token {
    const token = this.#tokens[this.#position];
    if (token?.kind !== kind) {
      const place = token === undefined ? 'at the end' : `instead of "${token.text}"`;
      throw invalidRequest(`Invalid filter expression: ${what} is expected ${place}.`);
    }
    this.#position += 1;
    return token;
  }
}

/** @throws GameLiftFault InvalidRequestException naming the part that cannot be parsed */
export function parseFilter(text: string): Predicate {
  return new FilterReader(tokenize(text)).read();
}

/** Order of two sessions. @throws GameLiftFault InvalidRequestException */
export function parseSessionOrder(text: string): (a: Searchable, b: Searchable) => number {
  const [name, direction = 'ASC', ...rest] = text.trim().split(/\s+/);
  if (name === undefined || rest.length > 0 || !/^(asc|desc)$/i.test(direction))
    throw invalidRequest(`Invalid sort expression "${text}": an attribute and ASC or DESC are expected.`);
  const { read } = operandNamed(name);
  const sign = direction.toUpperCase() === 'ASC' ? 1 : -1;
  return (a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left === right) return 0;
    if (left === undefined) return 1; // sessions without the attribute come last in both directions
    if (right === undefined) return -1;
    return left < right ? -sign : sign;
  };
}
