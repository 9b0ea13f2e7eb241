import { signal } from '@preact/signals';

/** Where in the page a player is; the address says it, so that a reload and a link lead back. */
export type Route =
  | { readonly at: 'lobby' }
  | { readonly at: 'match'; readonly matchId: string }
  | { readonly at: 'replay'; readonly matchId: string };

/** Reads the part of an address after `#`. Anything unknown is the lobby. */
export function routeOf(hash: string): Route {
  const [, room, matchId] = /^#\/(match|replay)\/([0-9a-f-]{36})$/.exec(hash) ?? [];
  return matchId === undefined ? { at: 'lobby' } : { at: room === 'replay' ? 'replay' : 'match', matchId };
}

export function hashOf(route: Route): string {
  return route.at === 'lobby' ? '#/' : `#/${route.at}/${route.matchId}`;
}

export const route = signal<Route>(routeOf(location.hash));
addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
});

export function go(to: Route): void {
  location.hash = hashOf(to);
}
