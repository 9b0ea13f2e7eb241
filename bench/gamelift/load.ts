import http from 'node:http';

export interface MeasuredLoad {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

/** Sends requests over several connections for a time, or until the source is exhausted. */
export class Load {
  readonly #url: string;
  readonly #connections: number;

  readonly #agent: http.Agent;

  constructor(url: string, connections: number) {
    this.#url = url;
    this.#connections = connections;

    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  }

  /**
   * @param next operation and input of the next request; undefined ends the run
   * @throws Error when an answer has a status other than 200
   */
  async run(
    next: () => { readonly operation: string; readonly input: unknown } | undefined,
    seconds: number,
  ): Promise<MeasuredLoad> {
    const latenciesMs: number[] = [];
    const begun = performance.now();
    const until = begun + seconds * 1000;
    const worker = async (): Promise<void> => {
      while (performance.now() < until) {
        const request = next();
        if (request === undefined) return;
        const started = performance.now();
        await this.send(request.operation, request.input);
        latenciesMs.push(performance.now() - started);
      }
    };
    await Promise.all(Array.from({ length: this.#connections }, worker));
    const took = (performance.now() - begun) / 1000;
    latenciesMs.sort((a, b) => a - b);
    const at = (share: number): number =>
      latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0;
    return { perSecond: latenciesMs.length / took, p50: at(0.5), p99: at(0.99), count: latenciesMs.length };
  }

  send(operation: string, input: unknown): Promise<string> {
    const body = JSON.stringify(input);
    return new Promise((resolve, reject) => {
      const request = http.request(
        this.#url,
        {
          method: 'POST',
          agent: this.#agent,
          headers: {
            'x-amz-target': `GameLift.${operation}`,
            'content-type': 'application/x-amz-json-1.1',
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () => {
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(`${operation}: ${response.statusCode} ${text}`));
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
