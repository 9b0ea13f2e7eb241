import http from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** An OpenID Connect issuer on this machine: real keys, real signatures, over HTTP. */
export async function startOidcIssuer() {
  const keys = new Map<string, Pair>();
  const published: JWK[] = [];
  /** Paths that were requested. */
  const asked: string[] = [];
  const fault: { discovery?: object; status?: number; huge?: boolean; redirect?: string } = {};
  let issuer = '';
  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (fault.redirect !== undefined) {
      response.writeHead(302, { location: fault.redirect }).end();
      return;
    }
    response.writeHead(fault.status ?? 200, { 'content-type': 'application/json' });
    if (fault.huge === true) response.end(' '.repeat(300 * 1024));
    else if (path === '/.well-known/openid-configuration')
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys`, ...fault.discovery }));
    else if (path === '/keys') response.end(JSON.stringify({ keys: published }));
    else response.end('{}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

  /** Makes a key, which is published and signs from now on. */
  async function addKey(kid: string, alg = 'ES256'): Promise<void> {
    const pair = await generateKeyPair(alg, { extractable: true });
    keys.set(kid, pair);
    published.push({ ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' });
  }
  await addKey('one');

  return {
    issuer,
    asked,
    fault,
    published,
    addKey,
    /** An ID token. Claims of `changes` replace the right ones; undefined claims are left out. */
    async token(
      nowMs: number,
      claims: Readonly<Record<string, unknown>>,
      { kid = 'one', alg = 'ES256' } = {},
    ): Promise<string> {
      const seconds = Math.floor(nowMs / 1000);
      const payload = { iss: issuer, aud: 'the-game', iat: seconds, exp: seconds + 300, ...claims };
      const pair = keys.get(kid);
      if (pair === undefined) throw new Error(`no key ${kid}`);
      return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(pair.privateKey);
    },
    /** The same token without a signature (alg none). */
    unsigned(nowMs: number, claims: Readonly<Record<string, unknown>>): string {
      const seconds = Math.floor(nowMs / 1000);
      return new UnsecuredJWT({
        iss: issuer,
        aud: 'the-game',
        iat: seconds,
        exp: seconds + 300,
        ...claims,
      }).encode();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
