import { type ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type ConsoleList, listOf } from '../../contract/console/lists';
import { ask, type Schema, useWatched } from './live';
import { counted } from './parts';

const rowHeight = 56;
/** Rows are watched in steps, so that a small scroll makes no request. */
const step = 20;
/** The number of rows that are read in advance while scrolling. */
const asked = 200;
const near = 60;
/** The number of rendered rows beyond the visible ones. */
const beyond = 8;
/** The pause after which scrolling counts as ended: then the visible rows are watched. */
const settledMs = 150;

export interface VirtualListOptions<Row> {
  /** Path and query of the rows, without from and count. */
  readonly path: string;
  /** The schema of a row. */
  readonly schema: Schema<Row>;
  readonly label: string;
  readonly keyOf: (row: Row) => string;
  readonly addressOf: (row: Row) => string;
  readonly chosen: string;
  readonly children: (row: Row) => ComponentChildren;
  /** Content of an empty list. */
  readonly empty: ComponentChildren;
}

/** A list that renders only the visible rows; j and k move between them. */
export function VirtualList<Row>(options: VirtualListOptions<Row>) {
  const { path, schema, label, keyOf, addressOf, chosen, children, empty } = options;
  const { box, top, settled, height } = useScrolled();
  const first = Math.floor(top.value / rowHeight);
  const rowsInSight = Math.ceil(height.value / rowHeight);
  const list = useRows(path, schema, {
    first,
    settled: Math.floor(settled.value / rowHeight),
    inSight: rowsInSight,
  });
  const total = list?.total ?? 0;
  const begin = Math.max(0, first - beyond);
  const shown = Array.from(
    { length: Math.max(0, Math.min(total, first + rowsInSight + beyond) - begin) },
    (_, index) => ({ index: begin + index, row: list?.rows.get(begin + index) }),
  );
  return (
    <div
      class="list"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={label}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
      }}
    >
      {list === undefined ? <p class="calm padded">Asking …</p> : null}
      {list?.total === 0 ? <div class="calm padded">{empty}</div> : null}
      <ul style={{ height: `${total * rowHeight}px` }}>
        {shown.map(({ index, row }) => (
          <li
            key={row === undefined ? index : keyOf(row)}
            style={{ height: `${rowHeight}px`, top: `${index * rowHeight}px` }}
          >
            {row === undefined ? (
              <span class="row calm">…</span>
            ) : (
              <a class="row" href={addressOf(row)} aria-current={keyOf(row) === chosen ? 'true' : undefined}>
                {children(row)}
              </a>
            )}
          </li>
        ))}
      </ul>
      {list === undefined ? null : (
        <p class="unseen" role="status">
          {counted(list.total, 'row')}
        </p>
      )}
    </div>
  );
}

/** Where a box is scrolled to, in pixels. */
function useScrolled() {
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const settled = useSignal(0);
  const height = useSignal(800);
  useEffect(() => {
    if (box.current !== null) height.value = box.current.clientHeight;
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => {
      settled.value = top.value;
    }, settledMs);
    return () => clearTimeout(timer);
  }, [top.value]);
  return { box, top, settled, height };
}

interface Sight {
  /** The first visible row. */
  readonly first: number;
  /** The first visible row when scrolling last ended. */
  readonly settled: number;
  readonly inSight: number;
}

interface KnownRows<Row> {
  readonly total: number;
  /** By index. */
  readonly rows: ReadonlyMap<number, Row>;
}

const joined = (path: string, from: number, count: number): string =>
  `${path}${path.includes('?') ? '&' : '?'}from=${from}&count=${count}`;

/** Rows at rest are watched. Rows ahead of a scroll are read in advance, and kept until the list changes. */
function useRows<Row>(
  path: string,
  schema: Schema<Row>,
  { first, settled, inSight }: Sight,
): KnownRows<Row> | undefined {
  const listSchema = useMemo(() => listOf(schema), [schema]);
  const from = Math.max(0, Math.floor(settled / step) * step - step);
  const count = Math.min(asked, (Math.ceil(inSight / step) + 3) * step);
  const watched = useWatched(joined(path, from, count), listSchema);
  const kept = useRef<{ path: string; total: number; rows: Map<number, Row> } | undefined>(undefined);
  const last = useRef<ConsoleList<Row> | undefined>(undefined);
  const isAsking = useRef(false);
  const changes = useSignal(0);
  const keep = ({ total, from: at, rows }: ConsoleList<Row>): void => {
    // The list has changed: the rows read before have other indexes now.
    if (kept.current?.path !== path || kept.current.total !== total)
      kept.current = { path, total, rows: new Map() };
    rows.forEach((row, index) => kept.current?.rows.set(at + index, row));
  };
  // The last list stays until the new query has its first answer.
  if (watched.kind === 'here' && last.current !== watched.body) {
    last.current = watched.body;
    keep(watched.body);
  }
  useEffect(() => {
    const known = kept.current;
    if (known === undefined || isAsking.current) return;
    const last = Math.min(known.total - 1, first + inSight + near);
    const missing = [Math.max(0, first - near), first, first + inSight, last].filter(
      (place) => place >= 0 && place < known.total && !known.rows.has(place),
    );
    const [wanted] = missing;
    if (wanted === undefined) return;
    isAsking.current = true;
    const begin = Math.max(0, wanted < first ? wanted - asked + near : wanted);
    ask(joined(path, begin, asked), listSchema).then(
      (list) => {
        isAsking.current = false;
        keep(list);
        changes.value += 1;
      },
      () => {
        isAsking.current = false; // the status bar shows that the backend does not answer
      },
    );
  }, [path, first, inSight, changes.value]);
  return kept.current;
}
