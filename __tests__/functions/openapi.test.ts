import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { openApiDocument } from '../../contract/rest/openapi';
import { routes } from '../../contract/rest/routes';
import { backend as definition } from '../games';
import { startGameLift } from './support/gamelift';
import { type Backend, startBackend } from './support/backend';
import { misfits, openApi, type OpenApiDocument, operationOf } from './support/openapi-document';
import { tries } from '../../testing/effort';
import { objectOf } from '../support/json-values';

const listed = z.array(z.object({ board: z.string() }));

/** These tests know the API only from /v1/openapi.json. */

let gamelift: Awaited<ReturnType<typeof startGameLift>>;
let backend: Backend;
let document: OpenApiDocument;
beforeAll(async () => {
  gamelift = await startGameLift();
  backend = await startBackend({ gamelift: gamelift.url });
  gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
  document = openApi.parse(await (await fetch(`${backend.lambda.url}/v1/openapi.json`)).json());
});
afterAll(async () => {
  await backend.close();
  await gamelift.close();
});

/**
 * Calls an operation by its id. Every answer must be one that the document declares, in the declared form.
 */
async function call(
  id: string,
  {
    parameters = {},
    body,
    token,
    text,
  }: {
    readonly parameters?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly token?: string;
    readonly text?: string;
  } = {},
) {
  const { method, path, operation: declared } = operationOf(document, id);
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(parameters)) {
    if (path.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, encodeURIComponent(value));
    else query.set(name, value);
  }
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(
    `${backend.lambda.url}${filled}${query.size > 0 ? `?${query.toString()}` : ''}`,
    {
      method,
      headers: {
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(sent === undefined ? {} : { body: sent }),
    },
  );
  const received = await response.text();
  const answer = declared.responses[String(response.status)];
  if (answer === undefined)
    throw new Error(`${id} answered ${response.status}, which the document does not declare: ${received}`);
  const content = answer.content?.[(response.headers.get('content-type') ?? '').split(';')[0] ?? ''];
  if (received !== '')
    expect({
      id,
      status: response.status,
      misfits: misfits(document, JSON.parse(received), content?.schema ?? { type: 'undeclared' }),
    }).toEqual({ id, status: response.status, misfits: [] });
  return {
    status: response.status,
    body: objectOf(received === '' ? {} : JSON.parse(received)),
  };
}

describe('the document', () => {
  it('is an OpenAPI 3.1 document whose references, parameters and operation ids are all consistent', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(definition.games.values()))));
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) =>
      reference?.replace('#/components/schemas/', ''),
    );
    expect(references.filter((name) => document.components.schemas[name ?? ''] === undefined)).toEqual([]);
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((declared) => ({ path, declared })),
    );
    expect(operations).toHaveLength(routes.length);
    expect(new Set(operations.map(({ declared }) => declared.operationId)).size).toBe(operations.length);
    for (const { path, declared } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect({
        path,
        parameters: (declared.parameters ?? [])
          .filter((parameter) => parameter.in === 'path')
          .map(({ name, required }) => [name, required]),
      }).toEqual({ path, parameters: inPath.map((name) => [name, true]) });
      expect(Object.keys(declared.responses).some((status) => status.startsWith('2'))).toBe(true);
      if (declared.security !== undefined) expect(declared.responses['401']).toBeDefined();
    }
  });

  it('is enough to register, sign in, find a match, and read everything', async () => {
    const join = async () => {
      const guest = await call('createPlayer', { body: { displayName: 'Reader' } });
      const session = await call('createSession', {
        body: { playerId: guest.body.playerId, secret: guest.body.secret },
      });
      const refreshed = await call('createSession', { body: { refreshToken: session.body.refreshToken } });
      const token = String(refreshed.body.accessToken);
      const ticket = await call('createTicket', { token, body: { game: 'noughts' } });
      return { id: String(guest.body.playerId), token, ticket: String(ticket.body.ticketId) };
    };
    const players = [await join(), await join()];
    await gamelift.place();
    for (const { id, token, ticket } of players) {
      let status: unknown;
      for (let tries = 0; tries < 500 && status !== 'completed'; tries += 1)
        ({ status } = (await call('getTicket', { token, parameters: { id: ticket } })).body);
      expect(status).toBe('completed');
      expect((await call('getMe', { token })).body.playerId).toBe(id);
      expect((await call('updateMe', { token, body: { displayName: 'Renamed' } })).status).toBe(200);
      expect((await call('getPlayer', { token, parameters: { id } })).body.displayName).toBe('Renamed');
      expect((await call('getHistory', { token, parameters: { id, limit: '5' } })).body.items).toEqual([]);
      expect((await call('listSessions', { token })).body.items).toHaveLength(1);
      expect((await call('listIdentities', { token })).body.items).toEqual([]);
      expect((await call('exportPlayer', { token })).body.tickets).toMatchObject([{ status: 'completed' }]);
      expect((await call('replaceSecret', { token, body: {} })).status).toBe(201);
      expect((await call('deleteSession', { token })).status).toBe(204);
    }
    for (const { board: leaderboard } of listed.parse((await call('listLeaderboards')).body.boards)) {
      expect(
        (await call('getLeaderboard', { parameters: { board: leaderboard, period: '2026-11', limit: '3' } }))
          .body.items,
      ).toEqual([]);
    }
    for (const id of [
      'getJwks',
      'getOpenIdConfiguration',
      'getHealth',
      'getOpenApi',
      'listIdentityProviders',
    ])
      expect((await call(id)).status).toBe(200);
  });
});

