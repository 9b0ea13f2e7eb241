/**
 * How built pages (tools/build/pages) are served, by the laptop and by CloudFront alike: types, caching, and
 * permissions of a page.
 */

/** By file extension; a built page has only these. */
export const pageContentTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/**
 * `index.html` is revalidated at each request; the names of all other files contain a hash of their content.
 */
export const pageCaching = { index: 'no-cache', hashed: 'public, max-age=31536000, immutable' } as const;

/** Where a site has the page of the REST API. */
export const referencePath = 'reference/';

/** Pages send no Referer header. */
export const pageReferrerPolicy = 'no-referrer';

/** The element of `index.html` with the API's URL; empty: the page's own origin. */
export const apiElement = { before: '<meta name="turnlift-api" content="', after: '" />' } as const;

/**
 * The Content-Security-Policy of a page: it allows the page's own scripts and styles, and connections.
 * @param connections allowed targets, as sources of `connect-src`
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

/** Addresses of fleets with certificates, at any port. */
export const fleetSource = 'wss://*.amazongamelift.com:*';
