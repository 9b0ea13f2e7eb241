import Table from 'cli-table3';
import { median } from '../bench';
import { type Figures } from './figures';

/** A measured program, and its figures of every round; none when each round failed. */
export interface MeasuredProgram {
  readonly name: string;
  readonly rounds: readonly Figures[];
}

/** A median of a target, as text; a dash where nothing was measured. */
const medianText = (
  { rounds }: MeasuredProgram,
  read: (one: Figures) => number,
  text: (value: number) => string,
): string => (rounds.length === 0 ? '–' : text(median(rounds.map(read))));

const fixed =
  (digits: number) =>
  (value: number): string =>
    value.toFixed(digits);

/** The table as text: each target beside the first one. */
export function tableOf(targets: readonly MeasuredProgram[]): string {
  const table = new Table({
    head: [
      'medians',
      'CPU µs a move, saturated',
      'beside Turnlift',
      'CPU µs a move, paced',
      'p50 ms',
      'p99 ms',
      'at moves/s',
      'MB per 1,000 matches',
      'refuses illegal moves',
    ],
    style: { head: [], border: [] },
  });
  const saturated = ({ sat }: Figures): number => sat.cpuUsPerMove;
  const ours = median(targets[0]?.rounds.map(saturated) ?? []);
  for (const target of targets)
    table.push([
      target.name,
      medianText(target, saturated, fixed(1)),
      ours === 0 ? '–' : medianText(target, saturated, (value) => `× ${(value / ours).toFixed(2)}`),
      medianText(target, ({ paced }) => paced.cpuUsPerMove, fixed(1)),
      medianText(target, ({ paced }) => paced.p50, fixed(2)),
      medianText(target, ({ paced }) => paced.p99, fixed(2)),
      medianText(target, ({ paced }) => paced.movesPerS, fixed(0)),
      medianText(target, ({ perKMatchesRssMB }) => perKMatchesRssMB, fixed(0)),
      refusals(target),
    ]);
  return table.toString();
}

function refusals({ rounds }: MeasuredProgram): string {
  if (rounds.length === 0) return '–';
  return rounds.every(({ rejectsIllegal }) => rejectsIllegal === true) ? 'yes' : 'no';
}
