import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type Bot, type BotTurn } from '../../core/bots/bot';
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { type Moment, picked, walked, walksOf } from '../walks';

/** Thoughts of a bot that are checked in most positions. */
const firstThoughts = 12;
/** Number of thoughts after which a bot counts as endless. */
const maxThoughts = 100_000;

const text = (value: unknown): string => JSON.stringify(value);

/** Checks of the bot of a game. */
export function botChecks<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  subject: Subject<State, Command, View, Options>,
  bot: Bot<View, Command>,
): readonly Check[] {
  const trial = new BotTrial(subject, bot);
  return [
    { title: 'has a bot that always plays a legal command', run: () => trial.playsLegally() },
    { title: 'has a bot whose thinking ends at every level', run: () => trial.endsThinking() },
    {
      title: 'has a bot that remembers nothing: the same turn gives the same thoughts',
      run: () => trial.remembersNothing(),
    },
  ];
}

class BotTrial<State extends Json, Command extends Json, View extends Json, Options extends Json> {
  readonly #game: Subject<State, Command, View, Options>['game'];
  readonly #bot: Bot<View, Command>;
  readonly #walks: ReturnType<typeof walksOf<State, Command, View, Options>>;

  constructor({ game, longest }: Subject<State, Command, View, Options>, bot: Bot<View, Command>) {
    this.#game = game;
    this.#bot = bot;
    this.#walks = walksOf(game, { min: 0, max: longest });
  }

  playsLegally(): void {
    holds(
      fc.property(this.#walks, fc.nat(), (walk, pick) => {
        const turn = this.#turnOf(walked(this.#game, walk), pick);
        if (turn === undefined) return;
        const commands = this.#thoughts(turn, firstThoughts);
        if (commands.length === 0) throw new Error('the bot has not chosen a command');
        const wrong = commands.find(
          (command) => !turn.legal.some((legal) => isDeepStrictEqual(legal, command)),
        );
        if (wrong !== undefined)
          throw new Error(`level ${this.#bot.levels[turn.level]} plays ${text(wrong)}, which is not legal`);
      }),
      100,
    );
  }

  endsThinking(): void {
    const { levels } = this.#bot;
    holds(
      fc.property(this.#walks, fc.nat(), (walk, pick) => {
        const moment = walked(this.#game, { ...walk, picks: walk.picks.slice(0, pick % 5) });
        for (let level = 0; level < levels.length; level += 1) {
          const turn = this.#turnOf(moment, pick);
          if (turn === undefined) return;
          const count = this.#thoughts({ ...turn, level }, maxThoughts).length;
          if (count === maxThoughts)
            throw new Error(`level ${levels[level]} still thinks after ${maxThoughts} thoughts`);
        }
      }),
      2,
    );
  }

  remembersNothing(): void {
    const { rules } = this.#game;
    holds(
      fc.property(this.#walks, fc.nat(), (walk, pick) => {
        const moment = walked(this.#game, walk);
        const turn = this.#turnOf(moment, pick);
        if (turn === undefined) return;
        const once = this.#thoughts(turn, firstThoughts);
        // The result must not depend on other views that the bot sees in between.
        for (const other of rules.toAct(moment.state)) {
          const elsewhere = this.#turnOf(moment, other);
          if (elsewhere !== undefined) this.#thoughts(elsewhere, firstThoughts);
        }
        if (!isDeepStrictEqual(this.#thoughts(turn, firstThoughts), once))
          throw new Error('the bot has kept something between two turns: a bot may know its view only');
      }),
      30,
    );
  }

  /** A turn of a seat that is to act; undefined: the match is over. */
  #turnOf({ state, setup }: Moment<State, Command>, pick: number): BotTurn<View, Command> | undefined {
    const { rules } = this.#game;
    const seat = picked(rules.toAct(state), pick);
    if (seat === undefined) return undefined;
    return {
      view: rules.view(state, seat),
      seat,
      seats: setup.seats,
      legal: rules.legalCommands(state, seat),
      level: Math.floor(pick / 8) % this.#bot.levels.length,
      random: new MatchChance(seededChance(`bot:${pick}`)),
    };
  }

  #thoughts(turn: BotTurn<View, Command>, most: number): readonly Command[] {
    const commands: Command[] = [];
    const given = text([turn.view, turn.legal]);
    for (const command of this.#bot.think({ ...turn, random: new MatchChance(seededChance('bot')) })) {
      commands.push(command);
      if (commands.length === most) break;
    }
    if (text([turn.view, turn.legal]) !== given) throw new Error('the bot has changed what it was given');
    return commands;
  }
}
