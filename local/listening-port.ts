import { type AddressInfo } from 'node:net';

/**
 * The TCP port that a server listens on.
 * @throws Error when it does not listen, or listens on a path
 */
export function listeningPort(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
