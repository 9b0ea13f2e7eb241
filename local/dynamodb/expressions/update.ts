import { type AttributeValue } from 'dynalite/db';
import { refuseOverlap } from './overlap';
import { parseUpdate } from './parse-update';
import { Problems } from './problems';
import { type Path, pathText, type References, samePath } from './references';
import { type Clause, type FunctionCall, type Operand } from './syntax';
import { type AttributeType, typeOf } from './value';

/** Where an update takes a value from. */
export type Term =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'ifNotExists'; readonly path: Path; readonly otherwise: Term }
  | { readonly kind: 'append'; readonly first: Term; readonly second: Term }
  | { readonly kind: 'sum'; readonly negative: boolean; readonly left: Term; readonly right: Term };

/** One change of an item. */
export type Change =
  | { readonly kind: 'set'; readonly path: Path; readonly term: Term }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: AttributeValue };

/** An update expression whose placeholders are replaced. */
export interface UpdateExpression {
  readonly changes: readonly Change[];
  /** Every path that stands in it, also those that are only read. */
  readonly paths: readonly Path[];
}

const operandTypes: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
};
const conditionFunctions = [
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
];

/** Reads and checks an UpdateExpression. @throws ExpressionError */
export function updateOf(expression: string, references: References): UpdateExpression {
  const { clauses, repeated } = parseUpdate(expression);
  const problems = new Problems();
  if (repeated !== undefined)
    problems.note('section', `The "${repeated}" section can only be used once in an update expression;`);
  const check = new UpdateCheck(references, problems);
  const changes = clauses.map((clause) => check.change(clause)).filter((change) => change !== undefined);
  refuseOverlap(check.targets, problems);
  problems.raise();
  return { changes, paths: check.paths };
}

class UpdateCheck {
  readonly paths: Path[] = [];
  readonly targets: Path[] = [];
  readonly #references: References;
  readonly #problems: Problems;

  constructor(references: References, problems: Problems) {
    this.#references = references;
    this.#problems = problems;
  }

  /** Undefined when a problem was noted. */
  change(clause: Clause): Change | undefined {
    const path = this.#references.path(clause.path, this.#problems);
    if (path) {
      this.paths.push(path);
      this.targets.push(path);
    }
    switch (clause.kind) {
      case 'remove':
        return path && { kind: 'remove', path };
      case 'set': {
        const term = this.#term(clause.operand);
        return path && term && { kind: 'set', path, term };
      }
      default: {
        const value = this.#references.value(clause.placeholder, this.#problems);
        if (value) this.#checkSetOperand(clause.kind, value);
        return path && value && { kind: clause.kind, path, value };
      }
    }
  }

  #checkSetOperand(kind: 'add' | 'delete', value: AttributeValue): void {
    const type = typeOf(value);
    if (type === 'SS' || type === 'NS' || type === 'BS' || (kind === 'add' && type === 'N')) return;
    const operator = kind.toUpperCase();
    this.#problems.note(
      'operandCount',
      `Incorrect operand type for operator or function; operator: ${operator}, operand type: ` +
        `${operandTypes[type]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
    );
  }

  #term(operand: Operand): Term | undefined {
    switch (operand.kind) {
      case 'path': {
        const path = this.#references.path(operand.steps, this.#problems);
        if (path) this.paths.push(path);
        return path && { kind: 'path', path };
      }
      case 'value': {
        const value = this.#references.value(operand.placeholder, this.#problems);
        return value && { kind: 'value', value };
      }
      case 'arithmetic': {
        const { operator } = operand;
        const [left, right] = this.#typedTerms(operator, [operand.left, operand.right], 'N');
        return left && right && { kind: 'sum', negative: operator === '-', left, right };
      }
      case 'function':
        return this.#call(operand);
    }
  }

  #call({ name, operands }: FunctionCall): Term | undefined {
    if (name !== 'if_not_exists' && name !== 'list_append') {
      this.#problems.note(
        'unknownFunction',
        conditionFunctions.includes(name)
          ? `The function is not allowed in an update expression; function: ${name}`
          : `Invalid function name; function: ${name}`,
      );
      return undefined;
    }
    if (operands.length !== 2)
      this.#problems.note(
        'operandCount',
        `Incorrect number of operands for operator or function; operator or function: ${name}, number ` +
          `of operands: ${operands.length}`,
      );
    if (name === 'list_append') {
      const [first, second] = this.#typedTerms(name, operands, 'L');
      return first && second && { kind: 'append', first, second };
    }
    const [first, otherwise] = operands.map((operand) => this.#term(operand));
    if (first && first.kind !== 'path')
      this.#problems.note(
        'type',
        `Operator or function requires a document path; operator or function: ${name}`,
      );
    if (first?.kind !== 'path' || !otherwise) return undefined;
    if (otherwise.kind === 'path' && samePath(first.path, otherwise.path))
      this.#problems.note(
        'distinct',
        'The first operand must be distinct from the remaining operands for this operator or ' +
          `function; operator: ${name}, first operand: ${pathText(first.path)}`,
      );
    return { kind: 'ifNotExists', path: first.path, otherwise };
  }

  #typedTerms(
    operator: string,
    operands: readonly Operand[],
    wanted: AttributeType,
  ): ReadonlyArray<Term | undefined> {
    const terms = operands.map((operand) => this.#term(operand));
    for (const term of terms) {
      const type = term && typeOfTerm(term);
      if (type !== undefined && type !== wanted)
        this.#problems.note(
          'type',
          `Incorrect operand type for operator or function; operator or function: ${operator}, ` +
            `operand type: ${type}`,
        );
    }
    return terms;
  }
}

/** The type that is known before there is an item. */
function typeOfTerm(term: Term): AttributeType | undefined {
  switch (term.kind) {
    case 'value':
      return typeOf(term.value);
    case 'append':
      return 'L';
    case 'sum':
      return 'N';
    default:
      return undefined;
  }
}
