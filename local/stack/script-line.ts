import { type ScriptSaid } from '../realtime/hosting';

/** Output of a script as one log line: its match, its source, its text. */
export function scriptLine({ matchId, gameSessionId, by, text }: ScriptSaid): string {
  // The script's own lines already name their match.
  const named = matchId !== undefined && text.includes(matchId);
  return `${named ? '' : `match ${matchId ?? gameSessionId}: `}${by === 'console' ? 'console: ' : ''}${text}`;
}
