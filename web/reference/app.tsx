import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { messageOf } from '../../core/message-of';
import { apiUrl } from '../parts/api';
import { switchTheme, theme } from '../parts/theme';
import { CodeWords } from './code-words';
import { type ApiDocument, type Operation, readDocument } from './document';
import { OperationPage } from './operation-page';
import { shownOperation } from './route';

/** The OpenAPI document of the API as a page. */
export function App() {
  const api = useSignal<ApiDocument | undefined>(undefined);
  const failure = useSignal('');
  useEffect(() => {
    loadDocument().then(
      (read) => {
        api.value = read;
      },
      (error: unknown) => {
        failure.value = messageOf(error);
      },
    );
  }, []);
  const shown = api.value?.operations.find(({ operationId }) => operationId === shownOperation.value);
  useEffect(() => {
    document.title = `${shown?.summary ?? 'REST API'} · Turnlift`;
  }, [shown]);
  return (
    <div class={`frame${shownOperation.value === '' ? '' : ' chosen'}`}>
      <Rail api={api.value} shown={shown} />
      <Top />
      <main>
        {failure.value === '' ? null : (
          <p class="notice bad" role="alert">
            {apiUrl()}/v1/openapi.json: {failure.value}
          </p>
        )}
        {api.value === undefined ? (
          <p class="calm padded">Asking …</p>
        ) : shown === undefined ? (
          <>
            {shownOperation.value === '' ? null : <Unknown operation={shownOperation.value} />}
            <FirstPage api={api.value} />
          </>
        ) : (
          <OperationPage key={shown.operationId} operation={shown} api={api.value} />
        )}
      </main>
    </div>
  );
}

/** An address of an operation that the API does not have. */
const Unknown = ({ operation }: { readonly operation: string }) => (
  <p class="notice warning" role="alert">
    This API has no operation <code>{operation}</code>: the address may be cut, or of another version. All
    operations are in the list.
  </p>
);

async function loadDocument(): Promise<ApiDocument> {
  const response = await fetch(`${apiUrl()}/v1/openapi.json`);
  if (!response.ok) throw new Error(`the API answers ${response.status}`);
  return readDocument(await response.json());
}

function Top() {
  return (
    <header class="top">
      <a class="back" href="#/">
        ← All operations
      </a>
      <span class="calm cut">{apiUrl()}</span>
      <span class="grow" />
      <a href={`${apiUrl()}/v1/openapi.json`}>openapi.json</a>
      <button type="button" aria-label="light or dark" title={`theme: ${theme.value}`} onClick={switchTheme}>
        ☾
      </button>
    </header>
  );
}

/** Operations by their tag; `/` focuses the search. */
function Rail({
  api,
  shown,
}: {
  readonly api: ApiDocument | undefined;
  readonly shown: Operation | undefined;
}) {
  const wanted = useSignal('');
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      if (event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);
  const fits = ({ summary, path, operationId }: Operation): boolean =>
    `${summary} ${path} ${operationId}`.toLowerCase().includes(wanted.value.toLowerCase());
  return (
    <nav class="rail" aria-label="operations">
      <a class="brand" href="#/">
        Turnlift REST API
      </a>
      <input
        ref={search}
        type="search"
        aria-label="search operations"
        placeholder="Search ( / )"
        value={wanted.value}
        onInput={({ currentTarget: { value } }) => {
          wanted.value = value;
        }}
      />
      {(api?.tags ?? []).map(({ name }) => {
        const operations = api?.operations.filter((one) => one.tags.includes(name) && fits(one)) ?? [];
        return operations.length === 0 ? null : (
          <section key={name}>
            <h2>{name}</h2>
            {operations.map(({ operationId, method, path, summary }) => (
              <a
                key={operationId}
                href={`#/${operationId}`}
                title={summary}
                aria-current={operationId === shown?.operationId ? 'page' : undefined}
              >
                <span class={`method ${method}`}>{method}</span> <span class="cut">{path}</span>
              </a>
            ))}
          </section>
        );
      })}
    </nav>
  );
}

function FirstPage({ api: { title, description, tags, operations } }: { readonly api: ApiDocument }) {
  const count = (tag: string): number => operations.filter((one) => one.tags.includes(tag)).length;
  const steps = ['createPlayer', 'createSession', 'createTicket', 'getTicket'];
  return (
    <article class="page">
      <h1>{title}</h1>
      <p class="words">
        <CodeWords of={description} />
      </p>
      <h2>To a match in four requests</h2>
      <ol>
        {steps.flatMap((id) => {
          const found = operations.find(({ operationId }) => operationId === id);
          return found === undefined
            ? []
            : [
                <li key={id}>
                  <a href={`#/${id}`}>
                    {found.method} {found.path}
                  </a>{' '}
                  <span class="calm">{found.summary}</span>
                </li>,
              ];
        })}
      </ol>
      <h2>Parts</h2>
      <ul class="plain">
        {tags.map(({ name, description: says }) => (
          <li key={name} class="leaf">
            <b>{name}</b>{' '}
            <span class="calm">
              <CodeWords of={says} />. {count(name)} {count(name) === 1 ? 'operation' : 'operations'}
            </span>
          </li>
        ))}
      </ul>
    </article>
  );
}
