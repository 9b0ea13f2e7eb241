import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type LeaveReason } from '../../core/game-rules';
import { type Seat } from '../../core/ids';
import { type Json } from '../../core/json';
import { Chance } from '../../core/match/chance';
import { resultProblem } from '../../core/results';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { after, type Moment, picked, viewersOf, walked, walksOf } from '../walks';

const reasons: readonly LeaveReason[] = ['resigned', 'abandoned', 'timeout'];
const text = (value: unknown): string => JSON.stringify(value);

/** Checks of seats that act at once, and of seats that leave. */
export function seatChecks<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  subject: Subject<State, Command, View, Options>,
): readonly Check[] {
  const { game, longest, atOnce } = subject;
  const { rules } = game;
  const leave = rules.leave?.bind(rules);
  const orders: Check = {
    title: 'lets seats that may act at once act in any order',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), fc.nat(), (walk, pick) => {
          const moment = walked(game, walk);
          const acting = rules.toAct(moment.state);
          const first = picked(acting, pick);
          const second = picked(
            acting.filter((seat) => seat !== first),
            Math.floor(pick / 8),
          );
          if (first === undefined || second === undefined) return;
          for (const [seat, other] of [
            [first, second],
            [second, first],
          ] as const)
            inOrder(moment, seat, other, Math.floor(pick / 64));
        }),
        200,
      ),
  };
  const leaving: readonly Check[] =
    leave === undefined
      ? []
      : [
          {
            title: 'plays on when seats leave, and never asks them again',
            run: () =>
              holds(
                fc.property(walksOf(game, { min: 0, max: longest }), fc.nat(), fc.nat(), (walk, at, pick) => {
                  const until = at % (walk.picks.length + 1);
                  const begun = walked(game, { ...walk, picks: walk.picks.slice(0, until) });
                  withoutSeats(begun, walk.picks.slice(until), pick);
                }),
                200,
              ),
          },
        ];
  return [...(atOnce === 'race' ? [] : [orders]), ...leaving];

  /** A seat's command must not change the other seat's commands. */
  function inOrder(moment: Moment<State, Command>, seat: Seat, other: Seat, pick: number): void {
    const command = picked(rules.legalCommands(moment.state, seat), pick);
    const before = rules.legalCommands(moment.state, other);
    const answer = picked(before, pick);
    if (command === undefined || answer === undefined) return;
    const next = after(game, moment, seat, command);
    if (!rules.toAct(next.state).includes(other))
      throw new Error(
        `seats ${seat} and ${other} may act at once, but ${text(command)} by seat ${seat} takes the turn from ` +
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
  function withoutSeats(begun: Moment<State, Command>, picks: readonly number[], pick: number): void {
    if (leave === undefined) return;
    const gone: Seat[] = [];
    let moment = begun;
    for (const [index, step] of [0, ...picks].entries()) {
      const { setup, state } = moment;
      if (rules.toAct(state).length === 0) break;
      if (index === 0 || (index % 7 === pick % 7 && gone.length < setup.seats - 1)) {
        const staying = Array.from({ length: setup.seats }, (_, seat) => seat).filter(
          (seat) => !gone.includes(seat),
        );
        const leaver = picked(staying, pick + index) ?? 0;
        const chance = new Chance(moment.chance);
        const before = text(state);
        const next = leave(state, leaver, picked(reasons, pick + index) ?? 'resigned', chance);
        if (text(state) !== before) throw new Error('leave has changed the state it was given');
        gone.push(leaver);
        moment = { ...moment, state: next, chance: chance.state };
      } else {
        const acting = rules.toAct(state);
        const seat = picked(acting, step) ?? 0;
        const command = picked(rules.legalCommands(state, seat), Math.floor(step / acting.length));
        if (command === undefined) throw new Error(`seat ${seat} is to act, but has no legal command`);
        moment = after(game, moment, seat, command);
      }
      consistent(moment, gone);
    }
  }

  function consistent({ state, setup }: Moment<State, Command>, gone: readonly Seat[]): void {
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
      game.display?.text(rules.view(state, viewer), viewer);
    }
  }
}
