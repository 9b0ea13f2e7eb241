/**
 * How built pages (tools/build/pages) are served, by the laptop and by CloudFront alike: types, caching, and
 * what a page may do.
 */

/** By the end of the name; nothing else is in a built page. */
export const pageContentTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
]);

/** `index.html` is always asked for anew; names of all other files carry a hash of their content. */
export const pageCaching = { index: 'no-cache', hashed: 'public, max-age=31536000, immutable' } as const;

/** Says nothing to others of where the player was. */
export const pageReferrerPolicy = 'no-referrer';

/** The element of `index.html` that says where the API is; empty: where the page comes from. */
export const apiElement = { before: '<meta name="turnlift-api" content="', after: '" />' } as const;

/**
 * What a page may load and do: its own scripts and styles, and connections.
 * @param connections where it may connect to, as sources of `connect-src`
 */
export function pagePolicy(connections: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The icon is an empty data URL.
    'img-src data:',
    `connect-src ${connections.join(' ')}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Addresses of fleets with certificates, at whatever port a session has. */
export const fleetSource = 'wss://*.amazongamelift.com:*';
