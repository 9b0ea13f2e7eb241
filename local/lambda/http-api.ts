import { randomUUID } from 'node:crypto';
import http, { type Server } from 'node:http';
import { type FunctionPool } from './function-pool';
import { Gateway, type GatewayOptions } from './gateway';
import { BodyTooLarge } from './gateway-event';
import { discard, sendRefusal, refuseUnparsed } from './gateway-refusals';

export { type Cors } from './gateway';

/** A gateway with its port; 0 is any free one. */
export interface HttpApiOptions extends GatewayOptions {
  readonly port: number;
}

/** A listening HTTP API. */
export interface HttpApi {
  readonly url: string;
  readonly port: number;
  /** Routes are answered from now on; earlier requests wait. */
  serve(pools: ReadonlyMap<string, FunctionPool>, issuer: string): void;
  close(): Promise<void>;
}

/**
 * API Gateway's HTTP API on this machine: routes from the contract, JWT authorizer, CORS, payload format 2.0,
 * limits.
 */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const gateway = new Gateway(options);
  const server = createServer(gateway, options.log);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const shownHost = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  return {
    url: `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${port}`,
    port,
    serve: (pools, issuer) => gateway.serve(pools, issuer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createServer(gateway: Gateway, log: (line: string) => void): Server {
  // Without a Host header Node itself would answer, without a problem document.
  const server = http.createServer({ requireHostHeader: false }, (request, response) => {
    const requestId = randomUUID();
    gateway.handle(request, response, requestId).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) {
        // no `connection: close`: Node would reset the connection of a caller that is still sending
        sendRefusal(response, requestId, 'body-too-large');
        discard(request);
        return;
      }
      if (request.destroyed || response.writableEnded) return; // the caller went away
      log(`${requestId} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      sendRefusal(response, requestId, error instanceof URIError ? 'invalid-request' : 'internal-error');
    });
  });
  server.on('clientError', refuseUnparsed);
  return server;
}
