import { isUtf8 } from 'node:buffer';

/** The part of API Gateway's event that our routes read (payload format 2.0). */
export interface GatewayRequest {
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly sourceIp: string };
    readonly authorizer?: { readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> } };
  };
}

/** The part of the event from which a request is made. */
export interface GatewayEvent extends GatewayRequest {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: GatewayRequest['requestContext'] & {
    readonly domainName?: string;
    readonly http: { readonly method: string };
  };
}

/** A request that is invalid in HTTP; the message gives the reason. */
export class UnreadableRequest extends Error {
  override readonly name = 'UnreadableRequest';
}

/** Methods whose body has no meaning (RFC 9110, sections 9.3.1 and 9.3.2). */
const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** A name or an address, and a port (RFC 9110, section 7.2). */
const hostForm = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;

/**
 * The request of an event, as a fetch API's Request.
 * @throws UnreadableRequest for a body of GET or one that is not UTF-8, a malformed host, path or header
 */
export function requestOf(event: GatewayEvent): Request {
  const { method } = event.requestContext.http;
  const { body, rawPath, rawQueryString = '' } = event;
  if (bodiless.has(method) && body !== undefined && body !== '')
    throw new UnreadableRequest(`A ${method} request has no body: send its fields in the query.`);
  const host = event.requestContext.domainName ?? 'localhost';
  if (!hostForm.test(host) || !URL.canParse(`https://${host}/`))
    throw new UnreadableRequest('The Host header is not the name of a host.');
  const address = `https://${host}${rawPath}${rawQueryString === '' ? '' : `?${rawQueryString}`}`;
  if (!URL.canParse(address)) throw new UnreadableRequest('The path is malformed.');
  try {
    return new Request(address, {
      method,
      headers: headersOf(event.headers ?? {}),
      ...(body === undefined || body === ''
        ? {}
        : { body: event.isBase64Encoded === true ? textOf(body) : body }),
    });
  } catch (error) {
    if (error instanceof UnreadableRequest) throw error;
    throw new UnreadableRequest('The request is malformed.', { cause: error });
  }
}

/** All our bodies are text. Other bytes would become replacement characters, in a name for example. */
function textOf(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  if (!isUtf8(bytes)) throw new UnreadableRequest('The body is not valid UTF-8.');
  return bytes.toString('utf8');
}

/** Header values may hold Latin-1 only; other characters are percent-encoded. */
function headersOf(given: Readonly<Record<string, string | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) headers.set(name, /^[\x00-\xff]*$/.test(value) ? value : encodeURI(value));
  return headers;
}

/** The answer in the form of API Gateway. */
export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Converts the answer of an app for API Gateway: all our answers are text, and some are compressed. */
export async function gatewayAnswer(response: Response): Promise<GatewayAnswer> {
  const isCompressed = response.headers.has('content-encoding');
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: isCompressed ? Buffer.from(await response.arrayBuffer()).toString('base64') : await response.text(),
    isBase64Encoded: isCompressed,
  };
}
