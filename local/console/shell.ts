/** Where the services of the running stack are. */
export interface Endpoints {
  readonly api: string;
  readonly dynamodb: string;
  readonly gamelift: string;
  readonly region: string;
}

export interface ShownRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string | undefined;
  /** It carried a player's token, which is not shown. */
  readonly signedIn: boolean;
}

/** Text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Fields that prove who someone is: they are not copied out of the backend. */
const secretField = /("(?:secret|refreshToken|token|idToken|ticket|code)"\s*:\s*)"[^"]*"/g;

/** A request of the REST API for a shell, without token and secrets. */
export function curlCommand(
  { method, path, query, body, signedIn }: ShownRequest,
  { api }: Endpoints,
): string {
  return [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    quoted(`${api}${path}${query === '' ? '' : `?${query}`}`),
    ...(signedIn ? ['-H', '"authorization: Bearer $TOKEN"'] : []),
    ...(body === undefined || body === ''
      ? []
      : [
          '-H',
          quoted('content-type: application/json'),
          '-d',
          quoted(body.replaceAll(secretField, '$1"…"')),
        ]),
  ].join(' ');
}

/** A call of an AWS API for the AWS CLI. */
export function awsCommand(
  service: 'dynamodb' | 'gamelift',
  operation: string,
  input: unknown,
  endpoints: Endpoints,
): string {
  const command = operation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  return [
    'aws',
    service,
    command,
    '--endpoint-url',
    endpoints[service],
    '--region',
    endpoints.region,
    '--cli-input-json',
    quoted(JSON.stringify(input ?? {})),
  ].join(' ');
}
