import { spawn } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import fs from 'node:fs';

/** An AWS emulator, for everything but GameLift. */
export interface Emulator {
  readonly url: string;
  readonly name: string;
  readonly account: string;
  close(): Promise<void>;
}

const variable = 'TURNLIFT_AWS_EMULATOR';

/**
 * The emulator at TURNLIFT_AWS_EMULATOR, or a new `moto_server` when it is on the PATH.
 * @param account the account it should emulate, where that can be chosen
 * @returns undefined when there is neither
 */
export async function findEmulator(account: string): Promise<Emulator | undefined> {
  const given = process.env[variable];
  if (given !== undefined && given !== '') {
    const url = given.replace(/\/$/, '');
    return { url, name: `the emulator at ${url}`, account: await accountOf(url), close: async () => {} };
  }
  const command = onPath('moto_server');
  if (command === undefined) return undefined;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    // Certificates are valid at once; without this they are after a minute.
    env: { ...process.env, MOTO_ACCOUNT_ID: account, MOTO_ACM_VALIDATION_WAIT: '0' },
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  await untilItAnswers(url, () => child.exitCode !== null);
  // The emulator does not run functions, which would need Docker; a call of one just succeeds.
  await fetch(`${url}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ lambda: { use_docker: false } }),
  });
  return {
    url,
    name: 'moto_server',
    account: await accountOf(url),
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function onPath(program: string): string | undefined {
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program];
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error(`no free port on ${os.hostname()}`)),
      );
    });
  });
}

async function untilItAnswers(url: string, dead: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await fetch(`${url}/moto-api/`);
      return;
    } catch (error) {
      if (dead() || Date.now() > deadline)
        throw new Error(`moto_server does not answer at ${url}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function accountOf(url: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization:
        'AWS4-HMAC-SHA256 Credential=rehearsal/20260101/us-east-1/sts/aws4_request, ' +
        'SignedHeaders=host, Signature=0',
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  const account = /<Account>(\d{12})<\/Account>/.exec(await answer.text())?.[1];
  if (account === undefined)
    throw new Error(`${url} does not answer GetCallerIdentity: is ${variable} the URL of an AWS emulator?`);
  return account;
}
