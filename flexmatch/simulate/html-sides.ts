import { type Bars, histogram, type Mark, type Room, type Tone } from './html-charts';
import { element, escape } from './html-element';
import { type SimulationReport } from './report';
import { type Spread } from './statistics';
import { plain } from './words';

/** A rule set of the report: one alone, or one of the two that are compared. */
export interface Sided {
  readonly side: 'before' | 'after' | '';
  readonly tone: Tone;
  readonly report: SimulationReport;
}

const nameOf = ({ side, report }: Sided): string => escape(`${side}: ${report.ruleSet}`);
export const heading = (side: Sided): string => (side.side === '' ? '' : `<h3>${nameOf(side)}</h3>`);

/** The content of each side below its heading, one side after the other. */
export const ofSides = (sides: readonly Sided[], content: (side: Sided) => string): string =>
  sides.map((side) => heading(side) + content(side)).join('');

/** The same in a column for each side. */
export const columns = (
  sides: readonly Sided[],
  kind: 'pair' | '',
  content: (side: Sided) => string,
): string => {
  const each = sides.map((side) => `<div>${heading(side)}${content(side)}</div>`);
  return element('div', { class: kind }, each.join(''));
};

export function legend(sides: readonly Sided[]): string {
  if (sides.length < 2) return '';
  const names = sides.map((side) => element('span', { class: side.tone }, nameOf(side)));
  return element('div', { class: 'key' }, names.join(''));
}

/** A histogram of both sides, below its title. */
export function chart(
  title: string,
  unit: string,
  sides: readonly Sided[],
  of: (report: SimulationReport) => Spread | undefined,
  room: Room = 'half',
): string {
  const bars = sides.flatMap(({ side, tone, report }): Bars[] => {
    const spread = of(report);
    return spread === undefined || spread.count === 0
      ? []
      : [{ name: side === '' ? title : side, tone, bins: spread.histogram }];
  });
  const [only] = bars;
  if (only === undefined) return '';
  const spread = sides.length === 1 ? of(sides[0]?.report ?? never()) : undefined;
  const marks: Mark[] =
    spread === undefined
      ? []
      : [
          { at: spread.p50, label: `p50 ${plain(spread.p50)}` },
          { at: spread.p95, label: `p95 ${plain(spread.p95)}` },
        ];
  const shown = tooClose(marks, only) ? marks.slice(-1) : marks;
  return `<div><h3>${escape(title)}</h3>${histogram(title, unit, bars, shown, room)}</div>`;
}

function never(): never {
  throw new RangeError('a report has at least one side');
}

/** Whether labels of two marks would overlap. */
function tooClose([one, other]: readonly Mark[], { bins }: Bars): boolean {
  const end = bins.at(-1)?.to ?? 1;
  return one !== undefined && other !== undefined && Math.abs(one.at - other.at) < end / 8;
}
