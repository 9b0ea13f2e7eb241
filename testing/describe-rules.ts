import { describe, it } from '@jest/globals';
import { type DefinedGame } from '../core/define';
import { type Json } from '../core/json';
import { type Check, type RulesUnderTest } from './check';
import { partChecks } from './checks/parts';
import { replayChecks } from './checks/replay';
import { seatChecks } from './checks/seats';
import { secrecyChecks } from './checks/secrecy';
import { skipChecks } from './checks/skipping';
import { soundnessChecks } from './checks/soundness';

/** All requirements on a game, as checks that throw when it violates them. */
export function rulesChecks<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>(game: DefinedGame<State, Command, View, Options>, said: RulesUnderTest<State>): readonly Check[] {
  const subject = { ...said, game };
  return [
    ...soundnessChecks(subject),
    ...secrecyChecks(subject),
    ...seatChecks(subject),
    ...skipChecks(subject),
    ...replayChecks(subject),
    ...partChecks(subject),
  ];
}

/**
 * Tests of a game, for its own test file: plays thousands of random matches with every number of seats and
 * every value of its options. Rules, bot and display are tested alike.
 */
export function describeRules<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>(game: DefinedGame<State, Command, View, Options>, said: RulesUnderTest<State>): void {
  describe(`rules of ${game.name}`, () => {
    it.each(rulesChecks(game, said).map((check): [string, Check] => [check.title, check]))(
      '%s',
      (_, { run }) => run(),
    );
  });
}
