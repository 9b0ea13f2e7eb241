import { type ShownRequest } from '../../contract/rest/curl';
import { type Operation } from './document';

/** The values in the fields of a request. */
export interface Written {
  /** By place and name: `path id`. */
  readonly values: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request in its wire form; empty parameters are left out. */
export function requestOf(
  { method, path, parameters, requestBody, security }: Operation,
  { values, body }: Written,
): ShownRequest {
  const valueOf = (place: string, name: string): string => values[`${place} ${name}`] ?? '';
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && valueOf('query', parameter.name) !== '')
    .map(({ name }): [string, string] => [name, valueOf('query', name)]);
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(valueOf('path', name))),
    query: new URLSearchParams(query).toString(),
    body: requestBody === undefined ? undefined : body,
    signedIn: security.length > 0,
  };
}

/** The field of an earlier answer that fits a path parameter: for `/v1/tickets/{id}` a `ticketId`. */
export function knownField(path: string, parameter: string): string {
  if (parameter !== 'id') return parameter === 'opponent' ? 'playerId' : parameter;
  const [, owner = ''] = /\/(\w+)\/\{id\}/.exec(path) ?? [];
  return owner === 'matches' ? 'matchId' : `${owner.replace(/s$/, '')}Id`;
}
