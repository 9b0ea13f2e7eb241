/** The channel between this process and its fleet, and the ends of both. */
import { type FromProcess, type ToProcess } from '../channel';
import { type PlayerSessionChecks } from './login';

const channel = process.send?.bind(process);
const exit = process.exit.bind(process);
if (channel === undefined) {
  process.stderr.write('This program is started by a Realtime fleet: npm run realtime -- --help\n');
  exit(2);
}
// A script's process has no such channel on the service.
Reflect.deleteProperty(process, 'send');
/** Sends a message to the process of the fleet. */
export const sendToFleet = (message: FromProcess): void => {
  if (process.connected) channel?.(message);
};

/** Sends the last message before the exit: the channel is asynchronous. */
export const leave = (code: number, last?: FromProcess): void => {
  if (last === undefined || !process.connected || channel === undefined) {
    exit(code);
    return;
  }
  channel(last, undefined, undefined, () => exit(code));
};

process.on('disconnect', () => exit(1)); // the fleet has exited, and its sessions with it
// Ctrl-C reaches the whole terminal; the fleet ends its processes in order
process.on('SIGINT', () => undefined);

const questions = new Map<number, (answer: { readonly granted: boolean; readonly reason: string }) => void>();
let asked = 0;
const ask = (about: 'check' | 'accept', playerSessionId: string) =>
  new Promise<{ readonly granted: boolean; readonly reason: string }>((resolve) => {
    asked += 1;
    questions.set(asked, resolve);
    sendToFleet({ kind: 'ask', question: asked, about, playerSessionId });
  });
/** Player sessions are the fleet's: it answers each question. */
export const playerSessions: PlayerSessionChecks = {
  check: (id) => ask('check', id),
  accept: (id) => ask('accept', id),
  remove: (playerSessionId) => sendToFleet({ kind: 'remove', playerSessionId }),
};

/** Takes the fleet's answer to a question. */
export function takeAnswer({
  question,
  granted,
  reason,
}: Extract<ToProcess, { readonly kind: 'answer' }>): void {
  questions.get(question)?.({ granted, reason });
  questions.delete(question);
}
