import { describe, expect, it } from '@jest/globals';
import { type Finding, type NamingText, namingTextOf, texts } from './tree';

/**
 * Everything that docs, comments and messages name exists. Each check reads the project, and then planted
 * lines that name things which do not exist beside things which do.
 */
export interface Check {
  readonly title: string;
  readonly check: (naming: readonly NamingText[]) => readonly Finding[];
  /** Lines of files that do not exist. */
  readonly planted: Readonly<Record<string, readonly string[]>>;
  readonly found: readonly Finding[];
}

export const page = 'docs/planted.md';
export const source = 'store/planted.ts';
export const script = '.ci/planted';
export const style = 'web/planted.css';

export function describeChecks(subject: string, checks: readonly Check[]): void {
  describe(subject, () => {
    it.each(checks)('$title: all exist', ({ check }) => {
      expect(check(texts)).toEqual([]);
    });

    it.each(checks)('$title: planted ones are found', ({ check, planted, found }) => {
      const naming = Object.entries(planted).flatMap(([file, lines]) => namingTextOf(file, lines) ?? []);
      expect([...check(naming)].sort()).toEqual([...found].sort());
    });
  });
}
