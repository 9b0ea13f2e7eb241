import { expect } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import net, { type AddressInfo } from 'node:net';
import readline from 'node:readline';

/**
 * A program in a group of its own, as a shell gives it to each command; its Terraform reports to the test.
 */
export interface InterruptedProgram {
  readonly node: ChildProcess;
  /** To its Terraform. */
  readonly socket: net.Socket;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** All that it has written: its output, then its errors, as a line of one may be cut by the other. */
  said(): string;
  /** The next output of its Terraform. */
  next(): Promise<string>;
  close(): void;
}

/**
 * Starts a program, and resolves once its Terraform has begun to apply.
 * @param driver source of the program
 * @param env its environment; the port of the test is added as TEST_PORT
 */
export async function startInterrupted(
  driver: string,
  env: NodeJS.ProcessEnv,
  cwd?: string,
): Promise<InterruptedProgram> {
  const server = net.createServer();
  const connected = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const node = spawn(process.execPath, ['-e', driver], {
    ...(cwd === undefined ? {} : { cwd }),
    detached: true,
    env: { ...env, TEST_PORT: String(port) },
  });
  const written = [node.stdout, node.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return chunks;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    node.once('close', (code, signal) => resolve({ code, signal })),
  );
  const socket = await connected;
  const heard: AsyncIterator<string> = readline.createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await heard.next()).value);
  expect(await next()).toBe('began apply');
  const close = (): void => {
    socket.destroy();
    server.close();
    node.kill('SIGKILL');
  };
  const readOutput = (): string => written.map((chunks) => Buffer.concat(chunks).toString()).join('');
  return { node, socket, ended, said: readOutput, next, close };
}
