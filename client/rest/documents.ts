/**
 * The documents of the API, parsed with zod/mini: the schemas of contract/rest import hono and OpenAPI, which
 * a page should not load. The compiler compares each with the contract's type (`satisfies`), so that they
 * stay equal.
 */
export * from './account-documents';
export * from './arranged-documents';
export * from './leaderboard-documents';
export type * from './document-types';
export * from './match-documents';
export * from './matchmaking-documents';
export * from './statistics-documents';
export * from './watched-documents';
