import fc from 'fast-check';
import { type Json } from '../../core/json';
import { MatchChance } from '../../core/match/chance';
import { resultProblem } from '../../core/result-problems';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { picked, viewersOf, walked, walksOf } from '../walks';

const text = (value: unknown): string => JSON.stringify(value);

/** Checks of turns that are skipped when the time of a seat is up. */
export function skipChecks<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>({ game, longest }: Subject<State, Command, View, Options>): readonly Check[] {
  const { rules } = game;
  const skip = rules.skip?.bind(rules);
  if (skip === undefined) return [];
  return [
    {
      title: 'continues when the turn of a seat is skipped',
      run: () =>
        holds(
          fc.property(walksOf(game, { min: 0, max: longest }), fc.nat(), (walk, pick) => {
            const { state, chance, setup } = walked(game, walk);
            const seat = picked(rules.toAct(state), pick);
            if (seat === undefined) return;
            const before = text(state);
            const next = skip(state, seat, new MatchChance(chance));
            if (text(state) !== before) throw new Error('skip has changed the state it was given');
            if (text(next) === before)
              throw new Error(`skip of seat ${seat} changes nothing: it is still the seat's turn`);
            const acting = rules.toAct(next);
            const result = rules.result(next);
            if ((acting.length === 0) !== (result !== undefined))
              throw new Error(
                `after a skip of seat ${seat}, ${text(acting)} are to act, but the result is ${text(result)}`,
              );
            const problem = result === undefined ? undefined : resultProblem(result, setup.teams);
            if (problem !== undefined) throw new Error(`after a skip of seat ${seat}: ${problem}`);
            for (const viewer of viewersOf(setup)) rules.view(next, viewer);
          }),
          200,
        ),
    },
  ];
}
