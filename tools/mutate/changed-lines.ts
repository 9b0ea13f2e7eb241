import { type Git } from '../release/git';
import { folderOf } from './folders';

/** The mutated part of a file: all of it, or some lines. */
export interface Part {
  readonly file: string;
  /** First and last line, from 1; absent: all. */
  readonly lines?: readonly [first: number, last: number];
}

/**
 * The parts of mutated folders that are new or different since the branch left a commit, committed or not.
 * Lines that were only removed leave nothing to mutate.
 * @param ref the commit, such as `main`
 * @throws Error with git's own message when it does not know the commit
 */
export function partsSince(git: Git, ref: string): readonly Part[] {
  const fork = git.run(['merge-base', ref, 'HEAD']);
  const listed = (args: readonly string[]): readonly string[] =>
    git
      .run(args)
      .split('\n')
      .filter((file) => folderOf(file) !== undefined);
  return [
    ...listed(['diff', '--name-only', '--diff-filter=d', fork, '--']).flatMap((file) =>
      readHunks(git.run(['diff', '--unified=0', '--no-color', '--no-ext-diff', fork, '--', file])).map(
        (lines) => ({ file, lines }),
      ),
    ),
    ...listed(['ls-files', '--others', '--exclude-standard']).map((file) => ({ file })),
  ];
}

/** The new side of the hunks of a file's diff without context. */
function readHunks(diff: string): ReadonlyArray<readonly [first: number, last: number]> {
  return [...diff.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].flatMap(([, first, length = '1']) =>
    Number(length) === 0 ? [] : [[Number(first), Number(first) + Number(length) - 1] as const],
  );
}
