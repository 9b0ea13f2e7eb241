import { type ApiDocument, jsonSchema, type Operation } from './document';
import { CodeWords } from './code-words';
import { SchemaView, typeWords } from './schema-view';
import { TryIt } from './try-it';

/** One operation: its parameters, its answers, and a form to send a request. */
export function OperationPage({
  operation,
  api,
}: {
  readonly operation: Operation;
  readonly api: ApiDocument;
}) {
  const { summary, description, method, path, security, parameters, requestBody, responses } = operation;
  const body = jsonSchema(requestBody?.content);
  return (
    <article class="page">
      <h1>{summary}</h1>
      <p class="facts-line">
        <span class={`method ${method}`}>{method}</span> <code>{path}</code>
        <span class="calm">{security.length > 0 ? 'needs the token of a player' : 'open to everyone'}</span>
      </p>
      <p class="words">
        <CodeWords of={description} />
      </p>
      <div class="two">
        <div>
          {parameters.length === 0 ? null : (
            <>
              <h2>Parameters</h2>
              <ul class="plain">
                {parameters.map(({ name, in: place, required, description: says, schema }) => (
                  <li key={`${place} ${name}`} class="leaf">
                    <b class="field-name">{name}</b>{' '}
                    <span class="calm">{required ? place : `${place}, optional`}</span>{' '}
                    <code>{typeWords(schema, api.schemas)}</code>{' '}
                    <span class="calm">
                      <CodeWords of={says ?? schema.description ?? ''} />
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
          {body === undefined ? null : (
            <>
              <h2>Body</h2>
              <SchemaView of={body} schemas={api.schemas} />
            </>
          )}
          <h2>Answers</h2>
          {Object.entries(responses).map(([status, answer]) => (
            <Answer key={status} status={status} answer={answer} api={api} />
          ))}
        </div>
        <TryIt key={operation.operationId} operation={operation} api={api} />
      </div>
    </article>
  );
}

function Answer({
  status,
  answer: { description, content },
  api,
}: {
  readonly status: string;
  readonly answer: Operation['responses'][string];
  readonly api: ApiDocument;
}) {
  const schema = jsonSchema(content);
  const good = status < '400';
  const head = (
    <>
      <span class={`state ${good ? 'good' : 'bad'}`}>{status}</span> <CodeWords of={description} />
    </>
  );
  if (schema === undefined) return <p class="answer">{head}</p>;
  return (
    <details class="answer" open={good}>
      <summary>{head}</summary>
      <SchemaView of={schema} schemas={api.schemas} />
    </details>
  );
}
