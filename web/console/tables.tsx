import { useSignal } from '@preact/signals';
import {
  type TableRow,
  type TableStream,
  tablesDocument,
  partitionDocument,
} from '../../contract/console/tables';
import { useWatched } from './live';
import { Ago, counted, Shown } from './parts';
import { go, hashOf, route } from './route';
import { StateTree } from './state-tree';
import { TableItems } from './table-items';
import { absoluteText } from './time';

/** Tables: their use, and the rows of a partition. */
export function Tables() {
  const { id, query } = route.value;
  return (
    <div class="page">
      <h1>Tables</h1>
      {id === '' ? <Use /> : <Partition table={id} pk={query['pk'] ?? ''} />}
    </div>
  );
}

function Use() {
  const watched = useWatched('/tables', tablesDocument);
  return (
    <Shown watched={watched}>
      {({ since, tables, streams }) => (
        <>
          <p class="calm">The last calls, since {absoluteText(since)}.</p>
          {tables.map((table) => (
            <Table
              key={table.table}
              use={table}
              stream={streams.find((stream) => stream.table === table.table)}
            />
          ))}
        </>
      )}
    </Shown>
  );
}

const rounded = (units: number): number => Math.round(units * 10) / 10;

function Table({
  use: { table, calls, units, refused, entities, operations, hotKeys },
  stream,
}: {
  readonly use: TableRow;
  readonly stream: TableStream | undefined;
}) {
  const words = [
    { title: 'By kind of row', rows: entities.map(({ entity, ...rest }) => ({ name: entity, ...rest })) },
    {
      title: 'By operation',
      rows: operations.map(({ operation, ...rest }) => ({ name: operation, ...rest })),
    },
  ];
  return (
    <section class="card-box">
      <h2>
        {table}{' '}
        <small class="calm figure">
          {counted(calls, 'call')}, {counted(rounded(units), 'unit')}
          {refused === 0 ? '' : `, ${refused} refused`}
        </small>
      </h2>
      <PartitionForm table={table} />
      {stream === undefined ? null : <Stream stream={stream} />}
      {calls === 0 ? null : (
        <div class="uses">
          {words.map(({ title, rows }) => (
            <section key={title}>
              <UsesHeading of={title} />
              {rows.map(({ name, calls: count, units: used }) => (
                <p key={name} class="line">
                  <span class="cut">{name}</span>
                  <span class="figure calm">
                    {count} × · {rounded(used)}
                  </span>
                </p>
              ))}
            </section>
          ))}
          <section>
            <UsesHeading of="Hot keys" />
            {hotKeys.map(({ pk, calls: count, units: used }) => (
              <p key={pk} class="line">
                <a class="cut" href={hashOf({ section: 'tables', id: table, query: { pk } })}>
                  <code>{pk}</code>
                </a>
                <span class="figure calm">
                  {count} × · {rounded(used)}
                </span>
              </p>
            ))}
          </section>
        </div>
      )}
    </section>
  );
}

/** The heading of a list in which every row ends with these two figures. */
function UsesHeading({ of }: { readonly of: string }) {
  return (
    <h3>
      {of} <small class="calm">calls · units</small>
    </h3>
  );
}

/** The stream of a table: its readers with their lag, and its newest records. */
function Stream({ stream: { table, newest, readers, records } }: { readonly stream: TableStream }) {
  return (
    <details class="stream">
      <summary>
        Stream: <span class="figure">{newest}</span> records
        {readers.map(({ function: name, behind, refused }) => (
          <span key={name}>
            {' '}
            · {name}{' '}
            <span class={`state ${behind === 0 ? 'good' : 'waiting'}`}>
              {behind === 0 ? 'has read all' : `${behind} behind`}
            </span>
            {refused === 0 ? null : <span class="state bad">{refused} batches refused</span>}
          </span>
        ))}
      </summary>
      {readers.map(({ function: name, sortKeys }) =>
        sortKeys.length === 0 ? null : (
          <p key={name} class="calm">
            {name} hears of rows whose sort key begins with {sortKeys.join(', ')}.
          </p>
        ),
      )}
      <ul class="plain">
        {records.map(({ number, at, change, entity, pk, sk }) => (
          <li key={number} class="line">
            <span class="cut">
              <span class="figure">{number}</span> {change.toLowerCase()} <b>{entity}</b>{' '}
              <a href={hashOf({ section: 'tables', id: table, query: { pk } })}>
                <code>
                  {pk} {sk}
                </code>
              </a>
            </span>
            <Ago at={at} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A form that opens a partition. */
function PartitionForm({ table, pk = '' }: { readonly table: string; readonly pk?: string }) {
  const written = useSignal(pk);
  return (
    <form
      class="facts-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (written.value !== '') go({ section: 'tables', id: table, query: { pk: written.value.trim() } });
      }}
    >
      <input
        aria-label={`partition key of ${table}`}
        placeholder="partition key, such as M#…"
        value={written.value}
        onInput={({ currentTarget: { value } }) => {
          written.value = value;
        }}
      />
      <button type="submit">Show rows</button>
      <a href={hashOf({ section: 'tables', id: table, query: {} })} aria-label={`all rows of ${table}`}>
        All rows
      </a>
    </form>
  );
}

function Partition({ table, pk }: { readonly table: string; readonly pk: string }) {
  return (
    <>
      <p>
        <a href="#/tables">← all tables</a>
      </p>
      <h2>{table}</h2>
      <PartitionForm key={pk} table={table} pk={pk} />
      {pk === '' ? <TableItems table={table} /> : <Rows table={table} pk={pk} />}
    </>
  );
}

function Rows({ table, pk }: { readonly table: string; readonly pk: string }) {
  const query = new URLSearchParams({ pk }).toString();
  const watched = useWatched(`/tables/${encodeURIComponent(table)}?${query}`, partitionDocument);
  return (
    <Shown watched={watched}>
      {({ items, more }) => (
        <>
          {items.length === 0 ? <p class="calm">No row has this partition key.</p> : null}
          {items.map(({ entity, sk, fields }) => (
            <section key={sk} class="card-box">
              <h3>
                {entity} <code>{sk}</code>
              </h3>
              <StateTree value={fields} before={undefined} name="row" open={items.length === 1} />
            </section>
          ))}
          {more ? <p class="calm">There are more rows than are shown.</p> : null}
        </>
      )}
    </Shown>
  );
}
