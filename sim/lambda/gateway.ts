import { type HttpRequest, type HttpResponse } from '../../client/transports';
import { routes } from '../../contract/rest/routes';
import { RouteTable } from '../../local/lambda/route-table';
import { type Common, type Host } from '../host';
import { type Reach } from '../realtime/link';
import { type Containers } from './containers';
import { textRequest } from './fetch';
import { timeoutSeconds } from './declarations';
import { isGatewayAnswer } from './invocation';
import { claimsOf } from './tokens';

export const simulatedApiUrl = 'http://api.sim';
const httpFaults = {
  requestLost: 'http-request-lost',
  answerLost: 'http-answer-lost',
  timeoutMs: 10_000,
} as const;

const table = new RouteTable(routes);

/** An answer of a function. */
export interface TimedAnswer {
  readonly pathname: string;
  readonly status: number;
  /** Virtual epoch milliseconds when the request arrived. */
  readonly since: number;
}
export type AnswerReceiver = (answer: TimedAnswer) => void;

/** API Gateway: routes, the authorizer, and the way between a device and the functions. */
export class Gateway {
  readonly #common: Common;
  readonly #containers: Containers;
  readonly #answers: AnswerReceiver;
  #requests = 0;

  /** @param answers called for each answer of a function */
  constructor(common: Common, containers: Containers, answers: AnswerReceiver) {
    this.#common = common;
    this.#containers = containers;
    this.#answers = answers;
  }

  /** `fetch` of a device. */
  async fetch(host: Host, reach: Reach, url: string, init: HttpRequest): Promise<HttpResponse> {
    const { clock } = this.#common;
    const what = `${init.method} ${url.slice(simulatedApiUrl.length)}`;
    if (clock.now() < reach.downUntil) {
      await host.pause(2000);
      throw new TypeError('fetch failed');
    }
    return host.ask('api', what, httpFaults, () => this.#handle(url, init));
  }

  async #handle(url: string, init: HttpRequest): Promise<HttpResponse> {
    const { pathname } = new URL(url);
    const since = this.#common.clock.now();
    const found = table.find(init.method, pathname)?.route;
    if (found === undefined) return answered(404, '{"message":"Not Found"}');
    const claims = claimsOf(init.headers['authorization'], this.#common.clock.now());
    if (found.authentication !== 'none' && claims === undefined)
      return answered(401, '{"message":"Unauthorized"}');
    this.#requests += 1;
    const execution = await this.#containers.run(
      found.function,
      {
        request: textRequest(url, init),
        requestId: `request-${this.#requests}`,
        ...(claims === undefined ? {} : { claims }),
      },
      timeoutSeconds(found.function),
    );
    if (!('answer' in execution) || !isGatewayAnswer(execution.answer))
      return answered(503, '{"message":"Service Unavailable"}');
    const { status, headers, text } = execution.answer;
    if (status === 500) this.#common.violation('no internal error', `${init.method} ${pathname}: ${text}`);
    this.#answers({ pathname, status, since });
    return { status, headers, text: async () => text };
  }
}

function answered(status: number, text: string): HttpResponse {
  return { status, headers: { get: () => null }, text: async () => text };
}
