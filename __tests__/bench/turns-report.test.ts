import { expect, it } from '@jest/globals';
import { type Figures } from '../../bench/turns/figures';
import { tableOf } from '../../bench/turns/report';

const phase = (cpuUsPerMove: number) => ({
  mode: 'paced' as const,
  movesPerS: 500,
  p50: 1,
  p99: 2,
  cpuUsPerMove,
});
const figures = (cpu: number, rejectsIllegal: boolean | null): Figures => ({
  rejectsIllegal,
  errors: 0,
  perKMatchesRssMB: 7,
  paced: phase(cpu),
  sat: phase(cpu),
});

/** The cells of each row below the head. */
const rowsOf = (table: string): readonly (readonly string[])[] =>
  table
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .slice(1)
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

it('the table of turns shows medians beside the first target, and no figures of a target that failed', () => {
  const rounds = [figures(30, true), figures(10, true), figures(20, true)];
  expect(
    rowsOf(
      tableOf([
        { name: 'ours', rounds },
        { name: 'rival', rounds: [figures(50, null)] },
        { name: 'broken', rounds: [] },
      ]),
    ),
  ).toEqual([
    ['ours', '20.0', '× 1.00', '20.0', '1.00', '2.00', '500', '7', 'yes'],
    ['rival', '50.0', '× 2.50', '50.0', '1.00', '2.00', '500', '7', 'no'],
    ['broken', ...Array<string>(8).fill('–')],
  ]);
  expect(
    rowsOf(
      tableOf([
        { name: 'broken', rounds: [] },
        { name: 'rival', rounds },
      ]),
    )[1]?.[2],
  ).toBe('–');
});
