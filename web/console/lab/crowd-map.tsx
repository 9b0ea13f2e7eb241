import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { theme } from '../../parts/theme';
import { type LabResult, type LabSide } from './lab-run';
import { ticksOf } from './ticks';

/** A quantity of a ticket at a time, for an axis. */
export interface Axis {
  readonly name: string;
  /** Undefined: the ticket has no such value. */
  value(ticket: number, at: number): number | undefined;
}

/**
 * The axes that tickets have: their number attributes, the latency of their nearest location, and their wait.
 */
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
export function crowdAt({ tickets }: LabResult, { matches, report }: LabSide, at: number) {
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

/** Pixels around the plot: figures of the axes stand there. */
const margin = { left: 44, right: 12, top: 24, bottom: 40 };
/** Height of a map by its width. */
const aspect = 0.625;

/** A side of a comparison at a time, on two axes. */
interface ShownCrowd {
  readonly result: LabResult;
  readonly side: LabSide;
  readonly at: number;
  readonly axes: readonly [Axis, Axis];
}

interface Plot {
  readonly width: number;
  readonly height: number;
}

/** The width of an element in pixels, as it is now; 0 before it is shown. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const width = useSignal(0);
  useEffect(() => {
    const seen = element.current;
    if (seen === null) return;
    const observer = new ResizeObserver(() => {
      width.value = seen.clientWidth;
    });
    observer.observe(seen);
    return () => observer.disconnect();
  }, []);
  return width.value;
}

/** Tickets as dots on two axes, matches as linked dots. */
export function CrowdMap({
  result,
  side,
  at,
  axes,
  says,
}: ShownCrowd & {
  /** The same in words, for screen readers. */
  readonly says: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const height = Math.round(width * aspect);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (canvas.current === null || pen === null || pen === undefined || width === 0) return;
    draw(pen, getComputedStyle(canvas.current), { width, height }, { result, side, at, axes });
  }, [result, side, at, axes[0].name, axes[1].name, theme.value, width]);
  return (
    <canvas
      class="crowd"
      ref={canvas}
      width={2 * width}
      height={2 * height}
      role="img"
      aria-label={says}
      style={{ aspectRatio: `1 / ${aspect}` }}
    />
  );
}

function draw(
  pen: CanvasRenderingContext2D,
  colours: CSSStyleDeclaration,
  { width, height }: Plot,
  { result, side, at, axes }: ShownCrowd,
): void {
  const colour = (name: string): string => colours.getPropertyValue(name);
  pen.setTransform(2, 0, 0, 2, 0, 0);
  pen.clearRect(0, 0, width, height);
  const [across, up] = axes.map((axis) => rangeOf(axis, result));
  if (across === undefined || up === undefined) return;
  const xOf = (value: number): number =>
    margin.left + across.share(value) * (width - margin.left - margin.right);
  const yOf = (value: number): number =>
    height - margin.bottom - up.share(value) * (height - margin.top - margin.bottom);
  pen.font = '12px system-ui, sans-serif';
  pen.fillStyle = colour('--seen-soft');
  pen.strokeStyle = colour('--seen-line');
  drawAxes(
    pen,
    { width, height },
    { ...across, name: axes[0].name, of: xOf },
    { ...up, name: axes[1].name, of: yOf },
  );
  const placeOf = (ticket: number): { x: number; y: number } | undefined => {
    const [x, y] = [axes[0].value(ticket, at), axes[1].value(ticket, at)];
    if (x === undefined || y === undefined) return undefined;
    return { x: xOf(x), y: yOf(y) };
  };
  const { waiting, fresh } = crowdAt(result, side, at);
  if (waiting.length + fresh.length === 0) {
    pen.textAlign = 'center';
    pen.fillText('no ticket waits now', width / 2, height / 2);
  }
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

interface DrawnAxis {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Place of a value in pixels. */
  readonly of: (value: number) => number;
}

function drawAxes(
  pen: CanvasRenderingContext2D,
  { width, height }: Plot,
  across: DrawnAxis,
  up: DrawnAxis,
): void {
  pen.textAlign = 'center';
  for (const value of ticksOf(across.least, across.most)) {
    line(pen, across.of(value), margin.top, across.of(value), height - margin.bottom);
    pen.fillText(String(value), across.of(value), height - margin.bottom + 14);
  }
  pen.fillText(across.name, (margin.left + width - margin.right) / 2, height - 8);
  pen.textAlign = 'right';
  for (const value of ticksOf(up.least, up.most)) {
    line(pen, margin.left, up.of(value), width - margin.right, up.of(value));
    pen.fillText(String(value), margin.left - 6, up.of(value) + 4);
  }
  pen.textAlign = 'left';
  pen.fillText(up.name, 6, 15);
}

function line(pen: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.stroke();
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
