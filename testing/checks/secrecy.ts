import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type DefinedGame } from '../../core/define';
import { type Viewer } from '../../core/game-rules';
import { type Seat } from '../../core/ids';
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { after, type Moment, picked, type Played, viewersOf, walked, walksOf } from '../walks';

const text = (value: unknown): string => JSON.stringify(value);
const nameOf = (viewer: Viewer): string => (viewer === 'spectator' ? 'a spectator' : `seat ${viewer}`);

/** Every value of a state that a viewer receives. */
function shown<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules }: DefinedGame<State, Command, View, Options>,
  state: State,
  viewer: Viewer,
): { readonly [part: string]: unknown } {
  return {
    view: rules.view(state, viewer),
    toAct: rules.toAct(state),
    legalCommands: viewer === 'spectator' ? [] : rules.legalCommands(state, viewer),
    result: rules.result(state),
    phase: rules.phase?.(state),
  };
}

/** The part of a command that a viewer receives. */
function visibleCommand<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules }: DefinedGame<State, Command, View, Options>,
  { seat, command, then }: Played<State, Command>,
  viewer: Viewer,
  now: State,
): Json {
  return rules.seen === undefined || viewer === seat
    ? command
    : rules.seen(command, { seat, viewer, then, now });
}

/** The first value in which two states differ for a viewer. */
function difference(
  one: { readonly [part: string]: unknown },
  other: { readonly [part: string]: unknown },
): string | undefined {
  return Object.keys(one).find((part) => !isDeepStrictEqual(one[part], other[part]));
}

/** Two moments that differ in one seat's newest command only. */
interface Fork<State extends Json, Command extends Json> {
  readonly seat: Seat;
  readonly one: Moment<State, Command>;
  readonly other: Moment<State, Command>;
  /** Seats that were to act before the command and still are. */
  readonly pending: readonly Seat[];
}

function forked<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: DefinedGame<State, Command, View, Options>,
  moment: Moment<State, Command>,
  pick: number,
): Fork<State, Command> | undefined {
  const acting = game.rules.toAct(moment.state);
  const seat = picked(acting, pick);
  if (seat === undefined) return undefined;
  const legal = game.rules.legalCommands(moment.state, seat);
  const a = picked(legal, Math.floor(pick / 8));
  const b = picked(
    legal.filter((command) => command !== a),
    Math.floor(pick / 64),
  );
  if (a === undefined || b === undefined) return undefined;
  const one = after(game, moment, seat, a);
  const other = after(game, moment, seat, b);
  const still = [one, other].map(({ state }) => game.rules.toAct(state));
  return {
    seat,
    one,
    other,
    pending: acting.filter((waiting) => waiting !== seat && still.every((list) => list.includes(waiting))),
  };
}

/** The difference that a viewer sees between the moments of a fork; undefined when both look the same. */
function learned<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: DefinedGame<State, Command, View, Options>,
  { one, other }: Fork<State, Command>,
  viewer: Viewer,
): { readonly part: string | undefined; readonly command: boolean } {
  const newest = [one, other].map(({ played, state }): Json => {
    const last = played.at(-1);
    return last === undefined ? null : visibleCommand(game, last, viewer, state);
  });
  return {
    part: difference(shown(game, one.state, viewer), shown(game, other.state, viewer)),
    command: !isDeepStrictEqual(newest[0], newest[1]),
  };
}

