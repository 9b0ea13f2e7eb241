import { signal } from '@preact/signals';

/** The sections of the console, in the order of the rail. */
export const sections = [
  { name: 'now', title: 'Now' },
  { name: 'matches', title: 'Matches' },
  { name: 'tickets', title: 'Tickets' },
  { name: 'lab', title: 'Rule lab' },
  { name: 'boards', title: 'Leaderboards' },
  { name: 'players', title: 'Players' },
  { name: 'fleet', title: 'Fleet' },
  { name: 'events', title: 'Events' },
  { name: 'calls', title: 'Calls' },
  { name: 'tables', title: 'Tables' },
  { name: 'faults', title: 'Faults & time' },
] as const;
export type Section = (typeof sections)[number]['name'];

/** A place in the console; the address contains all of it, so that it can be shared. */
export interface Route {
  readonly section: Section;
  readonly id: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Parses the part of an address after `#`. An unknown section becomes *Now*. */
export function routeOf(hash: string): Route {
  const [, first, id = '', query = ''] = /^#\/([a-z-]+)(?:\/([^?]+))?(?:\?(.*))?$/.exec(hash) ?? [];
  const section = sections.find(({ name }) => name === first)?.name ?? 'now';
  return { section, id: decoded(id), query: Object.fromEntries(new URLSearchParams(query)) };
}

/** An id of an address; one that was cut in the middle of an escape stays as it is, and is then unknown. */
function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

export function hashOf({ section, id, query }: Route): string {
  const filled = Object.entries(query).filter(([, value]) => value !== '');
  const search = filled.length === 0 ? '' : `?${new URLSearchParams(filled).toString()}`;
  return `#/${section}${id === '' ? '' : `/${encodeURIComponent(id)}`}${search}`;
}

export const route = signal<Route>(routeOf(location.hash));
addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
});

/** Opens a place of the console. */
export function go(to: Route): void {
  location.hash = hashOf(to);
}

/** The same place with other words in its query; an empty value removes a word. */
export function hashWith(changed: Readonly<Record<string, string>>): string {
  return hashOf({ ...route.value, query: { ...route.value.query, ...changed } });
}

/** Changes the query in place: steps of a slider must not become steps of the browser's history. */
export function adjust(changed: Readonly<Record<string, string>>): void {
  history.replaceState(null, '', hashWith(changed));
  route.value = routeOf(location.hash);
}
