import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type SearchHit } from '../../contract/console/lists';
import { ask } from './live';

/** Keys within this time become one request. */
const pauseMilliseconds = 150;

/** Finds any item by its id, in whole or in part, and players by their names. */
export function Search() {
  const text = useSignal('');
  const hits = useSignal<readonly SearchHit[] | undefined>(undefined);
  const { value } = text;
  useEffect(() => {
    if (value.trim() === '') {
      hits.value = undefined;
      return undefined;
    }
    const timer = setTimeout(() => {
      ask<readonly SearchHit[]>(`/search?q=${encodeURIComponent(value.trim())}`).then(
        (found) => {
          hits.value = found;
        },
        () => {
          hits.value = [];
        },
      );
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  const close = (): void => {
    text.value = '';
  };
  return (
    <search class="find">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const [first] = hits.value ?? [];
          if (first === undefined) return;
          location.hash = first.address;
          close();
        }}
      >
        <input
          type="search"
          value={value}
          placeholder="any id or name ( / )"
          aria-label="search for any id or name"
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      </form>
      {hits.value === undefined ? null : (
        <ul class="hits" aria-label="found">
          {hits.value.length === 0 ? <li class="calm padded">Nothing has this id or name.</li> : null}
          {hits.value.map(({ kind, title, note, address }) => (
            <li key={`${kind} ${note}`}>
              <a href={address} onClick={close}>
                <small>{kind}</small> <b>{title}</b> <code>{note}</code>
              </a>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}
