import { signal } from '@preact/signals';

/** A player's place in the page; the address contains it, for reloads and links. */
export type Route =
  | { readonly at: 'lobby' | 'search' }
  | { readonly at: 'unknown'; readonly hash: string }
  | { readonly at: 'match' | 'replay' | 'watch'; readonly matchId: string }
  | { readonly at: 'invitation'; readonly code: string };

/** Parses the part of an address after `#`. */
export function routeOf(hash: string): Route {
  const [, code] = /^#\/invitation\/([0-9a-z]{10})$/i.exec(hash) ?? [];
  if (code !== undefined) return { at: 'invitation', code };
  const [, at, matchId] = /^#\/(match|replay|watch)\/([0-9a-f-]{36})$/.exec(hash) ?? [];
  if (hash === '#/search') return { at: 'search' };
  if (matchId === undefined || (at !== 'match' && at !== 'replay' && at !== 'watch'))
    return ['', '#', '#/'].includes(hash) ? { at: 'lobby' } : { at: 'unknown', hash };
  return { at, matchId };
}

export function hashOf(route: Route): string {
  switch (route.at) {
    case 'lobby':
      return '#/';
    case 'search':
      return '#/search';
    case 'invitation':
      return `#/invitation/${route.code}`;
    case 'unknown':
      return route.hash;
    default:
      return `#/${route.at}/${route.matchId}`;
  }
}

/** An address for other players: it leaves out the account of this tab. */
export const linkTo = (hash: string): string => `${location.origin}${location.pathname}${hash}`;

export const route = signal<Route>(routeOf(location.hash));
addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
});

/** Whether the address is of this kind: `route` follows it a moment later. */
export const isAt = (at: Route['at']): boolean => routeOf(location.hash).at === at;

export function go(to: Route): void {
  location.hash = hashOf(to);
}

/** As `go`, where the browser's back button should not lead here again. */
export function goInstead(to: Route): void {
  location.replace(hashOf(to));
}
