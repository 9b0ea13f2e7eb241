import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DefinedGame } from '../core/define';
import { type Json } from '../core/json';
import { Chance, seededChance } from '../core/match/chance';
import { openMatch, replay, submit } from '../core/match/match';
import { resultProblem } from '../core/results';
import { header, id } from './sample-match';

/** What every game must keep. Called once a game; also for the game of docs/writing-a-game.md. */
export function describeRules<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>(game: DefinedGame<State, Command, View, Options>, options: { readonly longest: number }): void {
  const { rules } = game;
  const seed = fc.nat().map((number) => number.toString(16).padStart(32, '0'));
  const seats = fc.integer(game.seats);
  const choices = fc.record({
    seed,
    seats,
    picks: fc.array(fc.nat(), { minLength: 0, maxLength: options.longest }),
  });

  /**
   * Plays legal commands chosen by `picks` until they run out or the game is finished; visits every state on
   * the way.
   */
  function walk(
    {
      seed,
      seats,
      picks,
    }: { readonly seed: string; readonly seats: number; readonly picks: readonly number[] },
    visit: (state: State) => void,
  ): State {
    let { state, chance: drawn } = openMatch(game, header(game, { seed, seats }));
    visit(state);
    for (const pick of picks) {
      const acting = rules.toAct(state);
      const seat = acting[pick % acting.length];
      if (seat === undefined) return state;
      const legal = rules.legalCommands(state, seat);
      const command = legal[pick % legal.length];
      if (command === undefined) throw new Error('a seat that is to act has no legal command');
      const chance = new Chance(drawn);
      const applied = rules.apply(state, seat, command, chance);
      if ('illegal' in applied) throw new Error(`legal command refused: ${applied.illegal.message}`);
      state = applied.state;
      drawn = chance.state;
      visit(state);
    }
    return state;
  }

  describe(`rules of ${rules.name}`, () => {
    it('has a result exactly when no seat may act, and a legal command for every seat that may', () => {
      fc.assert(
        fc.property(choices, (choice) => {
          const teams = Array.from({ length: choice.seats }, (_, seat) => seat);
          walk(choice, (state) => {
            const acting = rules.toAct(state);
            const result = rules.result(state);
            expect(acting.length === 0).toBe(result !== undefined);
            for (let seat = 0; seat < choice.seats; seat += 1) {
              expect(rules.legalCommands(state, seat).length > 0).toBe(acting.includes(seat));
            }
            if (result !== undefined) expect(resultProblem(result, teams)).toBeUndefined();
          });
        }),
      );
    });

    it('always ends', () => {
      fc.assert(
        fc.property(seed, seats, fc.infiniteStream(fc.nat()), (from, count, picks) => {
          const finite: number[] = [];
          for (const pick of picks) {
            finite.push(pick);
            if (finite.length === options.longest) break;
          }
          const last = walk({ seed: from, seats: count, picks: finite }, () => undefined);
          expect(rules.toAct(last)).toEqual([]);
        }),
        { numRuns: 50 },
      );
    });

    it('applies exactly the legal commands, for every seat, and leaves the state it was given alone', () => {
      const everything = new Map<string, Command>();
      fc.assert(
        fc.property(choices, (choice) => {
          walk(choice, (state) => {
            const before = JSON.stringify(state);
            for (let seat = 0; seat < choice.seats; seat += 1) {
              const legal = new Set(
                rules.legalCommands(state, seat).map((command) => JSON.stringify(command)),
              );
              for (const text of legal) {
                const read = rules.parseCommand(JSON.parse(text));
                if (!('command' in read)) throw new Error(`legal command ${text} does not parse`);
                everything.set(text, read.command);
              }
              for (const [text, command] of everything) {
                expect('state' in rules.apply(state, seat, command, new Chance(seededChance('1')))).toBe(
                  legal.has(text),
                );
              }
            }
            expect(JSON.stringify(state)).toBe(before);
          });
        }),
        { numRuns: 60 },
      );
    });

    it('reads any JSON without throwing: a command, or a code and a sentence', () => {
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => {
          const read = rules.parseCommand(value);
          if ('illegal' in read) {
            expect(read.illegal.code).toMatch(/^[a-z][a-z-]*$/);
            expect(read.illegal.message.length).toBeGreaterThan(0);
            expect(read.illegal.message.length).toBeLessThan(500);
          } else {
            expect(rules.parseCommand(JSON.parse(JSON.stringify(read.command)))).toEqual(read);
          }
        }),
        { numRuns: 500 },
      );
    });

    it('states and views survive JSON, and replaying the log gives the same match', () => {
      fc.assert(
        fc.property(choices, ({ picks, ...choice }) => {
          let match = openMatch(game, header(game, choice));
          picks.forEach((pick, index) => {
            const acting = rules.toAct(match.state);
            const seat = acting[pick % acting.length];
            if (seat === undefined) return;
            const legal = rules.legalCommands(match.state, seat);
            const answer = submit(
              match,
              {
                seat,
                commandId: id(index),
                seenSequence: match.sequence,
                action: { kind: 'play', command: legal[pick % legal.length] },
              },
              1000 + index,
            );
            if (answer.kind !== 'accepted') throw new Error(`a legal command was ${JSON.stringify(answer)}`);
            match = answer.match;
          });
          const stored = JSON.parse(JSON.stringify(match.journal.after(0)));
          const again = replay(game, header(game, choice), stored);
          expect(again).toEqual(match);
          expect(JSON.parse(JSON.stringify(match.state))).toEqual(match.state);
          for (const viewer of ['spectator' as const, ...match.header.seats.keys()]) {
            expect(JSON.parse(JSON.stringify(rules.view(match.state, viewer)))).toEqual(
              rules.view(match.state, viewer),
            );
          }
        }),
        { numRuns: 60 },
      );
    });
  });
}
