import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';
import { resultProblem } from '../../core/result-problems';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { setupsOf, untriedOptions } from '../setups';
import { viewersOf, walked, walksOf } from '../walks';

/** Commands from other moments that are tried at each moment. */
const foreignCommands = 40;

const text = (value: unknown): string => JSON.stringify(value);
const throughJson = (value: Json): unknown => JSON.parse(JSON.stringify(value));

/** Checks that turns, results and commands are consistent. */
export function soundnessChecks<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>(subject: Subject<State, Command, View, Options>): readonly Check[] {
  return [
    turnsCheck(subject),
    endCheck(subject),
    optionsCheck(subject),
    jsonCheck(subject),
    {
      title: 'applies exactly the legal commands of each seat, and changes no argument',
      run: () => checkLegalCommands(subject),
    },
    {
      title: 'reads any JSON without throwing: a command, or a code and a sentence',
      run: () => checkReading(subject),
    },
  ];
}

function turnsCheck<State extends Json, Command extends Json, View extends Json, Options extends Json>({
  game,
  longest,
}: Subject<State, Command, View, Options>): Check {
  const { rules } = game;
  return {
    title: 'has a result exactly when no seat may act, and a legal command for every seat that may',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), (walk) => {
          walked(game, walk, ({ state, setup }) => {
            const acting = rules.toAct(state);
            const result = rules.result(state);
            const problem = result === undefined ? undefined : resultProblem(result, setup.teams);
            if (problem !== undefined) throw new Error(problem);
            if ((acting.length === 0) !== (result !== undefined))
              throw new Error(`seats to act: ${text(acting)}, but the result is ${text(result)}`);
            for (let seat = 0; seat < setup.seats; seat += 1) {
              const { length } = rules.legalCommands(state, seat);
              if (length > 0 !== acting.includes(seat))
                throw new Error(
                  `seats to act: ${text(acting)}, but seat ${seat} has ${length} legal commands`,
                );
            }
          });
        }),
      ),
  };
}

function endCheck<State extends Json, Command extends Json, View extends Json, Options extends Json>({
  game,
  longest,
}: Subject<State, Command, View, Options>): Check {
  const { rules } = game;
  return {
    title: 'always ends',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: longest, max: longest }), (walk) => {
          const { state } = walked(game, walk);
          if (rules.toAct(state).length > 0)
            throw new Error(`the game is not finished after ${longest} commands`);
        }),
        50,
      ),
  };
}

function optionsCheck<State extends Json, Command extends Json, View extends Json, Options extends Json>({
  game,
  longest,
}: Subject<State, Command, View, Options>): Check {
  const { rules } = game;
  const untried = untriedOptions(game);
  return {
    title:
      'plays with every number of seats and every value of its ' +
      `options${untried === '' ? '' : ` (${untried})`}`,
    run: () => {
      const picks = Array.from({ length: longest }, (_, index) => (index * 7919) % 104_729);
      for (const setup of setupsOf(game)) {
        const { state } = walked(game, { setup, seed: '7'.padStart(32, '0'), picks });
        const result = rules.result(state);
        const problem =
          result === undefined
            ? `not finished after ${longest} commands`
            : resultProblem(result, setup.teams);
        if (problem !== undefined)
          throw new Error(`${setup.seats} seats, options ${text(setup.options)}: ${problem}`);
      }
    },
  };
}

function jsonCheck<State extends Json, Command extends Json, View extends Json, Options extends Json>({
  game,
  longest,
}: Subject<State, Command, View, Options>): Check {
  const { rules } = game;
  return {
    title: 'keeps states, views and results as they are when they go through JSON',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), (walk) => {
          const { state, setup } = walked(game, walk);
          for (const value of [state, ...viewersOf(setup).map((viewer) => rules.view(state, viewer))])
            if (!isDeepStrictEqual(throughJson(value), value))
              throw new Error(`JSON changes ${text(value)}: it holds undefined, NaN, or something not plain`);
          const phase = rules.phase?.(state);
          if (phase !== undefined && !/^[a-z][a-z0-9-]{0,31}$/.test(phase))
            throw new Error(
              `the phase ${text(phase)} is not a word of lower-case letters, digits and hyphens`,
            );
        }),
        60,
      ),
  };
}

function checkLegalCommands<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>({ game, longest }: Subject<State, Command, View, Options>): void {
  const { rules } = game;
  const known = new Map<string, Command>();
  holds(
    fc.property(walksOf(game, { min: 0, max: longest }), fc.nat(), (walk, from) => {
      const { state, setup } = walked(game, walk, ({ state: visited, setup: { seats }, played }) => {
        if (played.length % 8 !== 0) return;
        for (let seat = 0; seat < seats; seat += 1)
          for (const command of rules.legalCommands(visited, seat)) known.set(text(command), command);
      });
      const before = text(state);
      const all = [...known];
      const some = Array.from(
        { length: Math.min(foreignCommands, all.length) },
        (_, index) => all[(from + index * 31) % all.length],
      );
      for (let seat = 0; seat < setup.seats; seat += 1) {
        const legal = new Map(rules.legalCommands(state, seat).map((command) => [text(command), command]));
        for (const [written, command] of [...legal, ...some.flatMap((entry) => (entry ? [entry] : []))]) {
          const read = rules.parseCommand(throughJson(command));
          if (!('command' in read)) throw new Error(`the legal command ${written} does not parse`);
          const applied =
            'state' in rules.apply(state, seat, read.command, new MatchChance(seededChance('1')));
          if (applied !== legal.has(written))
            throw new Error(
              `seat ${seat}: ${written} is ${legal.has(written) ? '' : 'not '}legal, but ` +
                `${applied ? 'applied' : 'refused'}`,
            );
        }
      }
      if (text(state) !== before)
        throw new Error('apply or legalCommands has changed the state it was given');
    }),
    200,
  );
}

function checkReading<State extends Json, Command extends Json, View extends Json, Options extends Json>({
  game: { rules },
}: Subject<State, Command, View, Options>): void {
  holds(
    fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => {
      const read = rules.parseCommand(value);
      if ('command' in read) {
        if (text(rules.parseCommand(throughJson(read.command))) !== text(read))
          throw new Error(`the command ${text(read.command)} is read differently when it is read again`);
        return;
      }
      const { code, message } = read.illegal;
      if (!/^[a-z][a-z-]*$/.test(code))
        throw new Error(`the code ${text(code)} is not a word of lower-case letters and hyphens`);
      if (message.length === 0 || message.length >= 500)
        throw new Error(`the refusal ${code} has a message of ${message.length} characters: write 1 to 499`);
    }),
    500,
  );
}
