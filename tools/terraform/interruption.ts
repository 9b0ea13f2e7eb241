import { type ChildProcess } from 'node:child_process';

/**
 * Terraform writes what it made to the state and unlocks it when it ends in order, also after one SIGINT. A
 * second SIGINT, or a pipe that is gone, ends it at once: what it is just making is then in AWS and in no
 * state. So this process outlives Terraform, and hands on one signal only.
 */

/** Ctrl-C; the end of a job or a machine; a terminal or a connection that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

const running = new Set<ChildProcess>();
let received: Signal | undefined;

/** A command that was not started, since a signal ended the work before it. */
export class Interrupted extends Error {}

/** The first signal that arrived while Terraform was running. */
export function interruption(): Signal | undefined {
  return received;
}

/** @throws Interrupted after a signal */
export function refuseWhenInterrupted(): void {
  if (received !== undefined)
    throw new Interrupted(`interrupted by ${received}: no further Terraform command was started`);
}

/** Whether children are started in a group of their own, which signals of the terminal do not reach. */
export const ownGroup = process.platform !== 'win32';

/**
 * Starts a child. Signals do not end this process before that has ended.
 * @param start of a child in a group of its own
 */
export function outlive<Child extends ChildProcess>(start: () => Child): Child {
  if (running.size === 0 && received === undefined) for (const signal of signals) process.on(signal, handOn);
  try {
    const child = start();
    running.add(child);
    for (const end of ['close', 'error'])
      child.once(end, () => {
        running.delete(child);
        letSignalsEnd();
      });
    return child;
  } catch (error) {
    letSignalsEnd();
    throw error;
  }
}

/** Not after a signal: npm hands on the Ctrl-C that the terminal has sent already. */
function letSignalsEnd(): void {
  if (running.size === 0 && received === undefined) for (const signal of signals) process.off(signal, handOn);
}

function handOn(signal: Signal): void {
  if (received !== undefined) return;
  received = signal;
  // The reader may be gone with the terminal.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.stderr.write(
    `  ${signal}: waiting for Terraform, which ends what it is doing and writes its state; a second ` +
      'signal changes nothing\n',
  );
  // On Windows every process of the console gets Ctrl-C, and kill() would end the child at once.
  if (ownGroup) for (const child of running) child.kill('SIGINT');
}
