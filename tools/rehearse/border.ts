import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { borderHosts, type Crossing, furtherGameLiftHost, type OwnAnswer } from './crossing';

/** Hosts from which Terraform finds and downloads providers. */
const registry = ['registry.terraform.io:443', 'releases.hashicorp.com:443'];

export interface Border {
  /** For HTTP_PROXY and HTTPS_PROXY of a process. */
  proxyFor(stack: string, phase: string): string;
  readonly crossings: readonly Crossing[];
  /** `host:port` of the refused requests, in order. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

export interface BorderPlaces {
  /** Base URLs on this machine. */
  readonly aws: string;
  readonly gamelift: string;
  /** GameLift of other Regions, by Region. */
  readonly furtherGameLifts?: Readonly<Record<string, string>>;
  /** Answers requests that the emulator does not support, before it is asked. */
  readonly answer?: (crossing: Crossing) => OwnAnswer | undefined;
  /** Lets the registry through. */
  readonly download: boolean;
}

/** Opens the proxy through which all calls of a rehearsal's processes go; it lets none leave the machine. */
export async function openBorder(places: BorderPlaces): Promise<Border> {
  const crossings: Crossing[] = [];
  const refused: string[] = [];
  const server = http.createServer((request, response) => {
    const target = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    const found = target === undefined ? undefined : placeOf(target.hostname, places);
    if (target === undefined || found === undefined) {
      refused.push(target?.host ?? `${request.headers.host ?? 'no host'}`);
      response.writeHead(403, { 'content-type': 'text/plain' });
      response.end(`the rehearsal reaches only this machine, not ${target?.host ?? 'this'}`);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const path = `${target.pathname}${target.search}`;
      const crossing: Crossing = {
        ...callerOf(request.headers['proxy-authorization']),
        method: request.method ?? 'GET',
        path,
        headers: textHeaders(request.headers),
        body: body.length > 200_000 ? '' : body.toString('utf8'),
        place: found.place,
      };
      crossings.push(crossing);
      const own = places.answer?.(crossing);
      if (own === undefined) forward(new URL(path, found.url), request, body, response);
      else response.writeHead(own.status, own.headers).end(own.body);
    });
  });
  server.on('connect', (request: http.IncomingMessage, client: net.Socket, head: Buffer) => {
    const target = request.url ?? '';
    client.on('error', () => client.destroy());
    if (places.download && registry.includes(target)) tunnel(target, client, head);
    else {
      refused.push(target);
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    proxyFor: (stack, phase) => `http://${stack}:${phase}@127.0.0.1:${port}`,
    crossings,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param target `host:port` */
function tunnel(target: string, client: net.Socket, head: Buffer): void {
  const [host = '', port = '443'] = target.split(':');
  const far = net.connect(Number(port), host, () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    far.write(head);
    far.pipe(client);
    client.pipe(far);
  });
  far.on('error', () => client.destroy());
}

/** S3 Control prefixes the host of its endpoint with the account. */
function placeOf(
  host: string,
  { aws, gamelift, furtherGameLifts }: BorderPlaces,
): { readonly place: Crossing['place']; readonly url: string } | undefined {
  if (host === borderHosts.aws || /^\d{12}\.aws\.rehearsal\.invalid$/.test(host))
    return { place: 'aws', url: aws };
  if (host === borderHosts.gamelift) return { place: 'gamelift', url: gamelift };
  const [, further] =
    Object.entries(furtherGameLifts ?? {}).find(([region]) => host === furtherGameLiftHost(region)) ?? [];
  return further === undefined ? undefined : { place: 'gamelift', url: further };
}

function callerOf(authorization: string | undefined): { readonly stack: string; readonly phase: string } {
  const [, encoded = ''] = /^Basic (.+)$/.exec(authorization ?? '') ?? [];
  const [stack = '', phase = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { stack, phase };
}

function textHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && name !== 'proxy-authorization' ? [[name, value]] : [],
    ),
  );
}

/** The emulator routes by host, so it gets its own host name. */
function forward(url: URL, request: http.IncomingMessage, body: Buffer, response: http.ServerResponse): void {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name]) => !['host', 'proxy-authorization', 'proxy-connection', 'transfer-encoding'].includes(name),
    ),
  );
  const onward = http.request(
    url,
    {
      method: request.method,
      headers: { ...headers, host: url.host, 'content-length': String(body.length) },
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', (error) => {
    if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
    response.end(error.message);
  });
  onward.end(body);
}
