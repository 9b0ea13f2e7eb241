import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type GameRules } from '../../../core/games/game-rules';
import { type CommandId, commandId, matchId, playerId } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { Chance, seededChance } from '../../../core/match/chance';
import { type MatchHeader } from '../../../core/match/log';
import { openMatch, replay, submit } from '../../../core/match/match';

export const header = (
  game: { readonly name: MatchHeader['game']; readonly version: number; readonly seats: number },
  seed = 7,
): MatchHeader => ({
  matchId: matchId('00000000-0000-4000-8000-000000000001'),
  game: game.name,
  rulesVersion: game.version,
  seed,
  seats: Array.from({ length: game.seats }, (_, seat) =>
    playerId(`p-00000000-0000-4000-8000-00000000000${seat}`),
  ),
  startedAt: 1_700_000_000_000,
});

export const id = (n: number): CommandId => commandId(`c${n}`);

/** What every game must keep. Called once a game; also for the game of docs/writing-a-game.md. */
export function describeRules<State extends Json, Command extends Json, View extends Json>(
  rules: GameRules<State, Command, View>,
  options: { readonly longest: number },
): void {
  const choices = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    picks: fc.array(fc.nat(), { minLength: 0, maxLength: options.longest }),
  });

  /**
   * Plays legal commands chosen by `picks` until they run out or the game is finished; visits every state on
   * the way.
   */
  function walk(seed: number, picks: readonly number[], visit: (state: State) => void): State {
    let chance = new Chance(seededChance(seed));
    let state = rules.setup(chance);
    visit(state);
    for (const pick of picks) {
      const acting = rules.toAct(state);
      const seat = acting[pick % acting.length];
      if (seat === undefined) return state;
      const legal = rules.legalCommands(state, seat);
      const command = legal[pick % legal.length];
      if (command === undefined) throw new Error('a seat that is to act has no legal command');
      chance = new Chance(chance.state);
      const applied = rules.apply(state, seat, command, chance);
      if ('illegal' in applied) throw new Error(`legal command refused: ${applied.illegal.message}`);
      state = applied.state;
      visit(state);
    }
    return state;
  }

  describe(`rules of ${rules.name}`, () => {
    it('has a result exactly when no seat may act, and a legal command for every seat that may', () => {
      fc.assert(
        fc.property(choices, ({ seed, picks }) => {
          walk(seed, picks, (state) => {
            const acting = rules.toAct(state);
            expect(acting.length === 0).toBe(rules.result(state) !== undefined);
            for (let seat = 0; seat < rules.seats; seat += 1) {
              expect(rules.legalCommands(state, seat).length > 0).toBe(acting.includes(seat));
            }
            expect(rules.result(state)?.outcomes.length ?? rules.seats).toBe(rules.seats);
          });
        }),
      );
    });

    it('always ends', () => {
      fc.assert(
        fc.property(fc.nat(), fc.infiniteStream(fc.nat()), (seed, picks) => {
          const finite: number[] = [];
          for (const pick of picks) {
            finite.push(pick);
            if (finite.length === options.longest) break;
          }
          expect(rules.toAct(walk(seed, finite, () => undefined))).toEqual([]);
        }),
        { numRuns: 50 },
      );
    });

    it('applies exactly the legal commands, for every seat, and leaves the state it was given alone', () => {
      const everything = new Map<string, Command>();
      walk(1, [], (state) =>
        rules
          .toAct(state)
          .forEach((seat) =>
            rules
              .legalCommands(state, seat)
              .forEach((command) => everything.set(JSON.stringify(command), command)),
          ),
      );
      fc.assert(
        fc.property(choices, ({ seed, picks }) => {
          walk(seed, picks, (state) => {
            const before = JSON.stringify(state);
            for (let seat = 0; seat < rules.seats; seat += 1) {
              const legal = new Set(
                rules.legalCommands(state, seat).map((command) => JSON.stringify(command)),
              );
              for (const text of legal) {
                const read = rules.parseCommand(JSON.parse(text));
                if (!('command' in read)) throw new Error(`legal command ${text} does not parse`);
                everything.set(text, read.command);
              }
              for (const [text, command] of everything) {
                expect('state' in rules.apply(state, seat, command, new Chance(seededChance(1)))).toBe(
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
        fc.property(choices, ({ seed, picks }) => {
          let match = openMatch(rules, header(rules, seed));
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
          const again = replay(rules, header(rules, seed), stored);
          expect(again).toEqual(match);
          expect(JSON.parse(JSON.stringify(match.state))).toEqual(match.state);
          for (const viewer of [
            'spectator' as const,
            ...Array.from({ length: rules.seats }, (_, seat) => seat),
          ]) {
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
