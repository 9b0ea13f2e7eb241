import { fieldsOf } from '../../../core/fields-of';
import { type FromProcess, isFromProcess, isToProcess, type ToProcess } from '../channel';

/** The parameters for starting a script process. */
export interface LaunchOrder {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The process's output is appended there, however it dies. */
  readonly logFile: string;
}

/** From the main process to its launcher, as JSON over Node's IPC channel. */
export type ToLauncher =
  | { readonly kind: 'launch'; readonly id: string; readonly order: LaunchOrder }
  | { readonly kind: 'message'; readonly id: string; readonly message: ToProcess }
  | { readonly kind: 'kill'; readonly id: string };

/** From the launcher. */
export type FromLauncher =
  | { readonly kind: 'launched'; readonly id: string; readonly pid: number }
  | { readonly kind: 'message'; readonly id: string; readonly message: FromProcess }
  /** The process has exited, or could not be started; no further message follows. */
  | { readonly kind: 'over'; readonly id: string; readonly detail: string };

export function isFromLauncher(message: unknown): message is FromLauncher {
  const { kind, id, pid, detail, message: inner } = fieldsOf(message);
  if (typeof id !== 'string') return false;
  switch (kind) {
    case 'launched':
      return typeof pid === 'number';
    case 'message':
      return isFromProcess(inner);
    case 'over':
      return typeof detail === 'string';
    default:
      return false;
  }
}

export function isToLauncher(message: unknown): message is ToLauncher {
  const { kind, id, order, message: inner } = fieldsOf(message);
  if (typeof id !== 'string') return false;
  switch (kind) {
    case 'launch':
      return isOrder(order);
    case 'message':
      return isToProcess(inner);
    case 'kill':
      return true;
    default:
      return false;
  }
}

function isOrder(order: unknown): boolean {
  const { command, args, cwd, environment, logFile } = fieldsOf(order);
  const texts = [command, cwd, logFile, ...Object.values(fieldsOf(environment))];
  return (
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(args) &&
    args.every((text) => typeof text === 'string')
  );
}
