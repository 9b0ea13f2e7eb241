import * as z from 'zod';

const place = z.object({ line: z.int(), column: z.int() });
/** The part of Stryker's JSON report that is read here (its schema is mutation-testing-report-schema). */
const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          status: z.enum([
            'Killed',
            'Survived',
            'NoCoverage',
            'Timeout',
            'CompileError',
            'RuntimeError',
            'Ignored',
            'Pending',
          ]),
          static: z.boolean().optional(),
          location: z.object({ start: place, end: place }),
        }),
      ),
    }),
  ),
});

/**
 * The result of a mutant. `killed`: a test failed. `timeout`: a test did not end. `survived`: no test noticed
 * it. `uncovered`: no test reached it. `static`: it changes code that runs once while a module is loaded, and
 * was not tried.
 */
export type Fate = 'killed' | 'timeout' | 'survived' | 'uncovered' | 'static';

/** One change of one file. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Stryker's name of the kind of change. */
  readonly mutator: string;
  /** The line on which it begins, trimmed. */
  readonly code: string;
  /** The replaced code and its replacement, each with single spaces. */
  readonly from: string;
  readonly to: string;
  readonly fate: Fate;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * Reads a report.
 * @throws Error when it is not one, or when Stryker left a mutant without a verdict
 */
export function readMutants(report: unknown): readonly Mutant[] {
  return Object.entries(reportSchema.parse(report).files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.flatMap(({ mutatorName, replacement = '', status, location: { start, end } }) => {
      const fate = fateOf(status);
      if (fate === undefined) return [];
      const text = lines.slice(start.line - 1, end.line);
      text.push((text.pop() ?? '').slice(0, end.column - 1));
      text.unshift((text.shift() ?? '').slice(start.column - 1));
      return [
        {
          file,
          line: start.line,
          column: start.column,
          mutator: mutatorName,
          code: (lines[start.line - 1] ?? '').trim(),
          from: oneLine(text.join('\n')),
          to: oneLine(replacement),
          fate,
        },
      ];
    });
  });
}

type Status = z.output<typeof reportSchema>['files'][string]['mutants'][number]['status'];

/** Undefined for a mutant that cannot be compiled, or breaks while it is loaded. */
function fateOf(status: Status): Fate | undefined {
  switch (status) {
    case 'Killed':
      return 'killed';
    case 'Timeout':
      return 'timeout';
    case 'Survived':
      return 'survived';
    case 'NoCoverage':
      return 'uncovered';
    case 'Ignored':
      return 'static';
    case 'CompileError':
    case 'RuntimeError':
      return undefined;
    case 'Pending':
      throw new Error('Stryker left a mutant without a verdict');
  }
}

/** The mutants of a file, counted. */
export interface MutantTally {
  readonly killed: number;
  readonly timeout: number;
  readonly survived: number;
  readonly uncovered: number;
  readonly accepted: number;
  readonly static: number;
}

/** @param isAccepted whether a mutant that no test notices is listed with a reason */
export function tally(mutants: readonly Mutant[], isAccepted: (mutant: Mutant) => boolean): MutantTally {
  const count = (fate: Fate): number =>
    mutants.filter((mutant) => mutant.fate === fate && !(isUnnoticed(mutant) && isAccepted(mutant))).length;
  return {
    killed: count('killed'),
    timeout: count('timeout'),
    survived: count('survived'),
    uncovered: count('uncovered'),
    accepted: mutants.filter((mutant) => isUnnoticed(mutant) && isAccepted(mutant)).length,
    static: count('static'),
  };
}

/** Whether a mutant was tried, or could not be, and no test noticed it. */
export function isUnnoticed({ fate }: Mutant): boolean {
  return fate === 'survived' || fate === 'uncovered';
}

/**
 * Share of the mutants that tests notice, in percent; accepted ones are left out, as no test can notice them.
 * 100 when there are none.
 */
export function mutationScore({ killed, timeout, survived, uncovered }: MutantTally): number {
  const all = killed + timeout + survived + uncovered;
  return all === 0 ? 100 : (100 * (killed + timeout)) / all;
}
