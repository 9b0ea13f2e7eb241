import fs from 'node:fs';
import path from 'node:path';
import { format, inspect } from 'node:util';
import { messageOf } from '../../../core/message-of';

/**
 * Least to most severe (Realtime guide, "logging"); the log contains lines at or above the level of the
 * launch parameters.
 */
export const levels = ['debug', 'info', 'warn', 'error', 'fatal', 'cxfatal'] as const;
export type Level = (typeof levels)[number];

/**
 * `loggingLevel:LEVEL` anywhere in the launch parameters, after any character that is neither alphanumeric
 * nor a comma.
 */
export function loggingLevel(launchParameters: string): Level {
  const named = /(?:^|[^a-zA-Z0-9,])loggingLevel:([a-zA-Z]+)/.exec(launchParameters)?.[1]?.toLowerCase();
  return levels.find((level) => level === named) ?? 'info';
}

/** The logger of a session: one method for each level. */
export type ScriptLogger = Readonly<Record<Level, (...values: unknown[]) => void>>;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** `09 Sep 2021 11:46:33,15`: UTC with unpadded milliseconds, the format of the service. */
export function logTime(at: Date): string {
  const date = `${two(at.getUTCDate())} ${months[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()}`;
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  return `${date} ${time},${at.getUTCMilliseconds()}`;
}

/** The time of a line that `logLine` wrote, epoch milliseconds; undefined for what continues a line. */
export function readLogTime(line: string): number | undefined {
  const [, day, month = '', year, hours, minutes, seconds, milliseconds] =
    /^(\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d),(\d{1,3}) /.exec(line) ?? [];
  const number = months.indexOf(month);
  if (day === undefined || number === -1) return undefined;
  return Date.UTC(
    Number(year),
    number,
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
    Number(milliseconds),
  );
}

export function logLine(at: Date, level: Level, file: string, line: number, text: string): string {
  return `${logTime(at)} [${level.toUpperCase()}] (${file}) ${line}: ${text}\n`;
}

/**
 * One value as text: strings as they are, objects as util.inspect shows them. A getter that throws must not
 * end the call.
 */
function render(values: unknown[]): string {
  try {
    const [first] = values;
    if (values.length === 1) return typeof first === 'string' ? first : inspect(first);
    return format(...values);
  } catch (error) {
    return `(not printable: ${messageOf(error)})`;
  }
}

interface Caller {
  readonly file: string;
  readonly line: number;
}

/** File name and line of the caller of `below`. */
function callerOf(below: (...values: never[]) => unknown): Caller {
  const { prepareStackTrace, stackTraceLimit } = Error;
  let frame: NodeJS.CallSite | undefined;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_error, frames) => {
      [frame] = frames;
      return '';
    };
    const holder = { stack: '' };
    Error.captureStackTrace(holder, below);
    void holder.stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { file: path.basename(frame?.getFileName() ?? 'unknown'), line: frame?.getLineNumber() ?? 0 };
}

/** The log of a script process. */
export interface SessionLog {
  /** The result of session.getLogger() for the script. */
  readonly script: ScriptLogger;
  /** A line of the host itself. */
  host(level: Level, text: string): void;
}

/**
 * A log on this process's stdout, which the fleet redirects to the session's log file.
 * @param hear receives lines of the script at level error or above
 * @param mapped maps an error's stack to the sources
 */
export function sessionLog(
  level: Level,
  write: (line: string) => void = (line) => {
    fs.writeSync(1, line);
  },
  hear: (text: string) => void = () => undefined,
  mapped: (text: string) => string = (text) => text,
): SessionLog {
  const threshold = levels.indexOf(level);
  const put = (at: Level, file: string, line: number, text: string) => {
    if (levels.indexOf(at) < threshold) return;
    try {
      write(logLine(new Date(), at, file, line, text));
    } catch {
      /* a full disk must not end a match */
    }
  };
  const method = (at: Level) => {
    const log = (...values: unknown[]): void => {
      const { file, line } = callerOf(log);
      const isError = levels.indexOf(at) >= levels.indexOf('error');
      const text = isError ? mapped(render(values)) : render(values);
      put(at, file, line, text);
      if (isError) hear(text);
    };
    return log;
  };
  return {
    script: {
      debug: method('debug'),
      info: method('info'),
      warn: method('warn'),
      error: method('error'),
      fatal: method('fatal'),
      cxfatal: method('cxfatal'),
    },
    host: (at, text) => put(at, 'realtime-host.js', 0, text),
  };
}

/**
 * Reports what a script writes to its console; it is still written, prefixed with its match.
 * @param to this process's console
 * @param matchId of the process's game session, once it has one of matchmaking
 */
export function hearConsole(
  to: Console,
  hear: (text: string) => void,
  matchId: () => string | undefined = () => undefined,
): void {
  for (const method of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    const write = to[method].bind(to);
    to[method] = (...values: unknown[]) => {
      const [id, text] = [matchId(), render(values)];
      if (id === undefined) write(...values);
      else write('match %s: %s', id, text);
      hear(text);
    };
  }
}

/** The text of a thrown value, with its stack; scripts can throw anything. */
export function stackText(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.stack ?? `${thrown.name}: ${thrown.message}`;
  return render([thrown]);
}
