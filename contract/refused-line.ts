import { type RefusalCode, isRefusalCode } from './realtime/refusals';

/** A command that a match's script refused. */
export interface RefusedCommand {
  readonly seat: number;
  readonly code: RefusalCode;
  readonly message: string;
  /** The newest entry of the log when it was refused. */
  readonly sequence: number;
}

/** The refusal as a line of the script's log, for the developer of the game. */
export function refusedLine(matchId: string, { seat, code, message, sequence }: RefusedCommand): string {
  return (
    `match ${matchId}: refused seat ${seat} after entry ${sequence}, ${code}: ` + `${JSON.stringify(message)}`
  );
}

const written = /match [0-9a-f-]{36}: refused seat (\d+) after entry (\d+), ([a-z-]+): (".*")$/;

/** Reads such a line, with any prefix; undefined for other lines. */
export function readRefusedLine(line: string): RefusedCommand | undefined {
  const [, seat, sequence, code = '', quoted = ''] = written.exec(line) ?? [];
  if (!isRefusalCode(code)) return undefined;
  try {
    return { seat: Number(seat), sequence: Number(sequence), code, message: String(JSON.parse(quoted)) };
  } catch {
    return undefined; // truncated
  }
}
