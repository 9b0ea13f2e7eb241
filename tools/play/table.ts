import { type Game } from '../../core/define';
import { matchId, playerId } from '../../core/ids';
import { type Json } from '../../core/json';
import { type MatchHeader } from '../../core/match/log';
import { evenTeams, type RuleSetDefinition } from '../../definition/rule-set';

/** The flags of the command line for a match. */
export interface TableFlags {
  readonly seats?: number;
  readonly seat?: number;
  readonly level?: string;
  /** JSON, or `name=value,name=value`. */
  readonly options?: string;
  readonly seed?: string;
  readonly watch?: true;
}

/** An invalid flag; the message is one line that names the flag and its limits. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

/**
 * Team of each seat of the match. In a game that is played in teams they are those of its rule set; in
 * another game every seat is a team of its own. Default: the minimum of seats.
 * @param ruleSet of the game's own matchmaking; absent: every number of seats that the game takes
 */
export function teamsOf(
  { name, seats: { min, max }, teams }: Game,
  flags: TableFlags,
  ruleSet?: Pick<RuleSetDefinition, 'sizes' | 'players' | 'file'>,
): readonly number[] {
  const { seats = teams ? (ruleSet?.players.min ?? min) : min } = flags;
  if (seats < min || seats > max)
    throw new FlagError(`--seats ${seats}: ${name} takes ${min === max ? min : `${min} to ${max}`} seats`);
  if (!teams || ruleSet === undefined) return Array.from({ length: seats }, (_, seat) => seat);
  const { players, file } = ruleSet;
  const even = evenTeams(ruleSet, seats);
  if (even === undefined)
    throw new FlagError(
      `--seats ${seats}: ${file} forms teams of ` +
        `${players.min === players.max ? players.min : `${players.min} to ${players.max}`} players`,
    );
  return even;
}

/** The seat of the person: seat 0 by default; undefined when only bots play. */
export function personOf({ seat = 0, watch }: TableFlags, seats: number): number | undefined {
  if (watch === true) return undefined;
  if (seat >= seats) throw new FlagError(`--seat ${seat}: the match has seats 0 to ${seats - 1}`);
  return seat;
}

/** Index of the bot's level; by default the middle one, of two the weaker. */
export function flagLevel({ name, botLevels }: Game, { level }: TableFlags): number {
  if (level === undefined) return Math.max(0, Math.ceil(botLevels.length / 2) - 1);
  const index = botLevels.indexOf(level);
  if (index === -1)
    throw new FlagError(
      botLevels.length === 0
        ? `--level ${level}: ${name} has no bot`
        : `--level ${level}: the bot of ${name} has the levels ${botLevels.join(', ')}`,
    );
  return index;
}

/** A value of `name=value`, parsed as JSON where possible, else as text. */
function valueOf(word: string): unknown {
  try {
    return JSON.parse(word);
  } catch {
    return word;
  }
}

/** The options of the match, complete with defaults. */
export function flagOptions(game: Game, { options = '' }: TableFlags): Json {
  const given = options.trim().startsWith('{')
    ? valueOf(options)
    : Object.fromEntries(
        options
          .split(',')
          .filter((pair) => pair.trim() !== '')
          .map((pair) => {
            const [name = '', ...rest] = pair.split('=');
            return [name.trim(), valueOf(rest.join('=').trim())];
          }),
      );
  const read = game.readOptions(given);
  if ('problem' in read) {
    const { field, message } = read.problem;
    throw new FlagError(`--options ${options}: ${field === '' ? '' : `${field}: `}${message}`);
  }
  return read.options;
}

/**
 * The header of a match at a terminal.
 * @param seed any text; the same text gives the same match
 * @param startedAt epoch milliseconds
 */
export function terminalHeader(
  game: Game,
  {
    teams,
    options,
    seed,
  }: { readonly teams: readonly number[]; readonly options: Json; readonly seed: string },
  startedAt: number,
): MatchHeader {
  return {
    matchId: matchId('00000000-0000-4000-8000-000000000000'),
    game: game.name,
    rulesVersion: game.version,
    seed,
    seats: teams.map((_, seat) => playerId(`p-00000000-0000-4000-8000-00000000000${seat}`)),
    teams,
    options,
    bots: [],
    origin: 'practice',
    matchmaking: null,
    rated: false,
    startedAt,
  };
}
