import { botCommand } from '../../core/bots/bot';
import { type Game, type TypedGame } from '../../core/define';
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';
import { outcomesOf, type SeatOutcome } from '../../core/results';

/** Commands after which a match that does not end says nothing. */
const maxCommands = 500;
/** The strongest bot thinks so long about a command, in ms: a whole match is played out many times. */
const thinkingMs = 10;
/**
 * The minimum number of its thoughts, for which it may take longer. On a busy machine the page may not run
 * for most of the 10 ms, and a first thought is a guess.
 */
const leastThoughts = 10;
const longestThinkingMs = 250;
/** A game of chance, and a bot that guesses, are tried so often. */
const tries = 3;
const worth: Readonly<Record<SeatOutcome, number>> = { win: 1, draw: 0.5, loss: 0 };

export interface PlayOutParts {
  /** Team of each seat, seat 0 first. */
  readonly teams: readonly number[];
  readonly seed: string;
  /** Milliseconds that never decrease. */
  readonly now: () => number;
  /** Lets others of the thread run. */
  readonly pause: () => Promise<void>;
}

/** Rules and states are of the same game. */
function isStateOf<State extends Json>(_state: Json): _state is State {
  return true;
}

/**
 * The value of a state for each seat when the game's strongest bot plays on for all of them. It is 1 for a
 * win, ½ for a draw, 0 for a loss, and the mean of several matches that are played out.
 * @returns undefined for a game without a bot, and when no match ends
 */
export function worthOf(
  game: Game,
  state: Json,
  parts: PlayOutParts,
): Promise<readonly number[] | undefined> {
  return game.with(async (typed) => {
    const ended: (readonly number[])[] = [];
    for (let round = 0; round < tries; round += 1) {
      const outcomes = await playOut(
        typed,
        state,
        new MatchChance(seededChance(`${parts.seed} ${round}`)),
        parts,
      );
      if (outcomes !== undefined) ended.push(outcomes.map((outcome) => worth[outcome]));
    }
    return ended.length === 0
      ? undefined
      : parts.teams.map((_, seat) => ended.reduce((sum, one) => sum + (one[seat] ?? 0), 0) / ended.length);
  });
}

async function playOut<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, bot }: TypedGame<State, Command, View, Options>,
  from: Json,
  random: MatchChance,
  { teams, now, pause }: PlayOutParts,
): Promise<readonly SeatOutcome[] | undefined> {
  if (bot === undefined || !isStateOf<State>(from)) return undefined;
  let state = from;
  for (let count = 0; count < maxCommands; count += 1) {
    const result = rules.result(state);
    if (result !== undefined) return outcomesOf(result, teams);
    const [seat] = rules.toAct(state);
    if (seat === undefined) return undefined;
    const begun = now();
    let thoughts = 0;
    const command = botCommand(
      bot,
      {
        view: rules.view(state, seat),
        seat,
        seats: teams.length,
        legal: rules.legalCommands(state, seat),
        level: bot.levels.length - 1,
        random,
      },
      () => {
        thoughts += 1;
        return now() - begun < (thoughts < leastThoughts ? longestThinkingMs : thinkingMs);
      },
    );
    const applied = rules.apply(state, seat, command, random);
    if ('illegal' in applied) return undefined;
    ({ state } = applied);
    await pause();
  }
  return undefined;
}