describe('unexpected input', () => {
  it('never causes a 500, and every refusal is one that the document declares', async () => {
    const guest = await call('createPlayer');
    const { body: session } = await call('createSession', {
      body: { playerId: guest.body.playerId, secret: guest.body.secret },
    });
    const token = String(session.accessToken);
    const withBody = [
      'createPlayer',
      'createSession',
      'updateMe',
      'linkIdentity',
      'createTicket',
      'answerTicket',
    ];
    const known = fc.constantFrom(
      'displayName',
      'playerId',
      'secret',
      'refreshToken',
      'identity',
      'provider',
      'nonce',
      'idToken',
      'openId',
      'game',
      'latencyMs',
      'accept',
      '__proto__',
      'constructor',
    );
    const nearly = fc.dictionary(
      known,
      fc.oneof(
        fc.jsonValue(),
        fc.string(),
        fc.constantFrom(
          guest.body.playerId,
          'noughts',
          '\u0000',
          '🎲'.repeat(20),
          { 'us-east-1': 0 },
          { 'eu-west-1': 1.5 },
          { 'mars-1': 3 },
        ),
      ),
      { maxKeys: 4 },
    );
    const body = fc.oneof({ weight: 3, arbitrary: nearly }, { weight: 1, arbitrary: fc.jsonValue() });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...withBody), body, fc.boolean(), async (id, value, raw) => {
        const answer = await call(id, {
          token,
          parameters: id === 'answerTicket' ? { id: '0e9f3c52-8f4c-4b5d-9b57-6b8f1c1d2e3f' } : {},
          ...(raw ? { text: JSON.stringify(value).slice(1) } : { body: value }),
        });
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: tries(50), seed: 2 },
    );
  });

  it('names every field that it refuses, and its limit', async () => {
    const guest = await call('createPlayer');
    const { body: session } = await call('createSession', {
      body: { playerId: guest.body.playerId, secret: guest.body.secret },
    });
    const refused = async (id: string, given: Parameters<typeof call>[1]) =>
      (await call(id, { token: String(session.accessToken), ...given })).body.errors;
    expect(await refused('updateMe', { body: { displayName: 'x'.repeat(33), extra: 1 } })).toEqual([
      { in: 'body', field: '/displayName', message: expect.stringContaining('at most 32 characters') },
      { in: 'body', field: '/extra', message: 'is not a field of this request' },
    ]);
    expect(
      await refused('createTicket', {
        body: { game: 'noughts', latencyMs: { 'eu-west-1': 70_000, 'sa-east-1': 5 } },
      }),
    ).toEqual([{ in: 'body', field: '/latencyMs/eu-west-1', message: 'must be at most 60000' }]);
    expect(
      await refused('createTicket', { body: { game: 'noughts', latencyMs: { 'sa-east-1': 5 } } }),
    ).toEqual([
      {
        in: 'body',
        field: '/latencyMs/sa-east-1',
        message: 'is not a location of this backend: us-east-1, eu-west-1',
      },
    ]);
    expect(await refused('getTicket', { parameters: { id: 'nope' } })).toEqual([
      { in: 'path', field: 'id', message: 'must be a UUID in lower case' },
    ]);
    expect(
      await refused('getHistory', { parameters: { id: String(guest.body.playerId), limit: '101' } }),
    ).toEqual([{ in: 'query', field: 'limit', message: 'must be at most 100' }]);
    expect(await refused('createSession', { body: { playerId: guest.body.playerId } })).toEqual([
      { in: 'body', field: '/secret', message: 'is missing' },
    ]);
  });
});
