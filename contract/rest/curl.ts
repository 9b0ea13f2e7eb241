/** The parts of a REST request that a shell command needs. */
export interface ShownRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string | undefined;
  /** It has a player's token, which is not shown. */
  readonly signedIn: boolean;
}

/** Quotes text as one word of a POSIX shell. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A request as a shell command; the token is the shell's own `$TOKEN`. @param api base URL */
export function curlCommand({ method, path, query, body, signedIn }: ShownRequest, api: string): string {
  return [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    shellWord(`${api}${path}${query === '' ? '' : `?${query}`}`),
    ...(signedIn ? ['-H', '"authorization: Bearer $TOKEN"'] : []),
    ...(body === undefined || body === ''
      ? []
      : ['-H', shellWord('content-type: application/json'), '-d', shellWord(body)]),
  ].join(' ');
}