function forkProblem<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { game, atOnce = 'secret' }: Subject<State, Command, View, Options>,
  fork: Fork<State, Command>,
): string | undefined {
  const { seat, one, other, pending } = fork;
  const [a, b] = [one, other].map(({ played }) => text(played.at(-1)?.command));
  const others = viewersOf(one.setup).filter((viewer) => viewer !== seat);
  const lessons = new Map(others.map((viewer) => [viewer, learned(game, fork, viewer)]));
  for (const [viewer, { part, command }] of lessons) {
    const waits = viewer === 'spectator' ? pending.length > 0 : pending.includes(viewer);
    if (atOnce === 'secret' && waits && (part !== undefined || command))
      return (
        `${nameOf(viewer)} learns whether seat ${seat} played ${a} or ${b} while seat ${pending[0]} ` +
        'has yet to act, ' +
        (command ? 'by the command itself: hide it in seen' : `by ${part ?? 'view'}: hide it there`) +
        ' (or declare atOnce: "open")'
      );
    if (part === undefined && command && !isDeepStrictEqual(one.state, other.state))
      return (
        `view hides from ${nameOf(viewer)} whether seat ${seat} played ${a} or ${b}, ` +
        'but the command itself is shown: hide it in seen, or, where all may know it, show it in view ' +
        '(of a card that leaves the view at once: keep the last trick there)'
      );
  }
  const spectator = lessons.get('spectator');
  const blind = others.find((viewer) => {
    const lesson = lessons.get(viewer);
    return viewer !== 'spectator' && lesson?.part === undefined && lesson?.command === false;
  });
  if (blind !== undefined && (spectator?.part !== undefined || spectator?.command === true))
    return (
      `a spectator learns whether seat ${seat} played ${a} or ${b} (by ${spectator.part ?? 'seen'}), ` +
      `but ${nameOf(blind)} does not: spectators may pass it on to the seats`
    );
  return undefined;
}

/** Why two states that should look alike to a viewer do not. */
function alikeProblem<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { game }: Subject<State, Command, View, Options>,
  { state, played }: Moment<State, Command>,
  viewer: Viewer,
  other: State,
): string | undefined {
  const part = difference(shown(game, state, viewer), shown(game, other, viewer));
  if (part !== undefined)
    return (
      `${part} shows ${nameOf(viewer)} something that it cannot know: a state that is alike to it gives ` +
      `another ${part}`
    );
  for (const [index, command] of played.entries()) {
    // The newest command was played into the other state too; an older one is shown in the state after it.
    const last = index === played.length - 1 && command.seat !== viewer;
    const there = last ? { ...command, then: other } : command;
    const [here, elsewhere] = [
      visibleCommand(game, command, viewer, state),
      visibleCommand(game, there, viewer, other),
    ];
    if (!isDeepStrictEqual(here, elsewhere))
      return (
        `seen shows ${nameOf(viewer)} more of ${text(command.command)} by seat ${command.seat} than ` +
        'it can know: ' +
        `${text(here)} here, ${text(elsewhere)} in a state that is alike to it; decide from what was ` +
        'played, ' +
        'not from what is hidden'
      );
  }
  return undefined;
}

/**
 * A secret of a seat must not reach other viewers, neither by a view nor by commands that are shown to them.
 */
export function secrecyChecks<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>(subject: Subject<State, Command, View, Options>): readonly Check[] {
  const { game, longest, alike } = subject;
  const choices: Check = {
    title: 'hides a command in views and in seen alike, also from a seat that chooses at the same time',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), fc.nat(), (walk, pick) => {
          const fork = forked(game, walked(game, walk), pick);
          const problem = fork === undefined ? undefined : forkProblem(subject, fork);
          if (problem !== undefined) throw new Error(problem);
        }),
        300,
      ),
  };
  if (alike === undefined) return [choices];
  const hidden: Check = {
    title: 'shows a viewer only what it can know',
    run: () => {
      let different = 0;
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), fc.nat(), (walk, pick) => {
          const moment = walked(game, walk);
          const viewer = picked(viewersOf(walk.setup), pick) ?? 'spectator';
          const other = alike(moment.state, viewer, new MatchChance(seededChance(`alike:${pick}`)));
          if (!isDeepStrictEqual(other, moment.state)) different += 1;
          const problem = alikeProblem(subject, moment, viewer, other);
          if (problem !== undefined) throw new Error(problem);
        }),
        150,
      );
      if (different === 0) throw new Error('alike has given back the same state each time: it tests nothing');
    },
  };
  return [choices, hidden];
}
