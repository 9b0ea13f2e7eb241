import { type Game, optionsText } from '../../core/define';
import { DefinitionError } from '../../core/definition-error';
import { commandId, matchId, playerId } from '../../core/ids';
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type MatchHeader } from '../../core/match/log';
import { failsOneCommand, type Match, openMatch, submit, type SubmittedAction } from '../../core/match/match';
import { ask, RulesFailure } from '../../core/match/rules-failure';
import { positionFor } from '../../core/match/views';
import { type Backend } from '../../definition';
import { type Matchmaking } from '../../definition/matchmaking';
import { evenTeams } from '../../definition/rule-set';
import { RulesWatch } from '../../definition/rules-watch';
import { optionChoices } from '../../testing/setups';

/** Limits of the sample matches that are played before a build. */
export const sampleLimits = {
  /** Matches per matchmaking and number of seats, each with another seed. */
  matches: 2,
  /** Commands of one match; a longer game is played only up to this. */
  commands: 150,
  /** Commands of all matches of one game, since options and numbers of seats multiply. */
  commandsOfGame: 500,
  /** Failing commands per game after which the samples stop: each may use up the time limit. */
  failures: 3,
  /** Time limit of one command in ms, the same as on a server. */
  commandMs: 2000,
} as const;

/** Number of commands after which a seat leaves every second match. */
const leavesAt = 4;
const isOdd = ({ seed }: MatchHeader): boolean => seed.endsWith('1');

/**
 * Plays a few random matches of every game, so that errors which the compiler cannot see stop the build. The
 * matches are the same each time for the same rules.
 * @returns warnings: commands at which rules failed, at most one per game
 * @throws DefinitionError when a match of a game would end by a failure of its rules
 */
export function playSamples({
  games,
  matchmakings,
}: Pick<Backend, 'games' | 'matchmakings'>): readonly string[] {
  return [...games.values()].flatMap((game) => {
    const sample = new Sample(game);
    for (const matchmaking of matchmakings.values())
      if (matchmaking.games.includes(game.name)) sample.playAll(matchmaking);
    return sample.warning === undefined ? [] : [sample.warning];
  });
}

/** The sample matches of one game. */
class Sample {
  readonly #watch = new RulesWatch(sampleLimits.commandMs);
  readonly #game: Game;
  #commands = 0;
  #failures = 0;
  warning: string | undefined;

  constructor(game: Game) {
    this.#game = this.#watch.over(game);
  }

  /** Every option combination to try, with the minimum and the maximum of seats of the rule set. */
  playAll(matchmaking: Matchmaking): void {
    const { min, max } = matchmaking.ruleSet.players;
    for (const choice of optionChoices(this.#game)) {
      const read = this.#game.readOptions(choice);
      if ('problem' in read) continue;
      for (const seats of new Set([min, max]))
        for (let number = 0; number < sampleLimits.matches; number += 1)
          if (this.#commands < sampleLimits.commandsOfGame && this.#failures < sampleLimits.failures)
            this.#play(headerOf(this.#game, matchmaking, seats, read.options, number));
    }
  }

  #play(header: MatchHeader): void {
    const picks = new MatchChance(seededChance(`picks:${header.seed}`));
    this.#game.with((typed) => {
      let match = this.#asked(header, () => openMatch(typed, header));
      for (let count = 0; match !== undefined && count < sampleLimits.commands; count += 1) {
        const now = match;
        const next = this.#asked(header, () => this.#next(now, picks));
        if (next === undefined) break;
        this.#commands += 1;
        match = this.#submitted(now, next.seat, { kind: 'play', command: next.command });
        // Every second match loses a seat early, because seats may leave while others play on.
        const [seat] = match?.toAct ?? [];
        if (match !== undefined && seat !== undefined && count === leavesAt && isOdd(header))
          match = this.#submitted(match, seat, { kind: 'resign' });
      }
    });
  }

  /** Shows the match to all its viewers, and picks a command; undefined when the match is over. */
  #next<State extends Json, Command extends Json, View extends Json>(
    match: Match<State, Command, View>,
    picks: MatchChance,
  ): { readonly seat: number; readonly command: Json } | undefined {
    for (const viewer of ['spectator' as const, ...match.header.seats.keys()]) positionFor(match, viewer);
    if (match.ending !== undefined) return undefined;
    const seat = match.toAct[picks.below(match.toAct.length)] ?? 0;
    return ask('legalCommands', () => {
      const legal = match.rules.legalCommands(match.state, seat);
      const command = legal[picks.below(Math.max(1, legal.length))];
      if (command === undefined) throw new Error(`seat ${seat} is to act, but has no legal command`);
      return { seat, command };
    });
  }

  /** The match after a command; undefined when the rules fail at it. */
  #submitted<State extends Json, Command extends Json, View extends Json>(
    match: Match<State, Command, View>,
    seat: number,
    action: SubmittedAction,
  ): Match<State, Command, View> | undefined {
    const submission = { seat, commandId: commandId(`sample-${match.sequence}`), action };
    const { header } = match;
    const answer = this.#asked(header, () => submit(match, submission, header.startedAt));
    if (answer?.kind === 'accepted') return answer.match;
    if (answer?.kind === 'failed') this.#failed(header, answer.failure);
    if (answer?.kind === 'refused')
      this.#failed(
        header,
        answer.failure ??
          new RulesFailure('apply', new Error(`a legal command is refused: ${answer.message}`)),
      );
    return undefined;
  }

  /** The result of a call of the rules within the time limit; undefined when they fail at a command. */
  #asked<Value>(header: MatchHeader, call: () => Value): Value | undefined {
    try {
      return this.#watch.run(call);
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      this.#failed(header, error);
      return undefined;
    }
  }

  /** @throws DefinitionError unless the failure concerns one command alone */
  #failed(header: MatchHeader, { rulesFunction, message }: RulesFailure): void {
    const { game, seats, options } = header;
    const where = `in a sample match of ${seats.length} seats, options ${optionsText(options)}`;
    const line = `game/games/${game}: ${message}, ${where}: correct rules.${rulesFunction}`;
    if (!failsOneCommand.has(rulesFunction)) throw new DefinitionError(line.replaceAll('\n', ' '));
    this.#failures += 1;
    this.warning ??= line.replaceAll('\n', ' ');
  }
}

function headerOf(
  game: Game,
  matchmaking: Matchmaking,
  seats: number,
  options: Json,
  number: number,
): MatchHeader {
  const each = Array.from({ length: seats }, (_, seat) => seat);
  return {
    matchId: matchId(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`),
    game: game.name,
    rulesVersion: game.version,
    seed: String(number).padStart(32, '0'),
    seats: each.map((seat) => playerId(`p-00000000-0000-4000-8000-${String(seat).padStart(12, '0')}`)),
    teams: game.teams ? (evenTeams(matchmaking.ruleSet, seats) ?? each) : each,
    options,
    bots: [],
    origin: 'matchmaking',
    matchmaking: matchmaking.key,
    rated: matchmaking.rated,
    startedAt: 0,
  };
}
