import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import * as z from 'zod/mini';
import { type LiveAnswer, liveAnswer } from '../../contract/console/lists';
import { fieldsOf } from '../../core/fields-of';
import { parseJson } from '../../core/json';

/** The schema of an answer. It is one value for all renders: an answer is parsed once for each schema. */
export type Schema<Body> = z.ZodMiniType<Body>;
/** Of answers that the page does not read. */
export const anyAnswer: Schema<unknown> = z.unknown();

/** The state of a watched path: no answer yet, a document, or the reason why there is none. */
export type Watched<Body> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'here'; readonly body: Body }
  | { readonly kind: 'absent'; readonly status: number; readonly says: string };

/** `closed`: the browser has no token; `lost`: the backend does not answer. */
export const connection = signal<'opening' | 'live' | 'paused' | 'lost' | 'closed'>('opening');
export const paused = signal(false);
/** When the backend answered last, in epoch milliseconds; the clock of the machine. */
export const answeredAt = signal<number | undefined>(undefined);

interface Watch {
  readonly answer: Signal<Watched<unknown>>;
  users: number;
  /** Its last user has left. One that has no user yet is being drawn, and its signal is looked at already. */
  left: boolean;
}
const watches = new Map<string, Watch>();
let source: EventSource | undefined;
let opening: ReturnType<typeof setTimeout> | undefined;

/** A backend that writes nothing for this time is frozen, in milliseconds: it writes every five seconds. */
const silentMs = 12_000;
let heardAt = 0;
setInterval(() => {
  if (connection.value === 'live' && source !== undefined && performance.now() - heardAt > silentMs)
    connection.value = 'lost';
}, 1000);

/** A path is watched from its first user to a moment after its last. */
const lingerMs = 80;

function reopen(): void {
  clearTimeout(opening);
  opening = setTimeout(open, lingerMs);
}

function open(): void {
  source?.close();
  source = undefined;
  for (const [path, { left }] of watches) if (left) watches.delete(path);
  if (paused.value) {
    connection.value = 'paused';
    // A section that is opened now is read once.
    void refresh(({ value }) => value.kind === 'waiting');
    return;
  }
  const watched = [...watches].flatMap(([path, { users }]) => (users === 0 ? [] : [['watch', path]]));
  if (document.hidden || watched.length === 0) return;
  const opened = new EventSource(`/console/live?${new URLSearchParams(watched).toString()}`);
  source = opened;
  heardAt = performance.now();
  opened.onmessage = ({ data }: MessageEvent<string>) => {
    heardAt = performance.now();
    connection.value = 'live';
    const read = liveAnswer.safeParse(parseJson(data));
    if (read.success) take(read.data);
    else answeredAt.value = Date.now();
  };
  opened.onerror = () => {
    // Browsers retry automatically, but not after an answer such as 401.
    connection.value = 'lost';
    if (opened.readyState !== EventSource.CLOSED) return;
    void isClosed().then((closed) => {
      if (closed) connection.value = 'closed';
      else setTimeout(reopen, 2_000);
    });
  };
}

/** Shows an answer of the backend. */
function take({ watch, status, body }: LiveAnswer): void {
  answeredAt.value = Date.now();
  const known = watches.get(watch);
  if (known === undefined) return;
  known.answer.value =
    status === 200 ? { kind: 'here', body } : { kind: 'absent', status, says: saidIn(body) };
}

/** Reads shown documents now, also while the page is paused. */
async function refresh(isWanted: (answer: Watch['answer']) => boolean = () => true): Promise<void> {
  const shown = [...watches].filter(([, { users, answer }]) => users > 0 && isWanted(answer));
  const reads = shown.map(async ([watch]) => {
    const response = await answerTo(watch);
    take({ watch, status: response.status, body: await response.json() });
  });
  await Promise.allSettled(reads);
}

async function isClosed(): Promise<boolean> {
  try {
    return (await fetch('/console/api/search')).status === 401;
  } catch {
    return false;
  }
}

document.addEventListener('visibilitychange', reopen);

export function setPaused(value: boolean): void {
  paused.value = value;
  if (!value) connection.value = 'opening';
  reopen();
}

/** A document that is updated after each change, while the component is shown. */
export function useWatched<Body>(path: string, schema: Schema<Body>): Watched<Body> {
  useEffect(() => {
    const watch = watchOf(path);
    watch.users += 1;
    watch.left = false;
    if (watch.users === 1) reopen();
    return () => {
      watch.users -= 1;
      watch.left = watch.users === 0;
      if (watch.left) reopen();
    };
  }, [path]);
  const { value } = watchOf(path).answer;
  return useMemo(() => readAs(value, schema), [value, schema]);
}

function readAs<Body>(answer: Watched<unknown>, schema: Schema<Body>): Watched<Body> {
  if (answer.kind !== 'here') return answer;
  const read = schema.safeParse(answer.body);
  return read.success
    ? { kind: 'here', body: read.data }
    : { kind: 'absent', status: 200, says: misfit(read.error) };
}

const misfit = ({ issues: [issue] }: z.core.$ZodError): string =>
  `The backend's answer is not as this page expects, at "${issue?.path.join('.') ?? ''}": reload the page.`;

const saidIn = (body: unknown): string => String(fieldsOf(body)['says']);

function watchOf(path: string): Watch {
  const known = watches.get(path);
  if (known !== undefined) return known;
  const made: Watch = {
    answer: signal<Watched<unknown>>({ kind: 'waiting' }),
    users: 0,
    left: false,
  };
  watches.set(path, made);
  return made;
}

/** The backend's answer to a request that it refuses. */
export class RefusedRequest extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(saidIn(body));
    this.status = status;
    this.body = body;
  }
}

/** @throws Error in words when there is no answer */
async function answerTo(path: string, request: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(`/console/api${path}`, request);
  } catch {
    throw noAnswer();
  }
}

const noAnswer = (): Error =>
  new Error('The backend does not answer. See whether it still runs, then try again.');

/** A read without an answer ends after this time, in milliseconds: a frozen backend takes requests. */
const longestReadMs = 30_000;

/**
 * Reads the current document once.
 * @throws Refused with the backend's message; Error for an unexpected body, or without an answer
 */
export async function ask<Body>(path: string, schema: Schema<Body>): Promise<Body> {
  return bodyOf(await answerTo(path, { signal: AbortSignal.timeout(longestReadMs) }), schema);
}

/**
 * Sends a command to the backend. The page shows its effect before this returns.
 * @throws Refused with the backend's message; Error for an unexpected body, or without an answer
 */
export async function act<Body>(path: string, schema: Schema<Body>, text?: string): Promise<Body> {
  const response = await answerTo(path, {
    method: 'POST',
    ...(text === undefined ? {} : { body: text }),
  });
  const body = await bodyOf(response, schema);
  await refresh();
  return body;
}

async function bodyOf<Body>(response: Response, schema: Schema<Body>): Promise<Body> {
  const body: unknown = await response.json().catch((error: unknown) => {
    throw error instanceof SyntaxError ? error : noAnswer();
  });
  if (!response.ok) throw new RefusedRequest(response.status, body);
  const read = schema.safeParse(body);
  if (!read.success) throw new Error(misfit(read.error));
  return read.data;
}
