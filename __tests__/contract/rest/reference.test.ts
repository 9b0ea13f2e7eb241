import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { errorCodes } from '../../../contract/errors';
import { functionDeclarations } from '../../../functions/declarations';
import { openApiDocument } from '../../../contract/rest/openapi';
import { errorTable, routeTable, throttleTable } from '../../../contract/rest/reference';
import { routes } from '../../../contract/rest/routes';
import { projectRoot } from '../../../local/project-root';
import { plainTables } from '../../support/markdown';

const page = plainTables(fs.readFileSync(path.join(projectRoot, 'docs', 'rest.md'), 'utf8'));
const section = (name: string) =>
  new RegExp(`<!-- ${name} -->\\s*([\\s\\S]*?)\\s*<!-- /${name} -->`).exec(page)?.[1];

const shownSchema = z.looseObject({
  pattern: z.string().optional(),
  example: z.unknown().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  items: z.unknown().optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});

/** Every object of a document that may be a schema, with its path. */
function schemasIn(value: unknown, at = ''): { at: string; schema: z.output<typeof shownSchema> }[] {
  if (typeof value !== 'object' || value === null) return [];
  const read = shownSchema.safeParse(value);
  const here = read.success && 'type' in value ? [{ at, schema: read.data }] : [];
  return [...here, ...Object.entries(value).flatMap(([name, child]) => schemasIn(child, `${at}/${name}`))];
}

describe('the declaration of the REST API', () => {
  it.each([
    ['routes', routeTable],
    ['errors', errorTable],
    ['throttles', throttleTable],
  ] as const)('equals the %s of docs/rest.md (npm run rest-reference writes it)', (name, table) => {
    expect(section(name)).toBe(table());
  });

  it('names each operation and each route once, and only functions with an HTTP trigger', () => {
    expect(new Set(routes.map(({ operationId }) => operationId)).size).toBe(routes.length);
    expect(new Set(routes.map(({ method, path: routePath }) => `${method} ${routePath}`)).size).toBe(
      routes.length,
    );
    const http = functionDeclarations
      .filter(({ trigger }) => trigger.kind === 'http')
      .map(({ name }) => name);
    expect([...new Set(routes.map((route) => route.function))].sort()).toEqual([...http].sort());
  });

  it('documents a missing player where a route requires one, and uses every code of a function', () => {
    for (const route of routes.filter(({ authentication }) => authentication !== 'none'))
      expect({ route: route.operationId, errors: route.errors }).toMatchObject({
        errors: expect.arrayContaining(['unauthorized']),
      });
    const used = new Set(routes.flatMap(({ errors }) => errors));
    expect(errorCodes.filter((code) => !used.has(code))).toEqual([
      'foreign-caller',
      'not-found',
      'body-too-large',
      'too-many-requests',
      'internal-error',
      'unavailable',
      'timed-out',
    ]);
  });

  it('describes every operation and every tag, for linters and readers', () => {
    const { paths, tags = [] } = openApiDocument([]);
    const operations = Object.values(paths ?? {}).flatMap((methods) => Object.values(methods));
    const described = new Set(tags.map(({ name }) => name));
    expect(operations.length).toBe(routes.length);
    for (const operation of operations) {
      expect(operation).toMatchObject({
        summary: expect.stringMatching(/./),
        description: expect.stringMatching(/./),
      });
      expect(operation.tags.filter((tag: string) => !described.has(tag))).toEqual([]);
    }
  });

  it('writes schemas that client generators accept', () => {
    const schemas = schemasIn(openApiDocument([]));
    expect(schemas.length).toBeGreaterThan(500);
    for (const { at, schema } of schemas) {
      const { pattern, example, type, items, format, minimum } = schema;
      // A pattern is the source of a regular expression, without slashes and flags; examples match it.
      if (pattern !== undefined) expect(`${at} ${pattern}`).toMatch(/ \^[^/]*\$$/);
      if (pattern !== undefined && example !== undefined)
        expect(`${at} ${new RegExp(pattern).test(String(example))}`).toBe(`${at} true`);
      if ([type].flat().includes('array')) expect({ at, items }).toMatchObject({ items: expect.anything() });
      // Epoch milliseconds do not fit in 32 bits.
      if (type === 'integer' && typeof example === 'number' && example > 2 ** 31)
        expect({ at, format }).toEqual({ at, format: 'int64' });
      expect(minimum ?? 0).toBeLessThanOrEqual(schema.maximum ?? Infinity);
    }
  });

  it('has every route of the plan in its OpenAPI document', () => {
    const documented = Object.entries(openApiDocument([]).paths ?? {}).flatMap(([routePath, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${routePath}`),
    );
    expect(documented.sort()).toEqual(
      [
        'POST /v1/players',
        'POST /v1/sessions',
        'DELETE /v1/sessions',
        'GET /v1/sessions',
        'DELETE /v1/sessions/{id}',
        'DELETE /v1/players/me',
        'POST /v1/players/me/secret',
        'GET /v1/players/me/export',
        'GET /v1/players/me/identities',
        'POST /v1/players/me/identities',
        'DELETE /v1/players/me/identities/{provider}',
        'GET /v1/identity-providers',
        'POST /v1/identity-nonces',
        'GET /.well-known/jwks.json',
        'GET /.well-known/openid-configuration',
        'GET /v1/players/me',
        'PATCH /v1/players/me',
        'GET /v1/players/{id}',
        'GET /v1/games',
        'POST /v1/practice',
        'POST /v1/invitations',
        'GET /v1/invitations/{code}',
        'POST /v1/invitations/{code}/acceptance',
        'DELETE /v1/invitations/{code}',
        'POST /v1/matches/{id}/rematch',
        'POST /v1/tickets',
        'GET /v1/tickets/{id}',
        'DELETE /v1/tickets/{id}',
        'POST /v1/tickets/{id}/acceptance',
        'GET /v1/matches/{id}',
        'GET /v1/matches/{id}/log',
        'POST /v1/matches/{id}/rejoin',
        'GET /v1/matches/{id}/seat',
        'POST /v1/matches/{id}/commands',
        'GET /v1/matches/{id}/watch',
        'GET /v1/players/{id}/matches',
        'GET /v1/players/{id}/opponents/{opponent}',
        'GET /v1/players/{id}/ratings/{game}',
        'GET /v1/players/{id}/rewards',
        'GET /v1/players/{id}/statistics/{game}',
        'GET /v1/leaderboards',
        'GET /v1/leaderboards/{board}',
        'GET /v1/leaderboards/{board}/periods',
        'GET /v1/leaderboards/{board}/players/{id}',
        'GET /v1/leaderboards/{board}/players/{id}/neighbours',
        'GET /v1/players/me/leaderboards',
        'GET /v1/players/me/leaderboards/{board}',
        'GET /v1/players/me/leaderboards/{board}/among',
        'GET /v1/players/me/leaderboards/{board}/neighbours',
        'GET /v1/players/me/leaderboards/{board}/place',
        'GET /v1/openapi.json',
        'GET /v1/health',
      ].sort(),
    );
  });
});
