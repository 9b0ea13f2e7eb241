import { at } from '../at';
/** Codes of errors and warnings. The list is closed; tools may rely on it. */
export type ProblemCode =
  | 'too-long'
  | 'not-utf8'
  | 'not-json'
  | 'not-an-object'
  | 'missing'
  | 'wrong-type'
  | 'empty'
  | 'unknown-value'
  | 'out-of-range'
  | 'duplicate-name'
  | 'unknown-name'
  | 'bad-expression'
  | 'type-mismatch'
  | 'bad-statement'
  | 'bad-target'
  | 'not-increasing'
  | 'not-for-large-match'
  | 'not-for-small-match'
  | 'too-many-players'
  | 'needs-balanced'
  | 'needless';

/** Codes of findings with which a rule set is still valid. */
export type WarningCode =
  | 'comment'
  | 'repeated-key'
  | 'unknown-key'
  | 'number-in-quotes'
  | 'idle-function'
  | 'no-effect'
  | 'unreachable-step'
  | 'never-matches'
  | 'unusual';

/** A finding in a rule set: an error or a warning, by its code. */
export interface Problem<Code extends string = ProblemCode> {
  /** The place: `rules[2].maxDistance`; empty for the whole body. */
  readonly path: string;
  readonly code: Code;
  /** The mistake, and what to write instead. */
  readonly message: string;
}

/** Collects errors and warnings while a rule set is read. */
export class Findings {
  readonly errors: Problem[] = [];
  readonly warnings: Array<Problem<WarningCode>> = [];

  error(path: string, code: ProblemCode, message: string): undefined {
    this.errors.push({ path, code, message });
    return undefined;
  }

  warn(path: string, code: WarningCode, message: string): void {
    this.warnings.push({ path, code, message });
  }
}

/** The closest known word to a misspelt one, for "did you mean". */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.round(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    // "==" means "="
    const contained = word.length > 1 && candidate !== '' && word.replaceAll(candidate, '') === '';
    if (contained) return candidate;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 6 || a.length > 64) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(
        Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? Infinity;
}
