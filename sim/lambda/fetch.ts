/*
 * Node's Request and Response put even a short text into a stream, and give each request a signal of its own.
 * That takes a tenth of a world's time, for streams that no function reads. Here a text stays a text.
 * __tests__/sim/fetch.test.ts compares both with Node's.
 */
import { type HttpRequest } from '../../client/transports';

/** The class that Node provides. */
const NodeResponse = globalThis.Response;

/** A Response. The text that it was made of becomes a stream only when a caller asks for one. */
export class TextResponse extends NodeResponse {
  readonly #text: string | undefined;
  #streamed: Response | undefined;
  #isRead = false;

  constructor(body?: BodyInit | null, init?: ResponseInit) {
    super(typeof body === 'string' ? null : body, init);
    this.#text = typeof body === 'string' ? body : undefined;
    if (this.#text !== undefined && !this.headers.has('content-type'))
      this.headers.set('content-type', 'text/plain;charset=UTF-8');
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.#text === undefined ? super.body : this.#asStream(this.#text).body;
  }
  override get bodyUsed(): boolean {
    return this.#text === undefined ? super.bodyUsed : this.#isRead || this.#streamed?.bodyUsed === true;
  }

  override async text(): Promise<string> {
    if (this.#text === undefined) return super.text();
    if (this.#streamed !== undefined) return this.#streamed.text();
    if (this.#isRead) throw new TypeError('Body is unusable: Body has already been read');
    this.#isRead = true;
    return this.#text;
  }
  override async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#text === undefined ? super.arrayBuffer() : this.#asStream(this.#text).arrayBuffer();
  }
  override async blob(): Promise<Blob> {
    return this.#text === undefined ? super.blob() : this.#asStream(this.#text).blob();
  }

  override clone(): Response {
    if (this.#text === undefined) return super.clone();
    if (this.#streamed !== undefined) return this.#streamed.clone();
    if (this.#isRead) throw new TypeError('Response.clone: Body has already been consumed.');
    return new TextResponse(this.#text, this);
  }

  /** Node's own Response with this text, made once: from then on it knows whether the body was read. */
  #asStream(text: string): Response {
    if (this.#streamed === undefined && this.#isRead)
      throw new TypeError('Body is unusable: Body has already been read');
    this.#streamed ??= new NodeResponse(text, this);
    return this.#streamed;
  }
}

/** A Request as functions read it: method, URL, headers, and the body as a text. It has nothing else. */
export function textRequest(url: string, { method, headers, body }: HttpRequest): Request {
  let isRead = false;
  const text = async (): Promise<string> => {
    if (isRead) throw new TypeError('Body is unusable: Body has already been read');
    isRead = body !== undefined;
    return body ?? '';
  };
  const members = {
    method,
    url,
    headers: new Headers(headers),
    text,
    ...(body === undefined ? { body: null } : {}),
  };
  const request: unknown = Object.create(Request.prototype, Object.getOwnPropertyDescriptors(members));
  if (!(request instanceof Request)) throw new TypeError('a request has the prototype of requests');
  return request;
}
