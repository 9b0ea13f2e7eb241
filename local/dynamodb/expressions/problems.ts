import { ExpressionError } from './expression-error';

/** The problems of an expression that can be parsed, in the order in which the service reports them. */
const inOrder = [
  'unknownFunction',
  'misusedFunction',
  'reserved',
  'section',
  'reference',
  'overlap',
  'conflict',
  'operandCount',
  'distinct',
  'type',
] as const;

/** Collects what is wrong with one expression: the first of each kind counts. */
export class Problems {
  readonly #first = new Map<(typeof inOrder)[number], string>();

  note(kind: (typeof inOrder)[number], message: string): void {
    if (!this.#first.has(kind)) this.#first.set(kind, message);
  }

  /** @throws ExpressionError when anything was noted */
  raise(): void {
    for (const kind of inOrder) {
      const message = this.#first.get(kind);
      if (message !== undefined) throw new ExpressionError(message);
    }
  }
}
