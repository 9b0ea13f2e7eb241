import { ExpressionError } from './expression-error';
import { Parser } from './parser';
import { remember } from './remembered';
import { type Clause, type Operand, type PathStep, type Update } from './syntax';

const sections = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
/** Operators and functions in one expression (developer guide, "Service quotas: expression parameters"). */
const maxOperators = 300;

/** Reads an update expression. @throws ExpressionError */
export const parseUpdate = remember(readUpdate);

function readUpdate(expression: string): Update {
  const parser: Parser = new Parser(expression);
  const clauses: Clause[] = [];
  const seen = new Set<string>();
  let repeated: string | undefined;
  do {
    const section = sections.find((one) => parser.isKeyword(one));
    if (section === undefined) parser.fail();
    parser.take();
    if (seen.has(section)) repeated ??= section;
    seen.add(section);
    do clauses.push(clause(parser, section));
    while (parser.tookSymbol(','));
  } while (parser.next.kind !== 'end');
  const operators = clauses.reduce(
    (sum, one) => sum + (one.kind === 'set' ? operatorsIn(one.operand) : 0),
    0,
  );
  if (operators > maxOperators)
    throw new ExpressionError(`The expression contains too many operators; operator count: ${operators}`);
  return { clauses, repeated };
}

/** Reads the paths of a projection. @throws ExpressionError */
export function parseProjection(expression: string): ReadonlyArray<readonly PathStep[]> {
  const parser: Parser = new Parser(expression);
  const paths = [parser.path()];
  while (parser.tookSymbol(',')) paths.push(parser.path());
  parser.expectEnd();
  return paths;
}

function clause(parser: Parser, section: (typeof sections)[number]): Clause {
  const path = parser.path();
  switch (section) {
    case 'REMOVE':
      return { kind: 'remove', path };
    case 'SET':
      parser.expectSymbol('=');
      return { kind: 'set', path, operand: sum(parser) };
    default:
      if (parser.next.kind !== 'value') parser.fail();
      return { kind: section === 'ADD' ? 'add' : 'delete', path, placeholder: parser.take().text };
  }
}

/** An operand, or two with + or - between them. */
function sum(parser: Parser): Operand {
  const left = term(parser);
  const operator = (['+', '-'] as const).find((one) => parser.tookSymbol(one));
  return operator === undefined ? left : { kind: 'arithmetic', operator, left, right: term(parser) };
}

function term(parser: Parser): Operand {
  return parser.parenthesized({ alone: () => parser.operand(), grouped: () => sum(parser) });
}

function operatorsIn(operand: Operand): number {
  if (operand.kind === 'arithmetic') return 1 + operatorsIn(operand.left) + operatorsIn(operand.right);
  return operand.kind === 'function'
    ? 1 + operand.operands.reduce((total, inner) => total + operatorsIn(inner), 0)
    : 0;
}
