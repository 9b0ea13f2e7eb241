import { shellWord } from '../../contract/rest/curl';

/** The addresses of the running stack's services. */
export interface Endpoints {
  readonly api: string;
  readonly dynamodb: string;
  readonly gamelift: string;
  readonly region: string;
}

/** Fields that prove an identity: they are not copied out of the backend. */
const secretField = /("(?:secret|refreshToken|token|idToken|ticket|code)"\s*:\s*)"[^"]*"/g;

/** A body without its secrets. */
export const withoutSecrets = (body: string | undefined): string | undefined =>
  body?.replaceAll(secretField, '$1"…"');

/** A call of an AWS API as a command of the AWS CLI. */
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
    shellWord(JSON.stringify(input ?? {})),
  ].join(' ');
}
