import { describe, expect, it } from '@jest/globals';
import { createApp } from '../../functions/shared/http/app';
import { type GatewayEvent } from '../../functions/shared/http/gateway-request';
import { lambdaHandler } from '../../functions/shared/http/lambda-handler';

const app = createApp();
app.all('/echo/*', async (c) =>
  c.json({
    path: c.req.path,
    query: c.req.query(),
    body: await c.req.text(),
    name: c.req.header('x-name') ?? null,
    id: c.env.event.requestContext.requestId,
  }),
);
const handler = lambdaHandler(app);

type Changes = Omit<Partial<GatewayEvent>, 'requestContext'> & {
  readonly method?: string;
  readonly domainName?: string;
};
const send = async ({ method = 'GET', domainName = 'api.our-game.gg', ...changes }: Changes) => {
  const { statusCode, headers, body } = await handler({
    rawPath: '/echo/a',
    ...changes,
    requestContext: { requestId: 'r-1', domainName, http: { method, sourceIp: '192.0.2.1' } },
  });
  const document: unknown = JSON.parse(body);
  return { status: statusCode, type: headers['content-type'], document };
};

describe('the handler of an HTTP function', () => {
  it('passes path, query, headers and body on', async () => {
    expect(
      await send({
        method: 'POST',
        rawPath: '/echo/a b',
        rawQueryString: 'x=1&y=%20',
        headers: { 'x-name': 'Z\u00fc', 'x-none': undefined },
        body: '{"\u00fc":1}',
      }),
    ).toMatchObject({
      status: 200,
      document: {
        path: '/echo/a b',
        query: { x: '1', y: ' ' },
        body: '{"\u00fc":1}',
        name: 'Z\u00fc',
        id: 'r-1',
      },
    });
    const encoded = Buffer.from('text').toString('base64');
    expect(await send({ method: 'POST', body: encoded, isBase64Encoded: true })).toMatchObject({
      document: { body: 'text' },
    });
    // A gateway gives bytes that are not UTF-8 as base64.
    const bytes = Buffer.from([0x22, 0xff, 0xfe, 0x22]).toString('base64');
    expect(await send({ method: 'POST', body: bytes, isBase64Encoded: true })).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      document: { code: 'invalid-request', detail: 'The body is not valid UTF-8.' },
    });
    expect(await send({ headers: { 'x-name': '\u732b' } })).toMatchObject({
      status: 200,
      document: { name: '%E7%8C%AB' },
    });
  });

  it.each<[string, Changes]>([
    ['a GET with a body', { body: '{}' }],
    ['a HEAD with a body', { method: 'HEAD', body: '{}' }],
    ['a host with a space', { domainName: 'a b' }],
    ['a host with a path', { domainName: 'a/b' }],
    ['a host with a name before it', { domainName: 'me@host' }],
    ['an invalid port', { domainName: 'host:99999' }],
    ['an empty host', { domainName: '' }],
    ['a header with an invalid name', { headers: { 'a b': 'c' } }],
  ])('answers %s with a problem document', async (_what, changes) => {
    expect(await send(changes)).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      document: { code: 'invalid-request', instance: 'r-1' },
    });
  });

  it.each(['localhost', 'localhost:4100', '127.0.0.1:4100', '[::1]:4100', 'a_b.example'])(
    'accepts the host %s',
    async (domainName) => expect((await send({ domainName })).status).toBe(200),
  );
});
