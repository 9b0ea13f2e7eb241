import { ExpressionError } from './expression-error';
import { type Token, tokensOf } from './lexer';
import { type FunctionCall, type Operand, type PathStep } from './syntax';

/** Words with a meaning of their own: they begin no path and no function call. */
const keywords = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN', 'SET', 'REMOVE', 'ADD', 'DELETE']);

/** Reads one expression from left to right; what all kinds of expressions share. */
export class Parser {
  readonly #expression: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @throws ExpressionError */
  constructor(expression: string) {
    this.#expression = expression;
    this.#tokens = tokensOf(expression);
  }

  /** The token that is read next. */
  get next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', from: 0, to: 0 };
  }

  take(): Token {
    const token = this.next;
    this.#at += 1;
    return token;
  }

  /** True, and the symbol is read, when it stands next. */
  tookSymbol(symbol: string): boolean {
    if (this.next.kind !== 'symbol' || this.next.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  isKeyword(word: string): boolean {
    return this.next.kind === 'word' && this.next.text.toUpperCase() === word;
  }

  tookKeyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.#at += 1;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.tookSymbol(symbol)) this.fail();
  }

  expectEnd(): void {
    if (this.next.kind !== 'end') this.fail();
  }

  /** @throws ExpressionError a syntax error at the next token, shown with its neighbours */
  fail(): never {
    const token = this.next;
    const before = this.#tokens[this.#at - 1];
    const after = this.#tokens[this.#at + 1];
    const end = token.kind === 'end';
    const near = this.#expression.slice(
      before?.from ?? (end ? 0 : token.from),
      end ? (before?.to ?? token.to) : after?.kind === 'end' ? token.to : (after?.to ?? token.to),
    );
    throw new ExpressionError(`Syntax error; token: "${end ? '<EOF>' : token.text}", near: "${near}"`);
  }

  /** `a`, `#a`, `a.b[1]` */
  path(): readonly PathStep[] {
    const steps: PathStep[] = [this.#pathName()];
    for (;;) {
      if (this.tookSymbol('.')) steps.push(this.#pathName());
      else if (this.tookSymbol('[')) {
        if (this.next.kind !== 'number') this.fail();
        steps.push({ kind: 'index', text: this.take().text });
        this.expectSymbol(']');
      } else return steps;
    }
  }

  /** A path, a value or a function call. */
  operand(): Operand {
    if (this.next.kind === 'value') return { kind: 'value', placeholder: this.take().text };
    const after = this.#tokens[this.#at + 1];
    const isCall = this.next.kind === 'word' && after?.kind === 'symbol' && after.text === '(';
    return isCall ? this.call() : { kind: 'path', steps: this.path() };
  }

  /** `name(operand, …)`; an operand may stand in parentheses. */
  call(): FunctionCall {
    if (this.#isKeyword()) this.fail();
    const name = this.take().text;
    this.expectSymbol('(');
    const operands = [this.parenthesized()];
    while (this.tookSymbol(',')) operands.push(this.parenthesized());
    this.expectSymbol(')');
    return { kind: 'function', name, operands };
  }

  /** An operand, in parentheses or not. @throws ExpressionError for parentheses around parentheses */
  parenthesized(read?: { readonly alone: () => Operand; readonly grouped: () => Operand }): Operand {
    const { alone, grouped } = read ?? { alone: () => this.operand(), grouped: () => this.operand() };
    if (!this.tookSymbol('(')) return alone();
    if (this.next.text === '(') throw new ExpressionError('The expression has redundant parentheses;');
    const inner = grouped();
    this.expectSymbol(')');
    return inner;
  }

  #pathName(): PathStep {
    if (this.next.kind === 'name') return { kind: 'placeholder', text: this.take().text };
    if (this.next.kind !== 'word' || this.#isKeyword()) this.fail();
    return { kind: 'word', text: this.take().text };
  }

  #isKeyword(): boolean {
    return this.next.kind === 'word' && keywords.has(this.next.text.toUpperCase());
  }
}
