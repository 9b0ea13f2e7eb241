/**
 * Terraform, as CDKTF's command line starts it by tools/cdktf-cli/terraform. That command line ends after an
 * interruption without waiting for Terraform, which it runs in a pseudo-terminal: the end of that terminal
 * would kill Terraform while its state is locked. So Terraform runs here in a session of its own, and is
 * interrupted once, however the command line ends. The connection to tools/cdktf-run.ts says there how long
 * Terraform is at work.
 */
import { spawn } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import { messageOf } from '../../core/message-of';
import { outlive, ownGroup } from './interruption';

function run(terraform: string, atWork: net.Socket): void {
  // A program that writes to a closed pipe is killed, but not one that writes to a closed terminal.
  const [out, err] = [process.stdout, process.stderr].map((own) => (own.isTTY ? 'inherit' : 'pipe'));
  const child = outlive(() =>
    spawn(terraform, process.argv.slice(2), {
      stdio: ['inherit', out ?? 'pipe', err ?? 'pipe'],
      detached: ownGroup,
    }),
  );
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from?.on('data', (chunk: Buffer) => to.write(chunk));
    // The reader is gone: the command line was killed.
    to.on('error', () => process.kill(process.pid, 'SIGTERM'));
  }
  const ended = (code: number): void => {
    process.exitCode = code;
    atWork.destroy();
  };
  child.once('error', (error) => {
    process.stderr.write(`${terraform} could not be started: ${messageOf(error)}\n`);
    ended(1);
  });
  child.once('close', (code, signal) =>
    ended(code ?? (signal === null ? 1 : 128 + os.constants.signals[signal])),
  );
}

const { TURNLIFT_TERRAFORM: terraform = 'terraform', TURNLIFT_TERRAFORM_AT_WORK: socket = '' } = process.env;
const atWork = net.connect(socket);
// The command line and tools/cdktf-run.ts have ended: nothing waits for this command any more.
atWork.once('error', (error) => {
  process.stderr.write(`terraform was not started: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
atWork.once('connect', () => run(terraform, atWork));
