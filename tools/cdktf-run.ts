import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { ownGroup } from './terraform/interruption';

/**
 * Runs CDKTF's command line, and returns when it and every Terraform that it started have ended. A signal is
 * handed on once, as SIGTERM: the command line begins no further stack, and Terraform ends in order.
 * @param cli the program
 * @param root folder with cdktf.json, and with dist/
 * @returns its exit code
 */
export async function runCommandLine(cli: string, args: readonly string[], root: string): Promise<number> {
  const atWork = await watchTerraform();
  try {
    const code = await run(cli, args, { cwd: root, env: environment(root, atWork.socket) });
    await atWork.ended();
    return code;
  } finally {
    fs.rmSync(atWork.folder, { recursive: true, force: true });
  }
}

/** Each Terraform of the command line keeps a connection while it works (terraform/guarded.ts). */
async function watchTerraform(): Promise<{
  readonly folder: string;
  readonly socket: string;
  readonly ended: () => Promise<void>;
}> {
  const folder = fs.mkdtempSync(path.join(socketRoot(), 'turnlift-cdktf-'));
  const socket = path.join(folder, 'at-work');
  let count = 0;
  const server = net.createServer((connection) => {
    count += 1;
    connection.once('close', () => (count -= 1));
    connection.on('error', () => undefined).resume();
  });
  if (!ownGroup) return { folder, socket, ended: () => Promise.resolve() };
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  const ended = (): Promise<void> => {
    if (count > 0)
      process.stderr.write('  waiting for Terraform, which ends what it is doing and writes its state\n');
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { folder, socket, ended };
}

/** A folder whose sockets have short paths: Unix takes some 100 bytes, and Node 20 cuts a longer path. */
function socketRoot(): string {
  const maxPathBytes = 70;
  return Buffer.byteLength(os.tmpdir()) > maxPathBytes && ownGroup ? '/tmp' : os.tmpdir();
}

/** The Terraform that a user has named; one within another command line of ours has named the guard. */
function realTerraform(guard: string): string {
  const { TERRAFORM_BINARY_NAME: named, TURNLIFT_TERRAFORM: outer } = process.env;
  return (named === guard ? outer : named) ?? 'terraform';
}

function environment(root: string, socket: string): NodeJS.ProcessEnv {
  // Otherwise every command asks HashiCorp for news of a discontinued project.
  const own = { CHECKPOINT_DISABLE: '1', ...process.env };
  // Windows has no signals, and starts no shell scripts.
  if (!ownGroup) return own;
  const guard = path.join(root, 'tools', 'cdktf-cli', 'terraform');
  return {
    ...own,
    TERRAFORM_BINARY_NAME: guard,
    TURNLIFT_NODE: process.execPath,
    TURNLIFT_TERRAFORM: realTerraform(guard),
    TURNLIFT_TERRAFORM_AT_WORK: socket,
  };
}

function run(
  cli: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const child = spawn(process.execPath, [cli, ...args], { ...options, stdio: 'inherit' });
  let handedOn = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // The reader may be gone with the terminal.
      for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
      // On Windows, kill() would end the child at once; Ctrl-C has reached it already.
      if (!handedOn && ownGroup) child.kill('SIGTERM');
      handedOn = true;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve(code ?? (signal === null ? 1 : 128 + os.constants.signals[signal])),
    );
  });
}
