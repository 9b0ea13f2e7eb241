/**
 * Property expressions (FlexMatch guide, "FlexMatch property expressions"):
 *
 *   expr    := func "(" expr ")" | path
 * path := "teams" "[" ( "*" | name { "," name } ) "]" [ ".players" [ "[playerId]" | ".attributes[" name "]" ]
 * ]
 */
export const functionNames = [
  'min',
  'max',
  'avg',
  'median',
  'sum',
  'count',
  'stddev',
  'flatten',
  'set_intersection',
] as const;
export type FunctionName = (typeof functionNames)[number];

/** The last part of a path: `teams[red]` itself, its `players`, their ids, or one of their attributes. */
export type Member =
  | { readonly kind: 'team' }
  | { readonly kind: 'players' }
  | { readonly kind: 'playerId' }
  | { readonly kind: 'attribute'; readonly name: string };

/** `teams[a,b].players.attributes[skill]` and its prefixes. */
export interface PathNode {
  readonly kind: 'path';
  /** `all` for `*`, or the names as written. */
  readonly teams: 'all' | readonly string[];
  readonly member: Member;
}

/** A function and its one argument. */
export interface CallNode {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly argument: ExpressionNode;
}

/** A node of a parsed expression. */
export type ExpressionNode = PathNode | CallNode;

/** The tree of an expression, or the mistake with what to write instead. */
export type Parsed = { readonly node: ExpressionNode } | { readonly problem: string };

/** Maximum nesting of functions, above any practical use; it bounds the recursion. */
const maxDepth = 32;

class Unparsable extends Error {}

/**
 * Whether a reference value is meant as an expression rather than as a plain string: it has the beginning of
 * one.
 */
export function looksLikeExpression(text: string): boolean {
  return new RegExp(
    `^\\s*(?:${functionNames.join('|')})\\s*\\(|\\bteams?\\s*\\[|\\bplayers\\.attributes\\b`,
  ).test(text);
}

/** Parses an expression. Never throws: a problem names the obstacle and what to write. */
export function parseExpression(text: string): Parsed {
  try {
    const parser = new ExpressionParser(text);
    return { node: parser.whole() };
  } catch (error) {
    if (error instanceof Unparsable) return { problem: error.message };
    throw error;
  }
}

function isFunctionName(word: string): word is FunctionName {
  return functionNames.some((name) => name === word);
}

class ExpressionParser {
  readonly #text: string;

  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  whole(): ExpressionNode {
    this.#blank();
    if (this.#at >= this.#text.length)
      throw new Unparsable(
        'the expression is empty: write for example avg(teams[*].players.attributes[skill])',
      );
    const node = this.#expression(0);
    this.#blank();
    if (this.#at < this.#text.length)
      throw new Unparsable(`${this.#rest()} follows the end of the expression: remove it`);
    return node;
  }

  #blank(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }

  #rest(): string {
    return JSON.stringify(this.#text.slice(this.#at, this.#at + 30));
  }

  #word(): string {
    const match = /[A-Za-z_]\w*/y;
    match.lastIndex = this.#at;
    const word = match.exec(this.#text)?.[0] ?? '';
    this.#at += word.length;
    return word;
  }

  #take(symbol: string, where: string): void {
    this.#blank();
    if (!this.#text.startsWith(symbol, this.#at)) {
      const found = this.#at >= this.#text.length ? 'the expression ends' : `found ${this.#rest()}`;
      throw new Unparsable(`${found}, but "${symbol}" must stand ${where}`);
    }
    this.#at += symbol.length;
  }

  #expression(depth: number): ExpressionNode {
    if (depth > maxDepth) throw new Unparsable(`more than ${maxDepth} functions stand inside one another`);
    this.#blank();
    const word = this.#word();
    if (word === 'teams') return this.#path();
    if (word === 'team') throw new Unparsable('"team[…]" is unknown: write "teams[…]"');
    this.#blank();
    if (this.#text[this.#at] !== '(') {
      if (word === 'players')
        throw new Unparsable('players belong to teams: write teams[*].players or teams[NAME].players');
      const rest = this.#at >= this.#text.length ? 'the argument is missing' : this.#rest();
      throw new Unparsable(
        `${word === '' ? rest : JSON.stringify(word)} is neither teams[…] nor a function: ` +
          'write for example avg(teams[*].players.attributes[skill])',
      );
    }
    if (!isFunctionName(word))
      throw new Unparsable(`unknown function "${word}": allowed are ${functionNames.join(', ')}`);
    this.#at += 1;
    const argument = this.#expression(depth + 1);
    this.#blank();
    if (this.#text[this.#at] === ',')
      throw new Unparsable(`${word}(…) takes one argument: several teams are written teams[red,blue]`);
    this.#take(')', `after the argument of ${word}(…)`);
    return { kind: 'call', name: word, argument };
  }

  #bracket(what: string): string {
    this.#take('[', `before ${what}`);
    const end = this.#text.indexOf(']', this.#at);
    if (end === -1) throw new Unparsable(`"]" is missing after ${what}`);
    const inside = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    if (inside.includes('[')) throw new Unparsable(`"]" is missing after ${what}`);
    return inside.trim();
  }

  #path(): PathNode {
    const selector = this.#bracket('the team name');
    const names = selector.split(',').map((name) => name.trim());
    if (names.some((name) => name === ''))
      throw new Unparsable(
        'a team name is missing in teams[…]: write teams[*], teams[NAME] or teams[NAME,NAME]',
      );
    if (names.length > 1 && names.includes('*'))
      throw new Unparsable('"*" already means all teams: write teams[*]');
    const teams = selector === '*' ? ('all' as const) : names;
    this.#blank();
    if (this.#text[this.#at] !== '.') return { kind: 'path', teams, member: { kind: 'team' } };
    this.#at += 1;
    this.#blank();
    const word = this.#word();
    if (word !== 'players') throw new Unparsable(`teams have no "${word}": write teams[…].players`);
    return { kind: 'path', teams, member: this.#playersMember() };
  }

  #playersMember(): Member {
    this.#blank();
    const next = this.#text[this.#at];
    if (next === '[') {
      const inside = this.#bracket('playerId');
      if (inside.toLowerCase() !== 'playerid')
        throw new Unparsable(
          `players[${inside}] is unknown: write players[playerId] or players.attributes[${inside}]`,
        );
      return { kind: 'playerId' };
    }
    if (next !== '.') return { kind: 'players' };
    this.#at += 1;
    this.#blank();
    const word = this.#word();
    if (word !== 'attributes')
      throw new Unparsable(
        `players have no "${word}": write players.attributes[${word === '' ? 'NAME' : word}]`,
      );
    const name = this.#bracket('the attribute name');
    if (name === '') throw new Unparsable('the attribute name is missing in attributes[…]');
    return { kind: 'attribute', name };
  }
}
