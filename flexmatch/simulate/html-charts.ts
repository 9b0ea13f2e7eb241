import { element, escape, shape } from './html-element';
import { type Bin } from './statistics';

/** `past`: the rule set that the other is compared with. */
export type Tone = 'main' | 'past';

/** A histogram of a chart. */
export interface Bars {
  readonly name: string;
  readonly tone: Tone;
  readonly bins: readonly Bin[];
}

/** A line of a chart, its points in the order of x. */
export interface ChartLine {
  readonly name: string;
  readonly tone: Tone;
  readonly points: ReadonlyArray<readonly [x: number, y: number]>;
}

/** A vertical line of a chart at an x, with its label. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

/** `half`: two charts side by side; `whole`: one across the page. Text has the same size in both. */
export type Room = 'half' | 'whole';
interface Size {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
const sizes: Readonly<Record<Room, Size>> = {
  half: { width: 520, height: 220, left: 46, right: 8, top: 22, bottom: 34 },
  whole: { width: 1060, height: 270, left: 46, right: 8, top: 22, bottom: 34 },
};
const plotOf = (size: Size): { width: number; height: number } => ({
  width: size.width - size.left - size.right,
  height: size.height - size.top - size.bottom,
});
const fixed = (value: number): string => String(Math.round(value * 100) / 100);
const short = (value: number): string =>
  String(Math.abs(value) >= 10 ? Math.round(value * 10) / 10 : Math.round(value * 1000) / 1000);

/** Round values from 0 to just above the largest, four or five of them. */
export function niceTicks(largest: number): number[] {
  if (!(largest > 0)) return [0, 1];
  const wanted = largest / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = ([1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= wanted * 0.999) ?? 10) * power;
  return Array.from(
    { length: Math.ceil(largest / step - 1e-9) + 1 },
    (_, index) => Math.round(index * step * 1e9) / 1e9,
  );
}

function frame(
  size: Size,
  title: string,
  description: string,
  ticks: readonly number[],
  tickText: (tick: number) => string,
  body: string,
): string {
  const top = ticks.at(-1) ?? 1;
  const plot = plotOf(size);
  const lines = ticks
    .map((tick) => {
      const y = size.top + plot.height * (1 - tick / top);
      const line = shape('line', {
        class: tick === 0 ? 'axis' : 'grid',
        x1: size.left,
        x2: size.width - size.right,
        y1: fixed(y),
        y2: fixed(y),
      });
      const place = { x: size.left - 8, y: fixed(y + 4), 'text-anchor': 'end' };
      return line + element('text', place, escape(tickText(tick)));
    })
    .join('');
  return element(
    'svg',
    { viewBox: `0 0 ${size.width} ${size.height}`, role: 'img', 'aria-label': `${title}. ${description}` },
    lines + body,
  );
}

/**
 * A histogram: the share of each list in each bar. Lists have the same bars.
 * @param unit of the horizontal axis
 * @param marks vertical lines, such as a percentile
 */
export function histogram(
  title: string,
  unit: string,
  lists: readonly Bars[],
  marks: readonly Mark[] = [],
  room: Room = 'half',
): string {
  const size = sizes[room];
  const plot = plotOf(size);
  const [first] = lists;
  const bars = first?.bins.length ?? 0;
  const shares = lists.map(({ bins }) => {
    const total = Math.max(
      1,
      bins.reduce((sum, { count }) => sum + count, 0),
    );
    return bins.map(({ count }) => count / total);
  });
  const ticks = niceTicks(Math.max(...shares.flat(), 0.001) * 100);
  const top = ticks.at(-1) ?? 1;
  const step = plot.width / Math.max(1, bars);
  const wide = Math.max(1, (step * 0.84) / lists.length);
  const drawn = lists
    .map(({ name, tone, bins }, list) =>
      bins
        .map((bin, index) => {
          const share = (shares[list]?.[index] ?? 0) * 100;
          const high = (share / top) * plot.height;
          if (high === 0) return '';
          const x = size.left + index * step + step * 0.08 + list * wide;
          const range =
            index === bars - 1 ? `${bin.from} ${unit} and more` : `${bin.from} to ${bin.to} ${unit}`;
          const place = {
            class: `bar ${tone}`,
            x: fixed(x),
            y: fixed(size.top + plot.height - high),
            width: fixed(wide),
            height: fixed(high),
            rx: Math.min(3, wide / 4).toFixed(1),
          };
          const said = `${name}: ${range}: ${short(share)} % (${bin.count})`;
          return element('rect', place, element('title', {}, escape(said)));
        })
        .join(''),
    )
    .join('');
  const edges = edgeLabels(first?.bins ?? [], unit, size, room === 'half' ? 8 : 14);
  const lines = markLines(marks, first?.bins ?? [], size);
  return frame(
    size,
    title,
    lists.length > 1
      ? lists.map(({ name }) => name).join(' and ')
      : marks.map(({ label }) => label).join(', '),
    ticks,
    (tick) => `${tick} %`,
    drawn + edges + lines,
  );
}

/** The lower edges of bars below the axis, of some bars only where there are many. */
function edgeLabels(bins: readonly Bin[], unit: string, size: Size, most: number): string {
  const step = plotOf(size).width / Math.max(1, bins.length);
  const every = Math.max(1, Math.ceil(bins.length / most));
  return bins
    .map((bin, index) => {
      if (index % every !== 0) return '';
      const place = {
        x: fixed(size.left + index * step),
        y: size.height - 14,
        'text-anchor': index === 0 ? 'start' : 'middle',
      };
      const ofUnit = index === 0 && unit !== '' ? ` ${unit}` : '';
      return element('text', place, escape(short(bin.from) + ofUnit));
    })
    .join('');
}

/** Vertical lines with their labels. A mark beyond the last bar is left out. */
function markLines(marks: readonly Mark[], bins: readonly Bin[], size: Size): string {
  const plot = plotOf(size);
  const step = plot.width / Math.max(1, bins.length);
  const width = (bins[0]?.to ?? 1) - (bins[0]?.from ?? 0);
  return marks
    .filter(({ at }) => at <= bins.length * width)
    .map(({ at, label }, index, all) => {
      const x = size.left + (at / width) * step;
      // Of two labels the first is before its line and the second after it, where there is room.
      const late = x > size.width - 90 || (index === 0 && all.length > 1 && x > size.left + 80);
      const line = shape('line', {
        class: 'mark',
        x1: fixed(x),
        x2: fixed(x),
        y1: size.top - 6,
        y2: size.top + plot.height,
      });
      const place = {
        class: 'mark-text',
        x: fixed(late ? x - 5 : x + 5),
        y: size.top + 2,
        'text-anchor': late ? 'end' : 'start',
      };
      return line + element('text', place, escape(label));
    })
    .join('');
}

/**
 * Lines over time.
 * @param last where the axis ends;
 * @param xText how a place on the horizontal axis reads, in the unit of the points
 */
export function traces(
  title: string,
  lines: readonly ChartLine[],
  last: number,
  xText: (x: number) => string,
): string {
  const size = sizes.half;
  const plot = plotOf(size);
  const largest = Math.max(0, ...lines.flatMap(({ points }) => points.map(([, y]) => y)));
  const ticks = niceTicks(largest);
  const top = ticks.at(-1) ?? 1;
  const place = (x: number, y: number): string =>
    `${fixed(size.left + (x / last) * plot.width)},${fixed(size.top + plot.height * (1 - y / top))}`;
  const drawn = lines
    .map(({ tone, points }) => {
      const path = points.map(([x, y]) => place(x, y)).join(' L');
      const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
      const area = `M${place(from, 0)} L${path} L${place(to, 0)} Z`;
      return (
        shape('path', { class: `area ${tone}`, d: area }) +
        shape('path', { class: `trace ${tone}`, d: `M${path}` })
      );
    })
    .join('');
  const labels = [0, 0.25, 0.5, 0.75, 1]
    .map((part) => {
      const place = {
        x: fixed(size.left + part * plot.width),
        y: size.height - 14,
        'text-anchor': part === 0 ? 'start' : part === 1 ? 'end' : 'middle',
      };
      return element('text', place, escape(xText(part * last)));
    })
    .join('');
  return frame(
    size,
    title,
    `${lines.map(({ name }) => name).join(' and ')}, largest ${short(largest)}`,
    ticks,
    (tick) => short(tick),
    drawn + labels,
  );
}
