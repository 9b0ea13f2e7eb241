import { type Clock, pause } from '../core/clock';
import { type Game, gameOfMatch } from '../core/define';
import { type GameName } from '../core/ids';
import { type MatchHeader } from '../core/match/log';
import { type RulesWatch } from '../definition/rules-watch';
import { type Claimed, type MatchStore } from '../store/matches';
import { type ScriptLimits } from './limits';
import { errorLine, pauseOf } from './log-writer';
import { checkHeader } from './open-match';
import { type Logger } from './session';
import { type SessionMatch } from './session-match';

/** The parts with which a process claims its match. */
export interface ClaimParts {
  readonly store: MatchStore;
  readonly clock: Clock;
  readonly limits: ScriptLimits;
  readonly logger: Logger;
  readonly watch: RulesWatch;
  readonly games: ReadonlyMap<GameName, Game>;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
}

/** @throws Error when the games lack the rules under which a match began */
export function rulesOf(games: ReadonlyMap<GameName, Game>, header: MatchHeader): Game {
  const game = gameOfMatch(games, header);
  if (game === undefined)
    throw new Error(`there is no version ${header.rulesVersion} of the game ${header.game}`);
  return game;
}

/** @throws Error when the game is unknown */
function gameOf(games: ReadonlyMap<GameName, Game>, name: GameName): Game {
  const game = games.get(name);
  if (game === undefined) throw new Error(`there is no game ${name}`);
  return game;
}

/**
 * Claims the match of a game session: one that FlexMatch made (a process may have played it before), or a
 * resumed one.
 * @throws Error in one sentence when it cannot be played; the store's error when it fails for longer than the
 * limits allow
 */
export async function claimMatch(parts: ClaimParts, match: SessionMatch): Promise<Claimed> {
  const { matchId, gameSessionId } = match;
  if (match.kind === 'new') {
    const header = headerOf(parts, match);
    return insist(parts, () => parts.store.claim(header, gameSessionId));
  }
  const claimed = await insist(parts, () => parts.store.takeOver(matchId, { gameSessionId }));
  if (claimed === undefined) throw new Error(`there is no match ${matchId}`);
  return underKnownRules(parts, claimed);
}

/**
 * A match that was arranged under rules that this process does not have. Functions and scripts are exchanged
 * one after the other, so either may be ahead for some seconds. As long as nothing was played, the match
 * begins under the rules of this process.
 * @throws Error when the game does not take the match
 */
async function underKnownRules(parts: ClaimParts, claimed: Claimed): Promise<Claimed> {
  const { games, store, watch } = parts;
  const { header, ownerEpoch, status, entries } = claimed;
  const isUnplayed = entries.every(({ kind }) => kind === 'claim');
  if (status !== 'active' || !isUnplayed || gameOfMatch(games, header) !== undefined) return claimed;
  const game = watch.over(gameOf(games, header.game));
  const begun = { ...header, rulesVersion: game.version };
  checkHeader(watch, game, begun);
  const { matchId } = header;
  const holds = await insist(parts, () => store.beginUnder(matchId, ownerEpoch, game.version));
  return holds ? { ...claimed, header: begun } : claimed;
}

/** @throws Error when the game refuses the match */
function headerOf(
  { games, clock, watch, newSeed }: ClaimParts,
  match: Extract<SessionMatch, { readonly kind: 'new' }>,
): MatchHeader {
  const game = watch.over(gameOf(games, match.game));
  if (new Set(match.players).size < match.players.length) throw new Error('a player has two seats');
  const header: MatchHeader = {
    matchId: match.matchId,
    game: match.game,
    rulesVersion: game.version,
    seed: newSeed(),
    seats: match.players,
    bots: [],
    origin: 'matchmaking',
    teams: game.teams ? match.teams : match.players.map((_, seat) => seat),
    options: match.options,
    matchmaking: match.matchmaking,
    rated: match.rated,
    startedAt: clock.now(),
  };
  checkHeader(watch, game, header);
  return header;
}

/** Retries a call that must succeed before the match can begin, until claimMs have passed. */
async function insist<Value>(
  { clock, limits, logger }: ClaimParts,
  attempt: () => Promise<Value>,
): Promise<Value> {
  const deadline = clock.now() + limits.claimMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (clock.now() >= deadline) throw error;
      logger.warn(`not yet: ${errorLine(error)}`);
    }
    await pause(clock, pauseOf(limits.vitalRetriesMs, tries));
  }
}
