import Table from 'cli-table3';
import { median } from '../bench';
import { type Pass, type SingleTickets } from './passes';

/** The result of a rival in its time. */
export interface Timed {
  readonly seconds: number;
  /** Tickets. */
  readonly matched: number;
}

/** Figures of the table; sizes of pools are numbers of tickets. */
export interface Figures {
  readonly largeSize: number;
  readonly singleSize: number;
  readonly duel10: Pass;
  readonly duel100: Pass;
  readonly fives: Pass;
  readonly modes: Pass;
  readonly nearest: Pass;
  readonly battle: Pass;
  readonly single: SingleTickets;
  readonly naive: {
    readonly duel10: readonly Timed[];
    readonly duel100: Timed;
    readonly modes: Timed;
    readonly nearest: Timed;
  };
}

const none = '–';
const timeText = ({ seconds, matched }: Timed): string => `${seconds.toFixed(3)} s (${matched})`;

/** A row; `aim` and what is published elsewhere are text. */
const passRow = (name: string, one: Pass, aim: string, naive: string, elsewhere: string): string[] => [
  name,
  `${one.seconds.toFixed(3)} s`,
  `${one.cpuSeconds.toFixed(3)} s`,
  aim,
  naive,
  elsewhere,
  `${one.matched}${one.budgetEnded ? ' (budget ended)' : ''}`,
];

function passRows({ largeSize, naive, ...ours }: Figures): string[][] {
  const duel10 = {
    seconds: median(naive.duel10.map(({ seconds }) => seconds)),
    matched: naive.duel10[0]?.matched ?? 0,
  };
  return [
    passRow(
      '1v1, skill within 100, latency in 3 regions: 10,000',
      ours.duel10,
      '0.10 s',
      timeText(duel10),
      'flexi 8.7–9.6 s (8,078 matched); Nakama 15.7 s for 5,000',
    ),
    passRow(
      `the same, ${largeSize.toLocaleString('en')}`,
      ours.duel100,
      '1 s',
      timeText(naive.duel100),
      none,
    ),
    passRow(
      '5v5 by average skill, parties of 1–5: 10,000',
      ours.fives,
      '0.3 s',
      none,
      'flexi 1.7–2.1 s (single players only)',
    ),
    passRow(
      '5v5 with a game mode in common, 3 of 60 chosen: 10,000',
      ours.modes,
      none,
      timeText(naive.modes),
      none,
    ),
    passRow('5v5 nearest skill first, within 400: 10,000', ours.nearest, none, timeText(naive.nearest), none),
    passRow('200 players, balanced: 20,000', ours.battle, '1 s', none, none),
  ];
}

function ticketRows({ singleSize, single, duel100 }: Figures): string[][] {
  const waiting = singleSize.toLocaleString('en');
  return [
    [
      `adding one ticket to ${waiting}`,
      `${single.add.toFixed(1)} µs`,
      '',
      '20 µs',
      none,
      'Nakama 16–27 ms at 5,000',
      '',
    ],
    [`cancelling one ticket of ${waiting}`, `${single.remove.toFixed(1)} µs`, '', '20 µs', none, none, ''],
    [
      'a pass over an unchanged pool',
      `${duel100.idleMicros.toFixed(0)} µs`,
      '',
      none,
      none,
      `comparisons and evaluations: ${duel100.idleSteps}, against ` +
        `${Math.round(duel100.steps).toLocaleString('en')} of the pass before`,
      '',
    ],
  ];
}

/** The table as text. Memory has a row only where garbage can be collected before it is read. */
export function tableOf(figures: Figures): string {
  const table = new Table({
    head: [
      'pool, one pass',
      'ours',
      'its CPU',
      'aim',
      'naive, this run',
      'published elsewhere',
      'tickets matched',
    ],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [34, 12, 10, 10, 16, 44, 18],
  });
  table.push(...passRows(figures), ...ticketRows(figures));
  if (globalThis.gc !== undefined)
    table.push([
      'memory of a ticket beyond its own',
      `${figures.single.bytes.toFixed(0)} B`,
      '',
      '1,024 B',
      none,
      none,
      '',
    ]);
  return table.toString();
}
