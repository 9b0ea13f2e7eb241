import { OpenAPIHono } from '@hono/zod-openapi';
import { type ErrorCode, errorCodes, errors } from '../errors';
import { type Game } from '../../core/define';
import { type RestRoute } from './declaration';
import { problemSchema } from './problem';
import { optionComponents } from './option-components';
import { routes } from './routes';

/**
 * Codes that every route may answer with: errors of any function, and answers of the HTTP API before a
 * function runs.
 */
export const errorsOfEveryRoute: readonly ErrorCode[] = [
  'internal-error',
  'unavailable',
  'timed-out',
  'too-many-requests',
  'body-too-large',
];

/** The codes that a route may answer with, in the order of contract/errors.ts. */
export function errorsOfRoute(route: RestRoute): readonly ErrorCode[] {
  return errorCodes.filter((code) => route.errors.includes(code) || errorsOfEveryRoute.includes(code));
}

/** The subject of each tag, in reading order. */
const tags: Readonly<Record<string, string>> = {
  players: 'Registration, names, statistics, ratings',
  sessions: 'Access tokens, and the devices that hold them',
  account: 'A player’s own data: export, deletion, a new secret',
  identities: 'Signing in with Apple, Google, Steam and others',
  games: 'The games and their options',
  tickets: 'Looking for a match',
  matches: 'Matches, their logs and seats; practice, rematches, watching',
  invitations: 'Matches between players who know one another',
  leaderboards: 'Leaderboards, ranks and neighbours',
  service: 'Keys, health, and this document',
};

/** A route's description; without one, a sentence on who may call it. */
function describe({ authentication, schemas }: RestRoute): string {
  if (schemas.description !== undefined) return schemas.description;
  return authentication !== 'none'
    ? 'Needs the access token of a player.'
    : 'Open to everyone: needs no access token.';
}

/**
 * The API as an OpenAPI 3.1 document, made from the declaration of the routes: the functions validate with
 * the same schemas. It is the same on every deployment: its server is its own origin.
 * @param games of the backend, for the schemas of their options
 */
export function openApiDocument(games: Iterable<GameOptions>) {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent('securitySchemes', 'player', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of POST /v1/sessions',
  });
  for (const route of routes) {
    app.openAPIRegistry.registerPath({
      ...route.schemas,
      description: describe(route),
      ...(route.authentication !== 'none' ? { security: [{ player: [] }] } : {}),
      responses: { ...route.schemas.responses, ...errorResponses(errorsOfRoute(route)) },
    });
  }
  const { components, ...document } = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Turnlift',
      version: '1',
      description: [
        'A real-time, turn-based game: register, look for a match, connect to the address of the ' +
          'completed ticket, read results.',
        'Errors are problem documents (RFC 9457) with a stable `code`. 401, 404 of an unknown route, ' +
          '413, 429 and 503 may come from the gateway itself, which on AWS sends only `{"message": …}`: ' +
          'use the status.',
      ].join(' '),
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      contact: { name: 'Turnlift' },
    },
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    servers: [{ url: '/' }],
    security: [],
  });
  const schemas = { ...components?.schemas, ...optionSchemas([...games]) };
  return { ...document, components: { ...components, schemas } };
}

/** The part of a game that the document of its options needs. */
export type GameOptions = Pick<Game, 'name' | 'optionNames' | 'optionsSchema'>;

/** The options of each game that has any, as a request may name them. */
function optionSchemas(games: readonly GameOptions[]): Readonly<Record<string, object>> {
  const optional = games.filter(({ optionNames }) => optionNames.length > 0);
  const anyOf = optional.map(({ name }) => ({ $ref: `#/components/schemas/Options.${name}` }));
  const none = { type: 'object', additionalProperties: false, description: 'A game without options' };
  return {
    AskedOptions: {
      description: "The game's own options, by name; an absent option has the game's default",
      anyOf: optional.length < games.length ? [...anyOf, none] : anyOf,
    },
    ...Object.fromEntries(optional.flatMap(optionComponents)),
  };
}

function errorResponses(codes: readonly ErrorCode[]) {
  const statuses = [...new Set(codes.map((code) => errors[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: codes
          .filter((code) => errors[code].status === status)
          .map((code) => `\`${code}\`: ${errors[code].title}`)
          .join('. '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
