/** Statements of compound rules: `or(and(SameMap, SameMode), not(Far))`. */
export type StatementNode =
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'and' | 'or' | 'xor' | 'not'; readonly arguments: readonly StatementNode[] };

const operators = ['and', 'or', 'xor', 'not'] as const;
const maxDepth = 64;

class Unparsable extends Error {}

/** Parses a statement. Never throws: a problem says what to write instead. */
export function parseStatement(
  text: string,
): { readonly node: StatementNode } | { readonly problem: string } {
  let at = 0;
  const blank = (): void => {
    while (/\s/.test(text.charAt(at))) at += 1;
  };
  const ahead = (): string => JSON.stringify(text.slice(at, at + 20));
  const statement = (depth: number): StatementNode => {
    if (depth > maxDepth) throw new Unparsable(`more than ${maxDepth} operators stand inside one another`);
    blank();
    const match = /[\p{L}\p{N}_.\-]+/uy;
    match.lastIndex = at;
    const word = match.exec(text)?.[0];
    if (word === undefined) {
      const found = at >= text.length ? 'the statement ends' : `found ${ahead()}`;
      throw new Unparsable(`${found} where a rule name or one of ${operators.join(', ')} must stand`);
    }
    at += word.length;
    blank();
    if (text[at] !== '(') return { kind: 'rule', name: word };
    const operator = operators.find((known) => known === word.toLowerCase());
    if (operator === undefined)
      throw new Unparsable(`unknown operator "${word}": allowed are ${operators.join(', ')}`);
    at += 1;
    const parts: StatementNode[] = [];
    for (;;) {
      parts.push(statement(depth + 1));
      blank();
      if (text[at] === ',') {
        at += 1;
        continue;
      }
      if (text[at] === ')') {
        at += 1;
        break;
      }
      throw new Unparsable(`"," or ")" must follow inside ${operator}(…)`);
    }
    if (operator === 'not' && parts.length !== 1)
      throw new Unparsable(
        `not(…) takes exactly one argument, not ${parts.length}: write not(and(A, B)) or not(or(A, B))`,
      );
    if (operator !== 'not' && parts.length < 2)
      throw new Unparsable(`${operator}(…) takes two or more arguments, not one`);
    return { kind: operator, arguments: parts };
  };
  try {
    const node = statement(0);
    blank();
    if (at < text.length)
      throw new Unparsable(
        `${ahead()} follows the end of the statement: remove it or put and(…) around both`,
      );
    return { node };
  } catch (error) {
    if (error instanceof Unparsable) return { problem: error.message };
    throw error;
  }
}

/** The truth of a statement, given the truth of each rule. `xor` of several: exactly one is true. */
export function statementHolds(node: StatementNode, holds: (rule: string) => boolean): boolean {
  switch (node.kind) {
    case 'rule':
      return holds(node.name);
    case 'and':
      return node.arguments.every((part) => statementHolds(part, holds));
    case 'or':
      return node.arguments.some((part) => statementHolds(part, holds));
    case 'xor':
      return node.arguments.filter((part) => statementHolds(part, holds)).length === 1;
    case 'not':
      return !node.arguments.some((part) => statementHolds(part, holds));
  }
}

/** All rule names of a statement, in order. */
export function statementRules(node: StatementNode): readonly string[] {
  return node.kind === 'rule' ? [node.name] : node.arguments.flatMap(statementRules);
}
