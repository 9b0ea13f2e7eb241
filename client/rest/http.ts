import * as z from 'zod/mini';
import { parseJson } from '../../core/json';
import { pause } from '../../core/clock';
import { ApiError } from '../errors';
import { type Transports } from '../transports';

/** A request to the REST API. `body` is sent as JSON; absent values of `query` are left out. */
export interface Request {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
  readonly token?: string;
  /** A browser continues it after the page is closed. */
  readonly outlivesPage?: boolean;
  /** A browser's cache does not answer it. */
  readonly isFresh?: boolean;
}

const problem = z.looseObject({
  code: z.optional(z.string()),
  detail: z.optional(z.string()),
  title: z.optional(z.string()),
  message: z.optional(z.string()),
});

/** Statuses whose problem body the gateway may have left out (it sends only `{"message": …}`). */
const codeOfStatus: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  404: 'not-found',
  413: 'body-too-large',
  429: 'too-many-requests',
  503: 'timed-out',
};

/** JSON over HTTP to one API. */
export class Http {
  readonly #base: string;

  /** @param url the API's base URL, as `https://example.com` */
  constructor(
    url: string,
    readonly transports: Transports,
  ) {
    this.#base = url.replace(/\/+$/, '');
  }

  /**
   * Sends a request and parses the answer.
   * @throws ApiError for a problem, an answer that violates the contract (`invalid-answer`), and no answer
   * (`network`, status 0)
   */
  async ask<Answer>(path: string, read: z.ZodMiniType<Answer>, request: Request = {}): Promise<Answer> {
    const { status, text } = await this.send(path, request);
    const parsed = read.safeParse(parseJson(text));
    if (!parsed.success)
      throw new ApiError(
        'invalid-answer',
        status,
        `${path} answered something else than the contract says: ${parsed.error.issues
          .slice(0, 3)
          .map((issue) => `${issue.path.join('.')} ${issue.code}`)
          .join('; ')}`,
      );
    return parsed.data;
  }

  /** Sends a request whose answer is only a status. @throws ApiError */
  async send(
    path: string,
    { method = 'GET', query = {}, body, token, outlivesPage = false, isFresh = false }: Request,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const parameters = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
    );
    const url = `${this.#base}${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
    let response;
    let text: string;
    try {
      response = await this.transports.fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(outlivesPage ? { keepalive: true } : {}),
        ...(isFresh ? { cache: 'no-store' } : {}),
      });
      text = await response.text();
    } catch (error) {
      throw new ApiError('network', 0, `${method} ${path}: no answer: ${causeOf(error)}`);
    }
    if (response.status >= 200 && response.status < 300) return { status: response.status, text };
    const read = problem.safeParse(parseJson(text));
    const answer = read.success ? read.data : {};
    const detail = answer.detail ?? answer.title ?? answer.message ?? '';
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new ApiError(
      answer.code ?? codeOfStatus[response.status] ?? 'unknown',
      response.status,
      `${method} ${path}: ${response.status} ${detail}`.trim(),
      answer,
      Number.isFinite(wait) ? wait : undefined,
    );
  }

  /**
   * Retries what is safe to repeat while the failure is transient: four attempts within about two seconds, or
   * after Retry-After.
   * @throws the error of the last attempt, or of the first that is not transient
   */
  async patiently<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof ApiError) || !error.isTransient || tries === 3) throw error;
        await pause(
          this.transports,
          Math.min(5000, error.retryAfter === undefined ? 150 * 3 ** tries : error.retryAfter * 1000),
        );
      }
    }
  }
}

/** fetch says only "fetch failed"; its cause has the reason. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
