import { useEffect, useRef } from 'preact/hooks';
import { theme } from '../../parts/theme';
import { type LabResult, type LabSide } from './lab-run';

/** A quantity of a ticket at a time, for an axis. */
export interface Axis {
  readonly name: string;
  /** Undefined: the ticket has no such value. */
  value(ticket: number, at: number): number | undefined;
}

/** The axes that tickets have: their number attributes, the latency of their nearest location, and their wait. */
export function axesOf({ tickets }: LabResult): readonly Axis[] {
  const mean = (values: readonly number[]): number | undefined =>
    values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
  const playersOf = (index: number) => tickets[index]?.ticket.players ?? [];
  const names = new Set<string>();
  for (const { ticket } of tickets.slice(0, 200))
    for (const { attributes } of ticket.players)
      for (const [name, value] of Object.entries(attributes)) if (typeof value === 'number') names.add(name);
  const attributes = [...names].sort().map((name): Axis => ({
    name,
    value: (index) =>
      mean(
        playersOf(index).flatMap(({ attributes: { [name]: value } }) =>
          typeof value === 'number' ? [value] : [],
        ),
      ),
  }));
  const latency: Axis = {
    name: 'latency, ms',
    value: (index) =>
      mean(
        playersOf(index).flatMap(({ latencyMs }) => {
          const all = Object.values(latencyMs ?? {});
          return all.length === 0 ? [] : [Math.min(...all)];
        }),
      ),
  };
  const wait: Axis = {
    name: 'wait, s',
    value: (index, at) => Math.max(0, at - (tickets[index]?.ticket.startTime ?? at)),
  };
  return [...attributes, latency, wait];
}

/** The time for which a match stays in the picture. */
export const shownSeconds = 20;

/** The waiting tickets and the recent matches at a time. */
export function momentOf({ tickets }: LabResult, { matches, report }: LabSide, at: number) {
  const gone = new Set<number>();
  for (const match of matches) if (match.at <= at) for (const ticket of match.tickets) gone.add(ticket);
  const waiting: number[] = [];
  tickets.forEach(({ ticket: { startTime } }, index) => {
    if (startTime <= at && !gone.has(index) && at - startTime < report.timeoutSeconds) waiting.push(index);
  });
  return {
    waiting,
    formed: matches.filter((match) => match.at <= at).length,
    fresh: matches.filter((match) => match.at <= at && at - match.at < shownSeconds),
  };
}

const width = 480;
const height = 300;
const margin = 32;

/** Tickets as dots on two axes, matches as linked dots. */
export function CrowdMap({
  result,
  side,
  at,
  axes,
  says,
}: {
  readonly result: LabResult;
  readonly side: LabSide;
  readonly at: number;
  readonly axes: readonly [Axis, Axis];
  /** The same in words, for screen readers. */
  readonly says: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (canvas.current === null || pen === null || pen === undefined) return;
    draw(pen, getComputedStyle(canvas.current), result, side, at, axes);
  }, [result, side, at, axes[0].name, axes[1].name, theme.value]);
  return (
    <canvas class="crowd" ref={canvas} width={2 * width} height={2 * height} role="img" aria-label={says} />
  );
}

function draw(
  pen: CanvasRenderingContext2D,
  colours: CSSStyleDeclaration,
  result: LabResult,
  side: LabSide,
  at: number,
  axes: readonly [Axis, Axis],
): void {
  const colour = (name: string): string => colours.getPropertyValue(name);
  pen.setTransform(2, 0, 0, 2, 0, 0);
  pen.clearRect(0, 0, width, height);
  const [across, up] = axes.map((axis) => rangeOf(axis, result));
  if (across === undefined || up === undefined) return;
  pen.font = '12px system-ui, sans-serif';
  pen.fillStyle = colour('--seen-soft');
  pen.strokeStyle = colour('--seen-line');
  pen.strokeRect(margin, 8, width - margin - 8, height - margin - 8);
  pen.fillText(`${axes[0].name}: ${across.least} to ${across.most}`, margin, height - 10);
  pen.save();
  pen.translate(14, height - margin);
  pen.rotate(-Math.PI / 2);
  pen.fillText(`${axes[1].name}: ${up.least} to ${up.most}`, 0, 0);
  pen.restore();
  const placeOf = (ticket: number): { x: number; y: number } | undefined => {
    const [x, y] = [axes[0].value(ticket, at), axes[1].value(ticket, at)];
    if (x === undefined || y === undefined) return undefined;
    return {
      x: margin + across.share(x) * (width - margin - 8),
      y: height - margin - up.share(y) * (height - margin - 8),
    };
  };
  const { waiting, fresh } = momentOf(result, side, at);
  const dot = (ticket: number, radius: number): void => {
    const place = placeOf(ticket);
    if (place === undefined) return;
    pen.beginPath();
    pen.arc(place.x, place.y, radius, 0, 2 * Math.PI);
    pen.fill();
  };
  pen.fillStyle = colour('--seen-waiting');
  for (const ticket of waiting) dot(ticket, 3.5);
  pen.fillStyle = pen.strokeStyle = colour('--seen-good');
  for (const { tickets } of fresh) {
    const places = tickets.flatMap((ticket) => placeOf(ticket) ?? []);
    pen.beginPath();
    for (const { x, y } of places) pen.lineTo(x, y);
    pen.stroke();
    for (const ticket of tickets) dot(ticket, 3.5);
  }
}

/** The longest wait under either rule set. */
function longestWait({ before, after }: LabResult): number {
  const waits = [before.report, after.report].map(({ tickets, timeoutSeconds, waitSeconds }) =>
    tickets.timedOut > 0 ? timeoutSeconds : waitSeconds.most,
  );
  return Math.max(10, ...waits);
}

function rangeOf(axis: Axis, result: LabResult) {
  const values = result.tickets.flatMap((_, index) => axis.value(index, 0) ?? []);
  const isWait = axis.name.startsWith('wait');
  const least = isWait ? 0 : Math.floor(Math.min(...values));
  const most = Math.ceil(isWait ? longestWait(result) : Math.max(...values));
  if (!Number.isFinite(least) || !Number.isFinite(most)) return undefined;
  return {
    least,
    most,
    share: (value: number): number => Math.min(1, Math.max(0, (value - least) / Math.max(1, most - least))),
  };
}
