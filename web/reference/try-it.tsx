import { type Signal, useSignal } from '@preact/signals';
import { messageOf } from '../../core/message-of';
import { curlCommand, type ShownRequest } from '../../contract/rest/curl';
import { browserTransports } from '../../client/browser-transports';
import { apiUrl } from '../parts/api';
import { CopyButton } from '../parts/copy-button';
import { type ApiDocument, jsonSchema, type Operation } from './document';
import { endsPlayer, firstBody, knownField, presetOf, requestOf, withCommandId } from './request';
import { forgetPlayer, known, registerPlayer, remember, triedPlayer } from './tried-player';

type Parameter = Operation['parameters'][number];
const { newId } = browserTransports;

interface Answer {
  readonly status: number;
  readonly milliseconds: number;
  readonly text: string;
}

/** A form that sends a request as a player of this page. */
export function TryIt({ operation, api }: { readonly operation: Operation; readonly api: ApiDocument }) {
  const { path, parameters, requestBody, security } = operation;
  const bodySchema = jsonSchema(requestBody?.content);
  const values = useSignal<Readonly<Record<string, string>>>({});
  const body = useSignal(firstBody(bodySchema, api.schemas, newId()));
  const answer = useSignal<Answer | undefined>(undefined);
  const failure = useSignal('');
  const valueOf = (parameter: Parameter): string => {
    const written = values.value[`${parameter.in} ${parameter.name}`];
    if (written !== undefined || parameter.in !== 'path') return written ?? '';
    return known.value[knownField(path, parameter.name)] ?? presetOf(parameter);
  };
  const filled = Object.fromEntries(
    parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, valueOf(parameter)]),
  );
  const request = requestOf(operation, { values: filled, body: body.value });
  const run = async (): Promise<void> => {
    failure.value = '';
    try {
      answer.value = await send(request);
      if (endsPlayer(request, answer.value.status)) triedPlayer.value = undefined;
      // The next command is another one: with the same id it would not be played again.
      if (answer.value.status < 400) body.value = withCommandId(body.value, newId());
    } catch (error) {
      failure.value = messageOf(error);
    }
  };
  return (
    <section class="card-box try" aria-label="try it">
      <h2>Try it</h2>
      {security.length > 0 ? <Player /> : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        {parameters.map((parameter) => (
          <Field
            key={`${parameter.in} ${parameter.name}`}
            parameter={parameter}
            value={valueOf(parameter)}
            change={(value) => {
              values.value = { ...values.value, [`${parameter.in} ${parameter.name}`]: value };
            }}
          />
        ))}
        {bodySchema === undefined ? null : <Body body={body} />}
        <Send request={request} signsIn={security.length > 0} />
      </form>
      {failure.value === '' ? null : (
        <p class="notice bad" role="alert">
          {failure.value}
        </p>
      )}
      {answer.value === undefined ? null : <Answered answer={answer.value} />}
    </section>
  );
}

function Field({
  parameter,
  value,
  change,
}: {
  readonly parameter: Parameter;
  readonly value: string;
  readonly change: (value: string) => void;
}) {
  const { name, in: place, required, schema } = parameter;
  return (
    <label class="field">
      <span>
        {name} <small class="calm">{place}</small>
      </span>
      <input
        required={required}
        value={value}
        placeholder={String(schema.example ?? schema.default ?? '')}
        onInput={({ currentTarget }) => change(currentTarget.value)}
      />
    </label>
  );
}

function Send({ request, signsIn }: { readonly request: ShownRequest; readonly signsIn: boolean }) {
  return (
    <p class="facts-line">
      <button type="submit" class="accent" disabled={signsIn && triedPlayer.value === undefined}>
        Send
      </button>
      <CopyButton text={curlCommand(request, apiUrl())} as="curl" />
    </p>
  );
}

function Body({ body }: { readonly body: Signal<string> }) {
  return (
    <label class="field">
      <span>body</span>
      <textarea
        rows={Math.min(14, body.value.split('\n').length + 1)}
        spellcheck={false}
        value={body.value}
        onInput={({ currentTarget: { value } }) => {
          body.value = value;
        }}
      />
    </label>
  );
}

function Answered({ answer: { status, milliseconds, text } }: { readonly answer: Answer }) {
  return (
    <div role="status">
      <p class="facts-line">
        <span class={`state ${status < 400 ? 'good' : 'bad'}`}>{status}</span>
        <span class="calm figure">{Math.round(milliseconds)} ms</span>
      </p>
      {text === '' ? (
        <p class="calm">The answer has no body.</p>
      ) : (
        <pre tabIndex={0} role="region" aria-label="answer">
          {text}
        </pre>
      )}
    </div>
  );
}

/** The player who sends. */
function Player() {
  const name = useSignal('Ada');
  const failure = useSignal('');
  const player = triedPlayer.value;
  const register = (): void => {
    failure.value = '';
    registerPlayer(name.value).catch((error: unknown) => {
      failure.value = messageOf(error);
    });
  };
  if (player !== undefined)
    return (
      <p class="facts-line">
        Sent as <b>{player.name}</b>{' '}
        <button type="button" class="small" onClick={forgetPlayer}>
          Another player
        </button>
      </p>
    );
  return (
    <form
      class="facts-line"
      onSubmit={(event) => {
        event.preventDefault();
        register();
      }}
    >
      <input
        aria-label="name of your player"
        required
        value={name.value}
        onInput={({ currentTarget: { value } }) => {
          name.value = value;
        }}
      />
      <button type="submit" class="accent">
        Register a player to send as
      </button>
      {failure.value === '' ? null : (
        <p class="notice bad" role="alert">
          {failure.value}
        </p>
      )}
    </form>
  );
}

/** @throws ApiError | TypeError when there is no answer */
async function send(request: ShownRequest): Promise<Answer> {
  const began = performance.now();
  const { credentials } = triedPlayer.value ?? {};
  const answer =
    request.signedIn && credentials !== undefined
      ? await credentials.use((token) => fetchAnswer(request, token))
      : await fetchAnswer(request, undefined);
  const text = await answer.text();
  const milliseconds = performance.now() - began;
  try {
    const read: unknown = JSON.parse(text);
    remember(read);
    return { status: answer.status, milliseconds, text: JSON.stringify(read, null, 2) };
  } catch {
    return { status: answer.status, milliseconds, text };
  }
}

function fetchAnswer(
  { method, path, query, body, signedIn }: ShownRequest,
  token: string | undefined,
): Promise<Response> {
  return fetch(`${apiUrl()}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(signedIn && token !== undefined ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
}
