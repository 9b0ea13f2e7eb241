/** Expressions that are kept: a program writes a few hundred, and values are not in them. */
const maxKept = 1000;

/**
 * Reads each expression once. The parsed expression must not be changed.
 * @param read throws for an expression that is refused, which is then not kept
 */
export function remember<Syntax extends object>(
  read: (expression: string) => Syntax,
): (expression: string) => Syntax {
  const known = new Map<string, Syntax>();
  return (expression) => {
    const before = known.get(expression);
    if (before !== undefined) return before;
    const syntax = read(expression);
    if (known.size >= maxKept) known.clear();
    known.set(expression, syntax);
    return syntax;
  };
}
