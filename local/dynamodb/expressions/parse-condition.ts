import { ExpressionError } from './expression-error';
import { Parser } from './parser';
import { remember } from './remembered';
import { comparators, type Condition, type Operand } from './syntax';

/** Operators and functions in one expression (developer guide, "Service quotas: expression parameters"). */
const maxOperators = 300;
const maxInList = 100;

type Piece =
  | { readonly kind: 'operand'; readonly operand: Operand; readonly grouped: boolean }
  | { readonly kind: 'condition'; readonly condition: Condition; readonly grouped: boolean };

/**
 * Reads a condition, a filter or a key condition.
 * @throws ExpressionError
 */
export const parseCondition = remember((expression): Condition => new ConditionParser(expression).whole());

class ConditionParser {
  readonly #parser: Parser;
  #operators = 0;
  #groups = 0;
  #redundant = false;

  constructor(expression: string) {
    this.#parser = new Parser(expression);
  }

  whole(): Condition {
    const condition = this.#condition(this.#disjunction());
    this.#parser.expectEnd();
    if (this.#redundant) throw redundantParentheses();
    return condition;
  }

  /** Groups hold either a condition or an operand: which of the two is known once it was read. */
  #disjunction(): Piece {
    let left = this.#conjunction();
    while (this.#parser.tookKeyword('OR')) {
      this.#count();
      left = this.#joined('or', left, this.#conjunction());
    }
    return left;
  }

  #conjunction(): Piece {
    let left = this.#negation();
    while (this.#parser.tookKeyword('AND')) {
      this.#count();
      left = this.#joined('and', left, this.#negation());
    }
    return left;
  }

  #joined(kind: 'and' | 'or', left: Piece, right: Piece): Piece {
    return {
      kind: 'condition',
      grouped: false,
      condition: { kind, left: this.#condition(left), right: this.#condition(right) },
    };
  }

  #negation(): Piece {
    let negations = 0;
    while (this.#parser.tookKeyword('NOT')) {
      this.#count();
      negations += 1;
    }
    const piece = this.#comparison();
    if (negations === 0) return piece;
    let condition = this.#condition(piece);
    for (; negations > 0; negations -= 1) condition = { kind: 'not', inner: condition };
    return { kind: 'condition', grouped: false, condition };
  }

  #comparison(): Piece {
    const left = this.#primary();
    if (left.kind === 'condition') return left;
    const condition = this.#compared(left.operand);
    return condition ? { kind: 'condition', grouped: false, condition } : left;
  }

  #compared(operand: Operand): Condition | undefined {
    const parser = this.#parser;
    const operator = comparators.find((one) => parser.next.kind === 'symbol' && parser.next.text === one);
    if (operator !== undefined) {
      parser.take();
      this.#count();
      return { kind: 'compare', operator, left: operand, right: this.#operand() };
    }
    if (parser.tookKeyword('BETWEEN')) {
      this.#count();
      const low = this.#operand();
      if (!parser.tookKeyword('AND')) parser.fail();
      return { kind: 'between', operand, low, high: this.#operand() };
    }
    if (!parser.tookKeyword('IN')) return undefined;
    this.#count();
    parser.expectSymbol('(');
    const list = [this.#operand()];
    while (parser.tookSymbol(',')) list.push(this.#operand());
    parser.expectSymbol(')');
    if (list.length > maxInList)
      throw new ExpressionError(
        `The IN operator is provided with too many operands; number of operands: ${list.length}`,
      );
    return { kind: 'in', operand, list };
  }

  #primary(): Piece {
    const parser = this.#parser;
    if (!parser.tookSymbol('(')) {
      const operand = parser.operand();
      this.#countFunctions(operand);
      return { kind: 'operand', operand, grouped: false };
    }
    // Each group that is not redundant needs an operator of its own.
    this.#groups += 1;
    if (this.#groups > 2 * maxOperators) throw redundantParentheses();
    const inner = this.#disjunction();
    parser.expectSymbol(')');
    if (inner.grouped) this.#redundant = true;
    return { ...inner, grouped: true };
  }

  #operand(): Operand {
    const operand = this.#parser.parenthesized();
    this.#countFunctions(operand);
    return operand;
  }

  /** A function that answers with a truth value stands alone; everything else needs a comparison. */
  #condition(piece: Piece): Condition {
    if (piece.kind === 'condition') return piece.condition;
    if (piece.operand.kind !== 'function') this.#parser.fail();
    return piece.operand;
  }

  #countFunctions(operand: Operand): void {
    if (operand.kind !== 'function') return;
    this.#count();
    for (const inner of operand.operands) this.#countFunctions(inner);
  }

  #count(): void {
    this.#operators += 1;
    if (this.#operators > maxOperators)
      throw new ExpressionError(
        `The expression contains too many operators; operator count: ${this.#operators}`,
      );
  }
}

function redundantParentheses(): ExpressionError {
  return new ExpressionError('The expression has redundant parentheses;');
}
