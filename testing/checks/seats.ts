import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type DefinedGame } from '../../core/define';
import { type LeaveReason } from '../../core/game-rules';
import { type Seat } from '../../core/ids';
import { type Json } from '../../core/json';
import { MatchChance } from '../../core/match/chance';
import { resultProblem } from '../../core/result-problems';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { after, type Moment, picked, viewersOf, walked, walksOf } from '../walks';

const reasons: readonly LeaveReason[] = ['resigned', 'abandoned', 'timeout'];
const text = (value: unknown): string => JSON.stringify(value);

/** Checks of seats that act at once, and of seats that leave. */
export function seatChecks<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  subject: Subject<State, Command, View, Options>,
): readonly Check[] {
  return [
    ...(subject.atOnce === 'race' ? [] : [ordersCheck(subject)]),
    ...(subject.game.rules.leave === undefined ? [] : [leavingCheck(subject)]),
  ];
}

function ordersCheck<State extends Json, Command extends Json, View extends Json, Options extends Json>({
  game,
  longest,
}: Subject<State, Command, View, Options>): Check {
  return {
    title: 'lets seats that may act at once act in any order',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), fc.nat(), (walk, pick) => {
          const moment = walked(game, walk);
          const acting = game.rules.toAct(moment.state);
          const first = picked(acting, pick);
          const second = picked(
            acting.filter((seat) => seat !== first),
            Math.floor(pick / 8),
          );
          if (first === undefined || second === undefined) return;
          checkOrder(game, moment, [first, second], Math.floor(pick / 64));
          checkOrder(game, moment, [second, first], Math.floor(pick / 64));
        }),
        200,
      ),
  };
}

function leavingCheck<State extends Json, Command extends Json, View extends Json, Options extends Json>({
  game,
  longest,
}: Subject<State, Command, View, Options>): Check {
  return {
    title: 'plays on when seats leave, and never asks them again',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), fc.nat(), fc.nat(), (walk, at, pick) => {
          const until = at % (walk.picks.length + 1);
          const begun = walked(game, { ...walk, picks: walk.picks.slice(0, until) });
          checkWithoutSeats(game, begun, walk.picks.slice(until), pick);
        }),
        200,
      ),
  };
}

/** A seat's command must not change the other seat's commands. */
function checkOrder<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: DefinedGame<State, Command, View, Options>,
  moment: Moment<State, Command>,
  [seat, other]: readonly [Seat, Seat],
  pick: number,
): void {
  const { rules } = game;
  const command = picked(rules.legalCommands(moment.state, seat), pick);
  const before = rules.legalCommands(moment.state, other);
  const answer = picked(before, pick);
  if (command === undefined || answer === undefined) return;
  const next = after(game, moment, seat, command);
  if (!rules.toAct(next.state).includes(other))
    throw new Error(
      `seats ${seat} and ${other} may act at once, but ${text(command)} by seat ${seat} takes the ` +
        'turn from ' +
        `seat ${other} (or declare atOnce: "race")`,
    );
  if (!isDeepStrictEqual(rules.legalCommands(next.state, other), before))
    throw new Error(
      `seats ${seat} and ${other} may act at once, but ${text(command)} by seat ${seat} changes the legal ` +
        `commands of seat ${other} (or declare atOnce: "race")`,
    );
  after(game, next, other, answer);
}

/** One seat leaves, the others play on, and sometimes a second one leaves. */
function checkWithoutSeats<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: DefinedGame<State, Command, View, Options>,
  begun: Moment<State, Command>,
  picks: readonly number[],
  pick: number,
): void {
  const { rules } = game;
  const gone: Seat[] = [];
  let moment = begun;
  for (const [index, step] of [0, ...picks].entries()) {
    const { setup, state } = moment;
    if (rules.toAct(state).length === 0) break;
    if (index === 0 || (index % 7 === pick % 7 && gone.length < setup.seats - 1)) {
      const left = checkLeaving(game, moment, gone, pick + index);
      gone.push(left.seat);
      moment = left.moment;
    } else {
      moment = checkPlay(game, moment, step);
    }
    checkConsistent(game, moment, gone);
  }
}

/** One of the seats that have not left leaves. */
function checkLeaving<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules }: DefinedGame<State, Command, View, Options>,
  moment: Moment<State, Command>,
  gone: readonly Seat[],
  pick: number,
): { readonly seat: Seat; readonly moment: Moment<State, Command> } {
  const { setup, state } = moment;
  const staying = Array.from({ length: setup.seats }, (_, seat) => seat).filter(
    (seat) => !gone.includes(seat),
  );
  const seat = picked(staying, pick) ?? 0;
  const chance = new MatchChance(moment.chance);
  const before = text(state);
  const next = rules.leave?.(state, seat, picked(reasons, pick) ?? 'resigned', chance) ?? state;
  if (text(state) !== before) throw new Error('leave has changed the state it was given');
  return { seat, moment: { ...moment, state: next, chance: chance.state } };
}

/** A seat that is to act plays a legal command. */
function checkPlay<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: DefinedGame<State, Command, View, Options>,
  moment: Moment<State, Command>,
  pick: number,
): Moment<State, Command> {
  const { rules } = game;
  const acting = rules.toAct(moment.state);
  const seat = picked(acting, pick) ?? 0;
  const command = picked(rules.legalCommands(moment.state, seat), Math.floor(pick / acting.length));
  if (command === undefined) throw new Error(`seat ${seat} is to act, but has no legal command`);
  return after(game, moment, seat, command);
}

function checkConsistent<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, display }: DefinedGame<State, Command, View, Options>,
  { state, setup }: Moment<State, Command>,
  gone: readonly Seat[],
): void {
  const acting = rules.toAct(state);
  const result = rules.result(state);
  const back = gone.find((seat) => acting.includes(seat) || rules.legalCommands(state, seat).length > 0);
  if (back !== undefined) throw new Error(`seat ${back} has left, but is to act again`);
  if ((acting.length === 0) !== (result !== undefined))
    throw new Error(
      `after seats ${text(gone)} left, ${text(acting)} are to act, but the result is ${text(result)}`,
    );
  const problem = result === undefined ? undefined : resultProblem(result, setup.teams);
  if (problem !== undefined) throw new Error(`after seats ${text(gone)} left: ${problem}`);
  for (const viewer of viewersOf(setup)) {
    rules.view(state, viewer);
    display?.text(rules.view(state, viewer), viewer);
  }
}
