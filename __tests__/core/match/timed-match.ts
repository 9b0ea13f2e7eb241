import { expect } from '@jest/globals';
import { type DefinedGame } from '../../../core/define';
import { type Seat } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { type LogEntry } from '../../../core/match/log';
import { fold, type Match, openMatch, replay, submit, type SubmittedAction } from '../../../core/match/match';
import { nextTimeout, timeOut, timeoutDue } from '../../../core/match/timeout';
import { header, id } from '../../../testing/sample-match';

/** A match played by its clock; times are ms since its start. */
export class TimedMatch<State extends Json, Command extends Json, View extends Json, Options extends Json> {
  readonly #game: DefinedGame<State, Command, View, Options>;
  readonly #header;
  readonly #start: number;
  match: Match<State, Command, View>;
  #ids = 0;

  constructor(
    game: DefinedGame<State, Command, View, Options>,
    about: { readonly seats?: number; readonly options?: Json } = {},
  ) {
    this.#game = game;
    this.#header = header(game, about);
    this.#start = this.#header.startedAt;
    this.match = openMatch(game, this.#header);
  }

  /** The outcome of an action: `accepted`, or the code of its refusal. */
  does(seat: Seat, action: SubmittedAction, at: number, lagMs = 0): string {
    const submission = { seat, commandId: id((this.#ids += 1)), action, lagMs };
    const answer = submit(this.match, submission, this.#start + at);
    if (answer.kind !== 'accepted') return answer.kind === 'refused' ? answer.code : answer.kind;
    this.match = answer.match;
    this.#replays();
    return answer.kind;
  }
  plays(seat: Seat, command: Json, at: number, lagMs = 0): this {
    expect(this.does(seat, { kind: 'play', command }, at, lagMs)).toBe('accepted');
    return this;
  }

  /** The seats that time out at a moment; empty while no timeout is due. */
  timesOut(at: number, chosen: readonly Json[] = [], lagOf?: (seat: Seat) => number): readonly Seat[] {
    const due = timeoutDue(this.match, this.#start + at, lagOf);
    if (due === undefined) return [];
    const answer = timeOut(this.match, due, this.#start + at, chosen);
    if (answer.kind !== 'accepted') throw answer.failure;
    this.match = answer.match;
    this.#replays();
    return answer.entry.seats;
  }
  follows(entry: LogEntry): this {
    this.match = fold(this.match, { ...entry, at: this.#start + entry.at });
    return this;
  }
  claimed(at: number, epoch: number): this {
    return this.follows({ kind: 'claim', sequence: this.match.sequence + 1, at, epoch });
  }

  /** ms since the start at which the next timeout is due. */
  get due(): number | null {
    const due = nextTimeout(this.match);
    return due === null ? null : due - this.#start;
  }
  get log(): readonly LogEntry[] {
    return this.match.log.after(0);
  }
  get result() {
    return this.match.ending?.result;
  }
  remaining(seat: Seat): number | undefined {
    return this.match.clocks.seats[seat]?.mainMs;
  }

  /** Asserts that the log alone folds to the same match. */
  #replays(): void {
    const { log: _one, past: _two, ...again } = replay(this.#game, this.#header, this.log);
    const { log: _three, past: _four, ...match } = this.match;
    expect(again).toEqual(match);
  }
}
