import http from 'node:http';

const namespace = 'http://specs.openid.net/auth/2.0';

/** An OpenID 2.0 provider on this machine that speaks as Steam does: it confirms each assertion once. */
export async function startSteam() {
  const confirmable = new Set<string>();
  const fault: { status?: number } = {};
  let asked = 0;
  let at = '';
  const server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      asked += 1;
      const form = new URLSearchParams(text);
      const sig = form.get('openid.sig') ?? '';
      const valid = form.get('openid.mode') === 'check_authentication' && confirmable.delete(sig);
      response.writeHead(fault.status ?? 200, { 'content-type': 'text/plain' });
      response.end(`ns:${namespace}\nis_valid:${valid}\n`);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  at = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/openid`;
  let signatures = 0;
  return {
    /** The value of `openIdAt` in an environment. */
    at,
    fault,
    get asked() {
      return asked;
    },
    /** Every parameter with which a player is sent back. */
    assertion(
      account: string,
      returnTo: string,
      nowMs: number,
      changes: Readonly<Record<string, string>> = {},
    ): Record<string, string> {
      signatures += 1;
      const sig = `signature-${signatures}`;
      confirmable.add(sig);
      return {
        'openid.ns': namespace,
        'openid.mode': 'id_res',
        'openid.op_endpoint': `${at}/login`,
        'openid.claimed_id': `${at}/id/${account}`,
        'openid.identity': `${at}/id/${account}`,
        'openid.return_to': returnTo,
        'openid.response_nonce': `${new Date(nowMs).toISOString().slice(0, 19)}Zabc`,
        'openid.assoc_handle': '1234567890',
        'openid.signed': 'signed,op_endpoint,claimed_id,identity,return_to,response_nonce,assoc_handle',
        'openid.sig': sig,
        ...changes,
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
