import { type FromProcess, isFromProcess, type ToProcess } from '../channel';

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
  if (typeof message !== 'object' || message === null || !('kind' in message) || !('id' in message))
    return false;
  if (message.kind === 'message') return 'message' in message && isFromProcess(message.message);
  return message.kind === 'launched' || message.kind === 'over';
}

export function isToLauncher(message: unknown): message is ToLauncher {
  return (
    typeof message === 'object' &&
    message !== null &&
    'id' in message &&
    'kind' in message &&
    (message.kind === 'launch' || message.kind === 'message' || message.kind === 'kill')
  );
}
