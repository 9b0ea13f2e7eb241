import { afterAll, beforeAll } from '@jest/globals';
import * as z from 'zod/mini';
import { type LocalLambda } from '../../../../local/lambda';
import { declare, route, start, testFunctions } from '../support';

export const functions = testFunctions();
export let lambda: LocalLambda;
export const http = { kind: 'http' } as const;

const texts = z.record(z.string(), z.string());
const echoed = z.looseObject({
  event: z.looseObject({
    version: z.string(),
    routeKey: z.string(),
    rawPath: z.string(),
    rawQueryString: z.string(),
    cookies: z.optional(z.array(z.string())),
    headers: texts,
    queryStringParameters: z.optional(texts),
    pathParameters: z.optional(texts),
    body: z.optional(z.string()),
    isBase64Encoded: z.boolean(),
    requestContext: z.looseObject({
      http: texts,
      time: z.string(),
      authorizer: z.optional(z.unknown()),
    }),
  }),
  context: z.looseObject({ functionName: z.string(), awsRequestId: z.string(), left: z.number() }),
});
export const echo = async (path: string, init?: RequestInit) =>
  echoed.parse(await (await fetch(`${lambda.url}${path}`, init)).json());

/** Makes what the tests of the suite share, and ends it after them. */
export function useGateway(): void {
  beforeAll(async () => {
    functions.add(
      'echo',
      `
    export const handler = async (event, context) => ({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ event, context: { ...context, left: context.getRemainingTimeInMillis() } }),
    });`,
    );
    functions.add(
      'answers',
      `
    const answers = {
      cookies: {
        statusCode: 201,
        headers: { 'X-One': 'a', 'Content-Type': 'text/html' },
        cookies: ['a=1', 'b=2; Path=/'],
        body: '<p>',
      },
      binary: {
        statusCode: 200,
        headers: { 'content-type': 'image/png' },
        isBase64Encoded: true,
        body: 'iVBORw==',
      },
      inferred: { hello: 'world' },
      text: 'just text',
      empty: { statusCode: 204 },
      malformed: { statusCode: 'soon', body: 7 },
      nothing: undefined,
    };
    export const handler = async (event) => {
      const { kind } = event.pathParameters;
      if (kind === 'throws') throw new TypeError('oops');
      if (kind === 'exits') process.exit(3);
      if (kind === 'crashes') setTimeout(() => { throw new Error('later'); }, 0);
      if (kind === 'crashes' || kind === 'hangs') await new Promise(() => undefined);
      if (kind === 'spins') for (;;);
      if (kind === 'huge') return { statusCode: 200, body: 'x'.repeat(7 * 1024 * 1024) };
      return answers[kind];
    };`,
    );
    lambda = await start(functions, {
      declarations: [declare('echo', http), declare('answers', http, { timeoutSeconds: 1 })],
      routes: [
        route('POST', '/echo', 'echo'),
        route('GET', '/echo', 'echo'),
        route('GET', '/things/{id}', 'echo'),
        route('GET', '/things/mine', 'echo'),
        route('GET', '/things/{id}/parts/{part}', 'echo'),
        route('GET', '/answers/{kind}', 'answers'),
        route('GET', '/secret', 'echo', 'token'),
      ],
      cors: { allowOrigins: ['https://game.example'] },
    });
  });
  afterAll(async () => {
    await lambda.close();
    functions.remove();
  });
}
