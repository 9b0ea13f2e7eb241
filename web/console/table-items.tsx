import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ItemRow, itemsDocument } from '../../contract/console/tables';
import { messageOf } from '../../core/message-of';
import { WordChoice } from './filters';
import { useAgain } from '../parts/use-again';
import { ask, RefusedRequest, type Schema, type Watched } from './live';
import { counted, Shown } from './parts';
import { hashOf, hashWith, route } from './route';
import { StateTree } from './state-tree';

/** The items of a table, page by page, of all kinds or of one. */
export function TableItems({ table }: { readonly table: string }) {
  const { kind = '', afterPk = '', afterSk = '' } = route.value.query;
  const asked = new URLSearchParams(
    Object.entries({ kind, afterPk, afterSk }).filter(([, word]) => word !== ''),
  );
  const watched = useOnce(`/tables/${encodeURIComponent(table)}/items?${asked.toString()}`, itemsDocument);
  return (
    <Shown watched={watched}>
      {({ kinds, items, after }) => (
        <>
          <div class="facts-line">
            <WordChoice
              word="kind"
              label="kind of row"
              value={kind}
              choices={Object.fromEntries(kinds.map((name) => [name, name]))}
              leaving={['afterPk', 'afterSk']}
            />
            <span class="calm">
              {counted(items.length, 'row')}
              {after === undefined && afterPk === '' ? ' in all' : ''}
            </span>
            {afterPk === '' ? null : <a href={hashWith({ afterPk: '', afterSk: '' })}>First page</a>}
            {after === undefined ? null : (
              <a href={hashWith({ afterPk: after.pk, afterSk: after.sk })}>Next page</a>
            )}
          </div>
          {items.length === 0 ? (
            <p class="calm">
              {after === undefined ? 'No row is here.' : 'The rows read so far have none of this kind.'}
            </p>
          ) : null}
          <ul class="plain items" aria-label={`rows of ${table}`}>
            {items.map((item) => (
              <li key={`${item.pk} ${item.sk}`}>
                <Item table={table} item={item} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Shown>
  );
}

/** A row, which opens to its fields. */
function Item({
  table,
  item: { entity, pk, sk, fields },
}: {
  readonly table: string;
  readonly item: ItemRow;
}) {
  return (
    <details>
      <summary>
        <b>{entity}</b>{' '}
        <code>
          {pk} {sk}
        </code>
      </summary>
      <p>
        <a href={hashOf({ section: 'tables', id: table, query: { pk } })}>all rows of this partition</a>
      </p>
      <StateTree value={fields} before={undefined} name="row" />
    </details>
  );
}

/** A document that is read once: a page of rows stays as it is while a reader looks at it. */
function useOnce<Body>(path: string, schema: Schema<Body>): Watched<Body> {
  const answer = useSignal<{ readonly path: string; readonly document: Watched<Body> } | undefined>(
    undefined,
  );
  const isLost = useSignal(false);
  const read = (): (() => void) => {
    let wanted = true;
    const keep = (document: Watched<Body>, isUnanswered = false): void => {
      if (!wanted) return;
      answer.value = { path, document };
      isLost.value = isUnanswered;
    };
    ask(path, schema).then(
      (body) => keep({ kind: 'here', body }),
      (error: unknown) =>
        keep({ kind: 'absent', status: 0, says: messageOf(error) }, !(error instanceof RefusedRequest)),
    );
    return () => {
      wanted = false;
    };
  };
  useEffect(read, [path, schema]);
  useAgain(isLost.value, () => void read());
  return answer.value?.path === path ? answer.value.document : { kind: 'waiting' };
}
