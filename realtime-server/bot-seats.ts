import { type Bot, levelOf } from '../core/bots/bot';
import { type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { MatchChance, seededChance } from '../core/match/chance';
import { botTask, drawnFor, thinkUntil } from '../core/match/bot-task';
import { type Match, type SubmittedAction } from '../core/match/match';
import { botTurn, stalledMs } from '../core/bots/bot-commands';
import { type Surroundings } from './host';
import { stackOf } from './log-writer';

/** The time in ms that a bot may think before the process handles messages again. */
const sliceMs = 10;
/** The pause in ms before a command that could not be stored is retried. */
const retryMs = 1000;

/** The result of a bot's command: `stale` when the match has changed since. */
export type BotCommandResult = 'taken' | 'stale' | 'refused' | 'try-again';

/** Plays a command of a seat as of a sequence number, handled like a player's command. */
export type PlayForBot = (seat: Seat, action: SubmittedAction, seen: number) => Promise<BotCommandResult>;

interface Thought<Command> {
  readonly seat: Seat;
  /** Sequence number of the match that the bot thinks about. */
  readonly sequence: number;
  /** Epoch ms at which the best command so far is played. */
  readonly until: number;
  readonly legal: readonly Command[];
  readonly random: MatchChance;
  readonly thoughts: Iterator<Command>;
  best?: Command;
}

/**
 * Plays the seats of bots. A bot thinks in slices, and players' messages are handled between them. A bot that
 * throws, does not return, or chooses an illegal command plays a legal one drawn at random. It agrees to
 * takebacks, and declines draws.
 */
export class BotSeats<State extends Json, Command extends Json, View extends Json> {
  readonly #around: Surroundings;
  readonly #bot: Bot<View, Command> | undefined;
  readonly #play: PlayForBot;
  #match: Match<State, Command, View> | undefined;
  #thought: Thought<Command> | undefined;
  #cancel: (() => void) | undefined;

  /** @param bot of the game; for a game that no longer has a bot, legal commands are drawn */
  constructor(around: Surroundings, bot: Bot<View, Command> | undefined, play: PlayForBot) {
    this.#around = around;
    this.#bot = bot;
    this.#play = play;
  }

  /** Takes the current match: a bot that is to act begins to think, and earlier thoughts are dropped. */
  watch(match: Match<State, Command, View>): void {
    if (match.bots.length === 0) return;
    this.#match = match;
    this.#rest();
    const task = botTask(match);
    if (task === undefined) return;
    this.#callAfter(0, () =>
      task.kind === 'answer'
        ? this.#act(task.seat, task.action)
        : this.#begin(match, task.seat, task.strength),
    );
  }

  stop(): void {
    this.#match = undefined;
    this.#rest();
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#thought = undefined;
  }

  #callAfter(delayMs: number, call: () => void): void {
    this.#cancel = this.#around.clock.after(delayMs, call);
  }

  #begin(match: Match<State, Command, View>, seat: Seat, strength: string): void {
    const { clock, newId, watch } = this.#around;
    const random = new MatchChance(seededChance(newId()));
    const until = thinkUntil(match, clock.now());
    const level = levelOf(this.#bot, strength);
    try {
      const turn = watch.run(() => botTurn(match, seat, level, random));
      const thoughts = watch.run(() => (this.#bot?.think(turn) ?? [])[Symbol.iterator](), stalledMs);
      const { legal } = turn;
      this.#thought = { seat, sequence: match.sequence, until, legal, random, thoughts };
    } catch (error) {
      return this.#fall(seat, error);
    }
    this.#think(this.#thought);
  }

  /** One slice of thinking. */
  #think(thought: Thought<Command>): void {
    const { clock, watch } = this.#around;
    const end = Math.min(thought.until, clock.now() + sliceMs);
    let done = false;
    try {
      watch.run(() => {
        do {
          const next = thought.thoughts.next();
          done = next.done === true;
          if (next.done !== true) thought.best = next.value;
        } while (!done && clock.now() < end);
      }, stalledMs);
    } catch (error) {
      return this.#fall(thought.seat, error);
    }
    if (!done && clock.now() < thought.until) return this.#callAfter(0, () => this.#think(thought));
    if (thought.best === undefined) return this.#fall(thought.seat, new Error('it has chosen no command'));
    this.#act(thought.seat, { kind: 'play', command: thought.best }, () =>
      this.#fall(thought.seat, new Error(`it chose ${JSON.stringify(thought.best)}, which is refused`)),
    );
  }

  /** The bot has failed: a legal command is drawn for it. */
  #fall(seat: Seat, error: unknown): void {
    const match = this.#match;
    if (match === undefined) return;
    const { watch, logger, newId } = this.#around;
    const { matchId, game } = match.header;
    logger.error(`match ${matchId}: the bot of ${game} failed at seat ${seat}: ${stackOf(error)}`);
    const random = new MatchChance(seededChance(newId()));
    try {
      const command = watch.run(() => drawnFor(match, seat, random));
      if (command !== undefined) this.#act(seat, { kind: 'play', command });
    } catch (failure) {
      // Rules that fail here also fail at players' commands, which end the match.
      logger.error(`match ${matchId}: no command for seat ${seat}: ${stackOf(failure)}`);
    }
  }

  #act(seat: Seat, action: SubmittedAction, refused: () => void = () => undefined): void {
    const match = this.#match;
    if (match === undefined) return;
    this.#play(seat, action, match.sequence).then(
      (played) => {
        // The match has changed, and was passed to `watch` since.
        if (this.#match?.sequence !== match.sequence) return;
        if (played === 'refused') refused();
        if (played === 'try-again') this.#callAfter(retryMs, () => this.watch(match));
      },
      (error: unknown) => this.#around.logger.error(`a bot's command: ${stackOf(error)}`),
    );
  }
}
