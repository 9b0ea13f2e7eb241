import { type IncomingMessage } from 'node:http';

/** The first of our codings that a request accepts; undefined: its answer is sent as it is. */
export function acceptedCoding<Rest extends readonly unknown[]>(
  { headers }: IncomingMessage,
  codings: ReadonlyArray<readonly [name: string, ...Rest]>,
): readonly [name: string, ...Rest] | undefined {
  const accepted = String(headers['accept-encoding'] ?? '').split(/[\s,;]+/);
  return codings.find(([name]) => accepted.includes(name));
}
