import fs from 'node:fs/promises';
import { type ScriptLogRow } from '../../contract/console/matches';
import { readRefusedLine } from '../../contract/refused-line';
import { type Insight } from '../gamelift';
import { type GameSessionRow } from '../gamelift/sessions/rows';
import { readLogTime } from '../realtime/process/logger';

/** The size of the shown end of a log. */
const mostBytes = 64 * 1024;

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
  { fleetId, location, gameSessionId }: GameSessionRow,
): Promise<readonly ScriptLogRow[]> {
  const file = insight
    .fleets()
    .find((fleet) => fleet.fleetId === fleetId)
    ?.locations.find((place) => place.location === location)
    ?.host.logFile(gameSessionId);
  if (file === undefined) return [];
  const text = await endOf(file);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => logRow(gameSessionId, line));
}

function logRow(gameSessionId: string, text: string): ScriptLogRow {
  const at = readLogTime(text);
  const refused = readRefusedLine(text);
  return {
    gameSessionId,
    text,
    ...(at === undefined ? {} : { at }),
    ...(refused === undefined ? {} : { refused }),
  };
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
    const start = Math.max(0, size - mostBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const text = buffer.toString('utf8', 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}
