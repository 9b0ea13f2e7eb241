import { type AttributeValue } from 'dynalite/db';
import { type Path } from './references';
import { type Comparator } from './syntax';
import { type AttributeType } from './value';

/** Where a condition takes a value from. */
export type Source =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly of: Source };

/** A condition that was checked: true or false for every item. */
export type Test =
  | { readonly kind: 'and' | 'or'; readonly left: Test; readonly right: Test }
  | { readonly kind: 'not'; readonly inner: Test }
  | {
      readonly kind: 'compare';
      readonly operator: Comparator;
      readonly left: Source;
      readonly right: Source;
    }
  | { readonly kind: 'between'; readonly operand: Source; readonly low: Source; readonly high: Source }
  | { readonly kind: 'in'; readonly operand: Source; readonly list: readonly Source[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: 'type'; readonly operand: Source; readonly type: AttributeType }
  | { readonly kind: 'beginsWith'; readonly operand: Source; readonly prefix: Source }
  | { readonly kind: 'contains'; readonly operand: Source; readonly part: Source };
