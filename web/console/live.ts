import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

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

/** A path is watched from its first user to a moment after its last. */
const lingerMilliseconds = 80;

function reopen(): void {
  clearTimeout(opening);
  opening = setTimeout(open, lingerMilliseconds);
}

function open(): void {
  source?.close();
  source = undefined;
  for (const [path, { left }] of watches) if (left) watches.delete(path);
  if (paused.value) {
    connection.value = 'paused';
    return;
  }
  const watched = [...watches].flatMap(([path, { users }]) => (users === 0 ? [] : [['watch', path]]));
  if (document.hidden || watched.length === 0) return;
  const opened = new EventSource(`/console/live?${new URLSearchParams(watched).toString()}`);
  source = opened;
  opened.onmessage = ({ data }: MessageEvent<string>) => {
    connection.value = 'live';
    answeredAt.value = Date.now();
    const { watch, status, body } = JSON.parse(data);
    const known = watches.get(watch);
    if (known === undefined) return;
    known.answer.value =
      status === 200 ? { kind: 'here', body } : { kind: 'absent', status, says: String(body.says) };
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
export function useWatched<Body>(path: string): Watched<Body> {
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
  return isOf<Body>(value) ? value : { kind: 'waiting' };
}

/** The answer of a path has its type in the contract: server and page are built together. */
function isOf<Body>(_answer: Watched<unknown>): _answer is Watched<Body> {
  return true;
}

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
export class Refused extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: { readonly says: unknown }) {
    super(String(body.says));
    this.status = status;
    this.body = body;
  }
}

/** Reads the current document once. @throws Refused with the backend's message */
export async function ask<Body>(path: string): Promise<Body> {
  const response = await fetch(`/console/api${path}`);
  const body = await response.json();
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

/** Sends a command to the backend. @throws Refused with the backend's message */
export async function act<Body>(path: string, text?: string): Promise<Body> {
  const response = await fetch(`/console/api${path}`, {
    method: 'POST',
    ...(text === undefined ? {} : { body: text }),
  });
  const body = await response.json();
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}
