import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { TrieRouter } from 'hono/router/trie-router';
import { type $ZodIssue } from 'zod/v4/core';
import { type ErrorCode, problemOf } from '../../../contract/errors';
import { ownWords } from '../../../core/issue-words';
import { StoreContended } from '../../../store/contention';
import { InvalidCursor } from '../../../store/pages';
import { isServiceFailure } from '../aws/failures';
import { log } from '../log';
import { type GatewayRequest } from './gateway-request';
import { ApiProblem, problemResponse } from './problem';

export { type GatewayRequest } from './gateway-request';

export interface HttpEnv {
  Bindings: { readonly event: GatewayRequest };
}

export type HttpApp = OpenAPIHono<HttpEnv>;

/**
 * An app whose every error is a problem document: input that does not fit a schema, an exception of a route,
 * and an unexpected error.
 */
export function createApp(): HttpApp {
  const app = new OpenAPIHono<HttpEnv>({
    // By default the first request of a container waits for a regular expression of all routes. Where a
    // literal stands beside a parameter (/players/me, /players/{id}) that expression is refused, and a tree
    // built.
    router: new TrieRouter(),
    defaultHook: (result) => {
      if (result.success) return;
      const part = result.target === 'json' ? 'body' : result.target === 'query' ? 'query' : 'path';
      throw new ApiProblem('invalid-request', undefined, {
        errors: refusedFields(part, result.error.issues),
      });
    },
  });
  app.onError((error, c) => {
    const { requestId } = c.env.event.requestContext;
    const problem = asProblem(error);
    // Every answer of 5xx, so that all of them count for the version that gave them (log.ts).
    if (problemOf(problem.code).status >= 500) {
      log('error', 'a request failed', {
        requestId,
        method: c.req.method,
        path: c.req.path,
        code: problem.code,
        error,
      });
    }
    return problemResponse(problem, requestId);
  });
  app.notFound((c) =>
    problemResponse(
      new ApiProblem('not-found', `There is no ${c.req.method} ${c.req.path}.`),
      c.env.event.requestContext.requestId,
    ),
  );
  return app;
}

function asProblem(error: Error): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof HTTPException) {
    const codes: Readonly<Record<number, ErrorCode>> = {
      400: 'invalid-json',
      415: 'unsupported-media-type',
      404: 'not-found',
    };
    const code = codes[error.status];
    if (code !== undefined) return new ApiProblem(code);
  }
  if (error instanceof InvalidCursor) return new ApiProblem('invalid-cursor');
  if (error instanceof StoreContended || isServiceFailure(error))
    return new ApiProblem('unavailable', undefined, {}, { 'retry-after': '2' });
  return new ApiProblem('internal-error');
}

type RefusedFields = NonNullable<ApiProblem['members']['errors']>;

/** At most this many fields are named, so that a body of a million wrong fields gets a short answer. */
const maxFields = 20;

/** Every refused field: of a body by JSON pointer, otherwise by its name. */
function refusedFields(part: 'body' | 'query' | 'path', issues: readonly $ZodIssue[]): RefusedFields {
  const fields = (list: readonly $ZodIssue[], base: readonly PropertyKey[]): RefusedFields =>
    list.flatMap((issue) => {
      const path = [...base, ...issue.path];
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({
          in: part,
          field: fieldName(part, [...path, key]),
          message: 'is not a field of this request',
        }));
      // A union reports for each of its forms why it does not fit; the form that came nearest is most likely
      // the intended one.
      if (issue.code === 'invalid_union' && issue.errors.length > 0) {
        const nearest = issue.errors.reduce((best, candidate) =>
          candidate.length < best.length ? candidate : best,
        );
        return fields(nearest, path);
      }
      return [{ in: part, field: fieldName(part, path), message: ownWords(issue) }];
    });
  return fields(issues, []).slice(0, maxFields);
}

function fieldName(part: 'body' | 'query' | 'path', path: readonly PropertyKey[]): string {
  if (part !== 'body') return path.map(String).join('.');
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
