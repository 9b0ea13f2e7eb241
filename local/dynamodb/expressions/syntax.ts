/** Parsed expressions: names and values are still placeholders, and nothing about them is checked. */

export type PathStep =
  | { readonly kind: 'word' | 'placeholder'; readonly text: string }
  | { readonly kind: 'index'; readonly text: string };

/** An operand of a condition or an update. */
export type Operand =
  | { readonly kind: 'path'; readonly steps: readonly PathStep[] }
  | { readonly kind: 'value'; readonly placeholder: string }
  | FunctionCall
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-';
      readonly left: Operand;
      readonly right: Operand;
    };

/** A function with its operands; their number is not checked yet. */
export interface FunctionCall {
  readonly kind: 'function';
  readonly name: string;
  readonly operands: readonly Operand[];
}

export const comparators = ['=', '<>', '<', '<=', '>', '>='] as const;
export type Comparator = (typeof comparators)[number];

/** The tree of a condition. Names and values are still placeholders. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly list: readonly Operand[] }
  | FunctionCall;

/** One action of an update expression. */
export type Clause =
  | { readonly kind: 'set'; readonly path: readonly PathStep[]; readonly operand: Operand }
  | { readonly kind: 'remove'; readonly path: readonly PathStep[] }
  | { readonly kind: 'add' | 'delete'; readonly path: readonly PathStep[]; readonly placeholder: string };

/** A parsed update expression with its placeholders. */
export interface Update {
  readonly clauses: readonly Clause[];
  /** A section that occurs twice; undefined: none. */
  readonly repeated: string | undefined;
}
