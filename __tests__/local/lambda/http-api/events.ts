import { describe, expect, it } from '@jest/globals';
import { echo } from './gateway';

export function events(): void {
  describe('the event that a function receives (payload format 2.0)', () => {
    it('has path, query, headers and cookies as API Gateway writes them', async () => {
      const { event, context } = await echo('/things/a%20b?x=1&x=2&y=%C3%A4', {
        headers: { cookie: 'one=1; two=2', 'X-Mixed-Case': 'Value' },
      });
      expect(event).toMatchObject({
        version: '2.0',
        routeKey: 'GET /things/{id}',
        rawPath: '/things/a b',
        rawQueryString: 'x=1&x=2&y=%C3%A4',
        cookies: ['one=1', 'two=2'],
        queryStringParameters: { x: '1,2', y: 'ä' },
        pathParameters: { id: 'a b' },
        isBase64Encoded: false,
        requestContext: {
          http: { method: 'GET', path: '/things/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        },
      });
      expect(event.headers['x-mixed-case']).toBe('Value');
      expect(event.headers.cookie).toBeUndefined();
      expect(event.body).toBeUndefined();
      expect(event.requestContext.authorizer).toBeUndefined();
      expect(event.requestContext.time).toMatch(/^\d{2}\/\w{3}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/);
      expect(context).toMatchObject({ functionName: 'echo' });
      expect(context.left).toBeGreaterThan(4000);
    });

    it('carries text as text and other bodies as base64', async () => {
      const json = await echo('/echo', {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: '{"ü":1}',
      });
      expect(json.event).toMatchObject({ body: '{"ü":1}', isBase64Encoded: false });
      const bytes = await echo('/echo', {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array([0, 255, 1]),
      });
      expect(bytes.event).toMatchObject({ body: 'AP8B', isBase64Encoded: true });
      const noText = await echo('/echo', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array([0x22, 0xff, 0x22]),
      });
      expect(noText.event).toMatchObject({ body: 'Iv8i', isBase64Encoded: true });
    });

    it('matches literal segments before parameters', async () => {
      expect((await echo('/things/mine')).event.routeKey).toBe('GET /things/mine');
      expect((await echo('/things/yours')).event.routeKey).toBe('GET /things/{id}');
      expect((await echo('/things/1/parts/2')).event.pathParameters).toEqual({ id: '1', part: '2' });
    });
  });
}
