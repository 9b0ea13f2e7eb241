import { type Bin } from './statistics';
import { percent } from './words';

/** Colours of text; identity functions give plain text for a pipe. */
export interface Palette {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly bar: (text: string) => string;
}

/** A histogram with horizontal bars for a terminal, in eighths of a cell, so that small differences show. */
export function terminalHistogram(
  bins: readonly Bin[],
  unit: string,
  palette: Palette,
  width = 44,
): string[] {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const edges = bins.map(({ from, to }, index) =>
    index === bins.length - 1 ? `${from} and more` : `${from}–${to}`,
  );
  const wide = Math.max(0, ...edges.map((edge) => edge.length));
  return bins.map(
    ({ count }, index) =>
      `  ${palette.faint(`${(edges[index] ?? '').padStart(wide)} ${unit}`.trimEnd())} ` +
      `${palette.bar(bar((count / most) * width))} ` +
      `${count === 0 ? palette.faint('·') : percent(count / Math.max(1, total))}`,
  );
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** A bar of `cells` cells of text. */
export function bar(cells: number): string {
  const whole = Math.floor(cells);
  const rest = Math.round((cells - whole) * 8);
  return rest === 8
    ? '█'.repeat(whole + 1)
    : '█'.repeat(whole) + (whole === 0 && rest === 0 && cells > 0 ? '▏' : (eighths[rest] ?? ''));
}

const levels = '▁▂▃▄▅▆▇█';
/** One character per value, by its height between 0 and the largest. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(0, ...values);
  return values
    .map((value) => levels[most === 0 ? 0 : Math.round((value / most) * (levels.length - 1))] ?? '')
    .join('');
}
