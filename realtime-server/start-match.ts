import { type MatchId } from '../core/ids';
import { RulesWatch } from '../definition/rules-watch';
import { claimMatch, rulesOf } from './claim-match';
import { type MatchHost, type Surroundings } from './host';
import { errorLine, LogWriter } from './log-writer';
import { hostOf } from './open-match';
import { type Launched, type ScriptParts, type ScriptProcess } from './script-process';
import { readSessionMatch } from './session-match';

/** The match that a process plays. */
export interface RunningMatch {
  readonly host: MatchHost;
  readonly matchId: MatchId;
}

/**
 * Claims the match of a game session and begins to host it. A session that cannot be played ends the process.
 * @returns undefined when it cannot be played
 */
export async function startMatch(
  script: ScriptProcess,
  parts: ScriptParts,
  gameSession: unknown,
): Promise<RunningMatch | undefined> {
  try {
    if (script.launched === undefined) throw new Error('the process was not started');
    return await hostSession(script, parts, script.launched, gameSession);
  } catch (error) {
    script.logger.error(`the game session cannot be played: ${errorLine(error)}`);
    await script.end('the game session cannot be played');
    return undefined;
  }
}

async function hostSession(
  script: ScriptProcess,
  parts: ScriptParts,
  { store, limits, prefix }: Launched,
  gameSession: unknown,
): Promise<RunningMatch> {
  const { clock, matchmakings } = parts;
  const { logger } = script;
  const match = readSessionMatch(gameSession, () => script.gameSessionId, matchmakings, prefix);
  const watch = new RulesWatch(limits.rulesMs, parts.interruptible);
  const claimed = await claimMatch({ ...parts, store, limits, logger, watch }, match);
  const { header, ownerEpoch, entries } = claimed;
  const game = watch.over(rulesOf(parts.games, header));
  logger.info(
    `match ${header.matchId}: ${header.game}, epoch ${ownerEpoch}, ${entries.length} entries so far`,
  );
  const log = new LogWriter(store, header.matchId, ownerEpoch, clock, limits, logger);
  const around: Surroundings = {
    clock,
    limits,
    logger,
    watch,
    send: (...message) => script.send(...message),
    newId: parts.newId,
    newSecret: parts.newSecret,
    over: (reason) => void script.end(reason),
  };
  const matchmaking = header.matchmaking === null ? undefined : matchmakings.get(header.matchmaking);
  return { host: await hostOf(game, claimed, log, around, matchmaking), matchId: header.matchId };
}
