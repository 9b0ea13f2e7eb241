import { type ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type ConsoleList } from '../../contract/console';
import { useWatched } from './live';

const rowHeight = 56;
/** Rows are asked for in steps, so that a little scrolling asks nothing. */
const step = 20;

export interface VirtualListOptions<Row> {
  /** Path and query of the rows, without from and count. */
  readonly path: string;
  readonly label: string;
  readonly keyOf: (row: Row) => string;
  readonly addressOf: (row: Row) => string;
  readonly chosen: string;
  readonly children: (row: Row) => ComponentChildren;
  /** What will be here, and how. */
  readonly empty: ComponentChildren;
}

/** Rows of which only those in sight exist; j and k go from one to the next. */
export function VirtualList<Row>(options: VirtualListOptions<Row>) {
  const { path, label, keyOf, addressOf, chosen, children, empty } = options;
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(800);
  useEffect(() => {
    if (box.current !== null) height.value = box.current.clientHeight;
  }, []);
  const from = Math.max(0, Math.floor(top.value / rowHeight / step) * step - step);
  const count = Math.min(200, (Math.ceil(height.value / rowHeight / step) + 3) * step);
  const joint = path.includes('?') ? '&' : '?';
  const watched = useWatched<ConsoleList<Row>>(`${path}${joint}from=${from}&count=${count}`);
  // Until the next rows are there, the last ones stay.
  const kept = useRef<ConsoleList<Row> | undefined>(undefined);
  if (watched.kind === 'here') kept.current = watched.body;
  const list = kept.current;
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
      <ul style={{ height: `${(list?.total ?? 0) * rowHeight}px` }}>
        {(list?.rows ?? []).map((row, index) => (
          <li
            key={keyOf(row)}
            style={{ height: `${rowHeight}px`, top: `${((list?.from ?? 0) + index) * rowHeight}px` }}
          >
            <a class="row" href={addressOf(row)} aria-current={keyOf(row) === chosen ? 'true' : undefined}>
              {children(row)}
            </a>
          </li>
        ))}
      </ul>
      {list === undefined ? null : (
        <p class="unseen" role="status">
          {list.total} rows
        </p>
      )}
    </div>
  );
}
