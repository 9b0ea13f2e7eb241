/** The AWS Query protocol: form-encoded requests, XML answers (smithy.io, "AWS Query protocol"). */
import { optional } from './template';

/** A form's members; nested ones are written `Name.member.1.Key`. */
export class QueryInput {
  readonly #form: URLSearchParams;
  readonly #prefix: string;

  constructor(form: URLSearchParams, prefix = '') {
    this.#form = form;
    this.#prefix = prefix;
  }

  text(name: string): string | undefined {
    return this.#form.get(this.#prefix + name) ?? undefined;
  }

  flag(name: string): boolean | undefined {
    const given = this.text(name);
    return given === undefined ? undefined : given.toLowerCase() === 'true';
  }

  integer(name: string): number | undefined {
    const given = this.text(name);
    return given === undefined ? undefined : Number.parseInt(given, 10);
  }

  /** Undefined when the list was not sent at all (an empty one is sent as `Name=`). */
  texts(name: string): string[] | undefined {
    const found = this.#indexes(name).map(
      (index) => this.#form.get(`${this.#prefix}${name}.member.${index}`) ?? '',
    );
    return found.length === 0 && !this.#form.has(this.#prefix + name) ? undefined : found;
  }

  structures(name: string): QueryInput[] | undefined {
    const found = this.#indexes(name).map(
      (index) => new QueryInput(this.#form, `${this.#prefix}${name}.member.${index}.`),
    );
    return found.length === 0 && !this.#form.has(this.#prefix + name) ? undefined : found;
  }

  #indexes(name: string): number[] {
    const start = `${this.#prefix}${name}.member.`;
    const indexes = new Set<number>();
    for (const key of this.#form.keys())
      if (key.startsWith(start)) indexes.add(Number.parseInt(key.slice(start.length), 10));
    return [...indexes].filter(Number.isInteger).sort((left, right) => left - right);
  }
}

/** The values of an answer: lists become `<member>`s, times ISO 8601, absent members nothing. */
export type Xml =
  string | number | boolean | Date | undefined | readonly Xml[] | { readonly [name: string]: Xml };

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
};
// Characters that are invalid in XML 1.0 become the replacement character.

const escape = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"'\r]/g, (character) => entities[character] ?? character);

function element(name: string, value: Xml): string {
  if (value === undefined) return '';
  if (Array.isArray(value))
    return `<${name}>${value.map((item: Xml) => element('member', item)).join('')}</${name}>`;
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([key, inner]) => element(key, inner))
      .join('')}</${name}>`;
  return `<${name}>${escape(String(value))}</${name}>`;
}

/** @param result undefined for operations without a result */
export function answerXml(action: string, result: Xml, requestId: string): string {
  const metadata = element('ResponseMetadata', { RequestId: requestId });
  const parts = element(`${action}Result`, result) + metadata;
  return `<${action}Response xmlns="${namespace}">${parts}</${action}Response>`;
}

export function errorXml(code: string, message: string, sender: boolean, requestId: string): string {
  const error = element('Error', { Type: sender ? 'Sender' : 'Receiver', Code: code, Message: message });
  return `<ErrorResponse xmlns="${namespace}">${error}${element('RequestId', requestId)}</ErrorResponse>`;
}

/** One page of a list. @param token of the previous page: the position of the next */
export function queryPage<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): { readonly items: readonly Item[]; readonly nextToken?: string } {
  const start = token === undefined ? 0 : Math.max(0, Number.parseInt(token, 36) || 0);
  return {
    items: items.slice(start, start + size),
    ...optional('nextToken', start + size < items.length ? (start + size).toString(36) : undefined),
  };
}
