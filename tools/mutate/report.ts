import Table from 'cli-table3';
import pc from 'picocolors';
import { type Accepted, isOf } from './accepted';
import { isUnnoticed, type Mutant, mutationScore, type MutantTally, tally } from './mutants';
import { type FolderName, folders } from './folders';

/** Characters of a change that are shown. */
const shown = 90;
const head = [
  'file',
  'mutants',
  'killed',
  'timeout',
  'survived',
  'no coverage',
  'accepted',
  'static',
  'score',
];

/**
 * The report of a folder: a table by file, then each mutant that no test noticed.
 * @returns the text, and whether the folder reaches its threshold
 */
export function reportOf(
  folder: FolderName,
  mutants: readonly Mutant[],
  accepted: readonly Accepted[],
): { readonly text: string; readonly isPassed: boolean } {
  const isAccepted = (mutant: Mutant): boolean => accepted.some((entry) => isOf(entry, mutant));
  const table = new Table({
    head,
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
  });
  const files = [...new Set(mutants.map(({ file }) => file))].sort();
  for (const file of files)
    table.push(
      row(
        file,
        tally(
          mutants.filter((mutant) => mutant.file === file),
          isAccepted,
        ),
      ),
    );
  const all = tally(mutants, isAccepted);
  table.push(row(folder, all));
  const survivors = mutants.filter((mutant) => isUnnoticed(mutant) && !isAccepted(mutant));
  const { threshold } = folders[folder];
  const isPassed = mutationScore(all) >= threshold;
  const verdict =
    `${folder}: ${mutationScore(all).toFixed(1)} % of its mutants are noticed, the threshold is ` +
    `${threshold} %`;
  return {
    text: [
      table.toString(),
      ...survivors.map(lineOf),
      `${isPassed ? pc.green('✓') : pc.red('✗')} ${verdict}`,
    ].join('\n'),
    isPassed,
  };
}

function row(title: string, counted: MutantTally): string[] {
  const { killed, timeout, survived, uncovered, accepted, static: untried } = counted;
  return [
    title,
    ...[
      killed + timeout + survived + uncovered + accepted + untried,
      killed,
      timeout,
      survived,
      uncovered,
    ].map(String),
    String(accepted),
    String(untried),
    mutationScore(counted).toFixed(1),
  ];
}

function lineOf({ file, line, column, mutator, from, to, fate }: Mutant): string {
  const kind = fate === 'uncovered' ? 'no coverage' : 'survived';
  return (
    `${pc.bold(`${file}:${line}:${column}`)} ${kind}: ${mutator} ${clip(from)} → ` +
    `${to === '' ? '(nothing)' : clip(to)}`
  );
}

const clip = (text: string): string => (text.length <= shown ? text : `${text.slice(0, shown - 1)}…`);
