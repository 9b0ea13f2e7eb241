/**
 * The program of the launcher: a small process that starts the script processes. Starting a process blocks
 * its parent, the longer the more memory the parent has and the busier the machine is; in the launcher
 * nothing else waits.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { messageOf } from '../../../core/message-of';
import { type FromLauncher, isToLauncher, type LaunchOrder } from './messages';

/** How long the last messages of an exited process are waited for (ms). */
const drainMs = 1000;

const children = new Map<string, ChildProcess>();
const send = (message: FromLauncher): void => {
  if (process.connected) process.send?.(message);
};

function launch(id: string, order: LaunchOrder): void {
  const log = fs.openSync(order.logFile, 'a');
  let child: ChildProcess;
  try {
    child = spawn(order.command, [...order.args], {
      cwd: order.cwd,
      env: { ...order.environment },
      stdio: ['ignore', log, log, 'ipc'],
      serialization: 'json',
      windowsHide: true,
    });
  } finally {
    fs.closeSync(log);
  }
  children.set(id, child);
  const over = (detail: string): void => {
    if (!children.delete(id)) return;
    send({ kind: 'over', id, detail });
  };
  child.on('message', (message: unknown) => {
    if (process.connected) process.send?.({ kind: 'message', id, message });
  });
  child.once('exit', (code, signal) => {
    const detail = signal === null ? `exit code ${code ?? 'unknown'}` : `killed by ${signal}`;
    if (!child.connected) {
      over(detail);
      return;
    }
    // Its last messages may still be in the channel.
    child.once('disconnect', () => over(detail));
    setTimeout(() => over(detail), drainMs).unref();
  });
  child.on('error', (error) => {
    if (child.pid === undefined) over(`it could not be started: ${error.message}`);
  });
  if (child.pid !== undefined) send({ kind: 'launched', id, pid: child.pid });
}

process.on('message', (message: unknown) => {
  if (!isToLauncher(message)) return;
  const child = children.get(message.id);
  switch (message.kind) {
    case 'launch':
      try {
        launch(message.id, message.order);
      } catch (error) {
        const reason = messageOf(error);
        send({ kind: 'over', id: message.id, detail: `it could not be started: ${reason}` });
      }
      return;
    case 'message':
      // a process that has just died reports that itself
      if (child?.connected === true) child.send(message.message, () => undefined);
      return;
    case 'kill':
      child?.kill('SIGKILL');
      return;
  }
});
// The main process has exited, normally or not: its sessions are over, including those of a script that
// hangs.
process.on('disconnect', () => {
  for (const child of children.values()) child.kill('SIGKILL');
  process.exit(0);
});
// Ctrl-C and a closing terminal reach all processes; the main process ends the others in order.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
