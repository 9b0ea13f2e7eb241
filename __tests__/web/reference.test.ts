import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { openApiDocument } from '../../contract/rest/openapi';
import { curlCommand } from '../../contract/rest/curl';
import { routes } from '../../contract/rest/routes';
import { jsonSchema, readDocument } from '../../web/reference/document';
import {
  endsPlayer,
  firstBody,
  knownField,
  presetOf,
  requestOf,
  withCommandId,
} from '../../web/reference/request';
import { sampleOf } from '../../web/reference/sample';

const api = readDocument(JSON.parse(JSON.stringify(openApiDocument([]))));

function operation(id: string) {
  const found = api.operations.find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`the document has no ${id}`);
  return found;
}

describe('the page of the REST API', () => {
  it('reads every operation of the document', () => {
    expect(api.operations.map(({ operationId }) => operationId).sort()).toEqual(
      routes.map(({ operationId }) => operationId).sort(),
    );
  });

  const withBody = api.operations.flatMap(({ operationId, requestBody }) => {
    const schema = jsonSchema(requestBody?.content);
    return schema === undefined ? [] : [{ operationId, schema }];
  });

  it.each(withBody)(
    'begins $operationId with a body that the function accepts',
    ({ operationId, schema }) => {
      const route = routes.find((one) => one.operationId === operationId);
      const content = route?.schemas.request?.body?.content['application/json'];
      const taken = content !== undefined && 'schema' in content ? content.schema : undefined;
      if (!(taken instanceof z.ZodType)) throw new Error('the route takes JSON');
      const sample = sampleOf(schema, api.schemas);
      // Values that only the player knows are left empty.
      const known = JSON.parse(JSON.stringify(sample).replaceAll('""', JSON.stringify('x'.repeat(43))));
      expect(taken.safeParse(known)).toMatchObject({ success: true });
    },
  );

  it('puts entered values in their places, and leaves out empty ones', () => {
    const request = requestOf(operation('getNeighbours'), {
      values: { 'path board': 'a b.rating', 'path id': 'p-1', 'query each': '3', 'query period': '' },
      body: '',
    });
    expect(request).toMatchObject({
      method: 'GET',
      path: '/v1/leaderboards/a%20b.rating/players/p-1/neighbours',
      query: 'each=3',
      body: undefined,
      signedIn: false,
    });
    expect(curlCommand(request, 'http://api')).toBe(
      `curl 'http://api/v1/leaderboards/a%20b.rating/players/p-1/neighbours?each=3'`,
    );
  });

  it('begins a command with an id of its own, and the next one with another', () => {
    const { requestBody } = operation('commandMatch');
    const body = firstBody(jsonSchema(requestBody?.content), api.schemas, 'c-1');
    expect(JSON.parse(body)).toMatchObject({ commandId: 'c-1' });
    expect(JSON.parse(withCommandId(body, 'c-2'))).toEqual({ ...JSON.parse(body), commandId: 'c-2' });
    expect(withCommandId('{ "game": "x" }', 'c-2')).toBe('{ "game": "x" }');
    expect(firstBody(undefined, api.schemas, 'c-1')).toBe('');
  });

  it('names a leaderboard from the start, and no player', () => {
    const presets = operation('getNeighbours').parameters.map((one) => [one.name, presetOf(one)]);
    expect(Object.fromEntries(presets)).toMatchObject({ board: 'tic-tac-toe.rating', id: '' });
  });

  it('does not send as a player who is deleted or signed out', () => {
    const request = { method: 'DELETE', path: '/v1/players/me', query: '', body: undefined, signedIn: true };
    expect(endsPlayer(request, 204)).toBe(true);
    expect(endsPlayer(request, 409)).toBe(false);
    expect(endsPlayer({ ...request, method: 'GET' }, 200)).toBe(false);
    expect(endsPlayer({ ...request, method: 'GET' }, 401)).toBe(true);
    expect(endsPlayer({ ...request, path: '/v1/tickets/1' }, 204)).toBe(false);
  });

  it.each([
    ['/v1/tickets/{id}', 'id', 'ticketId'],
    ['/v1/matches/{id}/log', 'id', 'matchId'],
    ['/v1/players/{id}/opponents/{opponent}', 'opponent', 'playerId'],
    ['/v1/invitations/{code}', 'code', 'code'],
  ])('knows the meaning of %s with %s', (path, parameter, field) => {
    expect(knownField(path, parameter)).toBe(field);
  });
});
