import { randomUUID } from 'node:crypto';
import { gameSessionId, matchId } from '../../../core/ids';
import { type ScriptLimits, defaultScriptLimits } from '../../../realtime-server/limits';
import { LogWriter } from '../../../realtime-server/log-writer';
import { type MatchStore } from '../../../store';
import { aPlayer } from '../../store/database';
import { aMatchHeader } from '../../support/headers';
import { gameSessionArn } from './script-harness';

const limits: ScriptLimits = {
  ...defaultScriptLimits,
  commandRetriesMs: [10, 20],
  vitalRetriesMs: [1, 3],
  recordMs: 10,
  claimMs: 10,
};

/** The fate of a call: it fails before the write, or its answer is lost after it. */
export type Trouble = 'fails' | 'loses-answer' | 'works';

/** The log of a new match that this process owns, on the real store, whose calls go as planned. */
export async function plannedWriter(matches: MatchStore, plan: Trouble[] = []) {
  const header = aMatchHeader({ matchId: matchId(randomUUID()), seats: [aPlayer(), aPlayer()] });
  await matches.claim(header, gameSessionId(gameSessionArn()));
  const calls: string[] = [];
  const pauses: number[] = [];
  const lines: string[] = [];
  const followPlan =
    <Given extends unknown[], Answer>(name: string, call: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      calls.push(name);
      const trouble = plan.shift() ?? 'works';
      if (trouble === 'fails') throw new RangeError('throttled');
      const answer = await call(...given);
      if (trouble === 'loses-answer') throw new RangeError('reset');
      return answer;
    };
  const store: MatchStore = {
    ...matches,
    append: followPlan('append', matches.append),
    abandon: followPlan('abandon', matches.abandon),
    sleep: followPlan('sleep', matches.sleep),
    finish: followPlan('finish', matches.finish),
    warn: followPlan('warn', matches.warn),
    markAlive: followPlan('markAlive', matches.markAlive),
  };
  let now = header.startedAt;
  const clock = {
    now: () => now,
    after(delayMs: number, call: () => void) {
      pauses.push(delayMs);
      now += delayMs;
      queueMicrotask(call);
      return () => undefined;
    },
  };
  const note =
    (level: string) =>
    (text: string): void =>
      void lines.push(`${level} ${text}`);
  const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const id = header.matchId;
  const log = new LogWriter(store, id, 1, clock, limits, logger);
  const takenOver = () => matches.takeOver(id, { gameSessionId: gameSessionId(gameSessionArn()) });
  return { log, id, header, calls, pauses, lines, takenOver, entries: () => matches.log(id) };
}
