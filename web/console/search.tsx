import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type SearchHit, searchHits } from '../../contract/console/lists';
import { ask } from './live';

/** Keys within this time become one request. */
const pauseMs = 150;

/** The hits of a text, a moment after its last key; undefined while they are not known. */
function useHits(text: string): readonly SearchHit[] | undefined {
  const found = useSignal<{ readonly of: string; readonly hits: readonly SearchHit[] } | undefined>(
    undefined,
  );
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') return undefined;
    let isWanted = true;
    const show = (hits: readonly SearchHit[]): void => {
      if (isWanted) found.value = { of: wanted, hits };
    };
    const timer = setTimeout(() => {
      ask(`/search?q=${encodeURIComponent(wanted)}`, searchHits).then(show, () => show([]));
    }, pauseMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  return found.value?.of === wanted ? found.value.hits : undefined;
}

/** Finds any item by its id, in whole or in part, and players by the words of their names. */
export function Search() {
  const box = useRef<HTMLElement>(null);
  const text = useSignal('');
  const isOpen = useSignal(false);
  const { value } = text;
  const hits = useHits(value);
  const clear = (): void => {
    text.value = '';
    isOpen.value = false;
  };
  useEffect(() => {
    // The list must not cover the rest of the page: the text stays, and shows its hits again with the focus.
    const leave = ({ target }: Event): void => {
      if (!(target instanceof Node) || box.current?.contains(target) !== true) isOpen.value = false;
    };
    addEventListener('pointerdown', leave);
    addEventListener('focusin', leave);
    addEventListener('hashchange', clear);
    return () => {
      removeEventListener('pointerdown', leave);
      removeEventListener('focusin', leave);
      removeEventListener('hashchange', clear);
    };
  }, []);
  return (
    <search
      class="find"
      ref={box}
      onKeyDown={({ key }) => {
        if (key === 'Escape') clear();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const [first] = hits ?? [];
          if (first === undefined) return;
          location.hash = first.address;
          clear();
        }}
      >
        <input
          type="search"
          value={value}
          placeholder="any id or name ( / )"
          aria-label="search for any id or name"
          onFocus={() => (isOpen.value = true)}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
            isOpen.value = true;
          }}
        />
      </form>
      {hits === undefined || !isOpen.value ? null : <Hits hits={hits} chosen={clear} />}
    </search>
  );
}

function Hits({ hits, chosen }: { readonly hits: readonly SearchHit[]; readonly chosen: () => void }) {
  return (
    <ul class="hits" aria-label="found">
      {hits.length === 0 ? <li class="calm padded">Nothing has this id or name.</li> : null}
      {hits.map(({ kind, title, note, address }) => (
        <li key={`${kind} ${note}`}>
          <a href={address} onClick={chosen}>
            <small>{kind}</small> <b>{title}</b> <code>{note}</code>
          </a>
        </li>
      ))}
    </ul>
  );
}
