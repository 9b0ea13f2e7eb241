import fs from 'node:fs/promises';
import { type ProcessLogRow, type ScriptLogRow } from '../../contract/console/matches';
import { readRefusedLine } from '../../contract/refused-line';
import { type Insight } from '../gamelift';
import { type GameSessionRow } from '../gamelift/sessions/rows';
import { readLogTime } from '../realtime/process/logger';

/** The size of the shown end of a log. */
const maxBytes = 64 * 1024;

/** The newest lines that the script has written in these sessions, oldest first. */
export async function scriptLog(
  insight: Insight,
  sessions: readonly GameSessionRow[],
): Promise<readonly ScriptLogRow[]> {
  const logs = await Promise.all([...sessions].reverse().map((session) => linesOf(insight, session)));
  return logs.flat();
}

async function linesOf(
  insight: Insight,
  { gameSessionId }: GameSessionRow,
): Promise<readonly ScriptLogRow[]> {
  const lines = await linesOfOwner(insight, gameSessionId);
  return (lines ?? []).map((row) => {
    const refused = readRefusedLine(row.text);
    return { gameSessionId, ...row, ...(refused === undefined ? {} : { refused }) };
  });
}

/**
 * The newest lines of the log of a process, running or ended, oldest first.
 * @param owner the id of the process, or of the game session that it took
 * @returns undefined when no process is known by it
 */
export async function linesOfOwner(
  insight: Insight,
  owner: string,
): Promise<readonly ProcessLogRow[] | undefined> {
  const file = insight
    .fleets()
    .flatMap(({ locations }) => locations)
    .map(({ host }) => host.logFile(owner))
    .find((found) => found !== undefined);
  if (file === undefined) return undefined;
  const lines = (await endOf(file)).split('\n').filter((line) => line !== '');
  return lines.map((text) => {
    const at = readLogTime(text);
    return { text, ...(at === undefined ? {} : { at }) };
  });
}

/** The end of a file, starting at the beginning of a line; empty when the file is gone. */
async function endOf(file: string): Promise<string> {
  let handle;
  try {
    handle = await fs.open(file);
  } catch {
    return ''; // removed with its session
  }
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - maxBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const text = buffer.toString('utf8', 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}
