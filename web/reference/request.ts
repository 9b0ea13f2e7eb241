import { type ShownRequest } from '../../contract/rest/curl';
import { type ApiDocument, type Operation, type Schema } from './document';
import { sampleOf } from './sample';

/** The values in the fields of a request. */
export interface FieldValues {
  /** By place and name: `path id`. */
  readonly values: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request in its wire form; empty parameters are left out. */
export function requestOf(
  { method, path, parameters, requestBody, security }: Operation,
  { values, body }: FieldValues,
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

/**
 * The body that a request begins with.
 * @param commandId a command's own: the example's would be the same command for every reader
 */
export function firstBody(
  schema: Schema | undefined,
  schemas: ApiDocument['schemas'],
  commandId: string,
): string {
  return schema === undefined
    ? ''
    : withCommandId(JSON.stringify(sampleOf(schema, schemas), null, 2), commandId);
}

/** The same body with another `commandId`, if it has one. */
export const withCommandId = (body: string, commandId: string): string =>
  body.replace(/("commandId":\s*)"[^"]*"/, (_, key: string) => `${key}${JSON.stringify(commandId)}`);

/** The initial value of a parameter of the path: a leaderboard has a name that is known, ids are not. */
export const presetOf = ({ name, schema }: Operation['parameters'][number]): string =>
  name === 'board' && typeof schema.example === 'string' ? schema.example : '';

/** Whether the player who has sent a request is gone with its answer: deleted, or signed out. */
export const endsPlayer = ({ method, path, signedIn }: ShownRequest, status: number): boolean =>
  (method === 'DELETE' && path === '/v1/players/me' && status < 400) || (signedIn && status === 401);

/** The field of an earlier answer that fits a path parameter: for `/v1/tickets/{id}` a `ticketId`. */
export function knownField(path: string, parameter: string): string {
  if (parameter !== 'id') return parameter === 'opponent' ? 'playerId' : parameter;
  const [, owner = ''] = /\/(\w+)\/\{id\}/.exec(path) ?? [];
  return owner === 'matches' ? 'matchId' : `${owner.replace(/s$/, '')}Id`;
}
