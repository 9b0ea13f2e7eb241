import { once } from 'node:events';
import fs from 'node:fs';
import { type IncomingMessage } from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FleetCertificate, makeCertificate } from '../../../../local/realtime/fleet/certificate';
import { processEnvironment, trustedAuthorities } from '../../../../local/realtime/fleet/environment';
import { trustAuthorities } from '../../../../local/realtime/process/trusted-authorities';
import { listeningPort } from '../../../../local/listening-port';

const variable = 'NODE_EXTRA_CA_CERTS';
const { createSecureContext } = tls;
const before = process.env[variable];
let folder: string;
let certificate: FleetCertificate;
let server: https.Server;
let port: number;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trusted-authorities-'));
  certificate = await makeCertificate('fleet-test', ['127.0.0.1', 'localhost'], Date.now());
  server = https.createServer({ key: certificate.key, cert: certificate.certificate }, (_asked, answer) =>
    answer.end('hello'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = listeningPort(server);
});
afterEach(async () => {
  tls.createSecureContext = createSecureContext;
  if (before === undefined) Reflect.deleteProperty(process.env, variable);
  else process.env[variable] = before;
  fs.rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const written = (text: string): string => {
  const file = path.join(folder, 'authorities.pem');
  fs.writeFileSync(file, text);
  return file;
};

async function asked(options: https.RequestOptions = {}): Promise<string> {
  try {
    const request = https.get(`https://localhost:${port}`, { agent: false, family: 4, ...options });
    const [answer]: IncomingMessage[] = await once(request, 'response');
    return String(answer?.statusCode);
  } catch (error) {
    return String(error);
  }
}

const untrusted = /self-signed certificate in certificate chain|unable to verify/;

describe('authorities that the owner of a machine trusts', () => {
  it('are trusted by connections of a script, without a variable that Node reads at each start', async () => {
    expect(processEnvironment({ [variable]: '/some/file.pem', PATH: '/bin' }, {})).toEqual({ PATH: '/bin' });
    expect(trustedAuthorities({ [variable]: '/some/file.pem' })).toBe('/some/file.pem');
    expect(await asked()).toMatch(untrusted);

    const file = written(`# ours\n${certificate.authority}\n`);
    trustAuthorities(file);
    expect(await asked()).toBe('200');
    expect(process.env[variable]).toBe(file);
  });

  it('are not added where a connection names its own', async () => {
    trustAuthorities(written(certificate.authority));
    const other = await makeCertificate('fleet-other', ['localhost'], Date.now());
    expect(await asked({ ca: other.authority })).toMatch(untrusted);
    expect(await asked({ ca: certificate.authority })).toBe('200');
  });

  it('may be in an unreadable file: no authority is added then', async () => {
    trustAuthorities(path.join(folder, 'missing.pem'));
    expect(await asked()).toMatch(untrusted);
  });
});
