import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type Json } from '../../core/json';
import { type LogEntry } from '../../core/match/log';
import { openMatch, replay, submit } from '../../core/match/match';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { header, id } from '../sample-match';
import { picked, type Walk, walksOf } from '../walks';

/** The engine must follow the rules, and fold the log to the same match. */
export function replayChecks<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>({ game, longest, atOnce }: Subject<State, Command, View, Options>): readonly Check[] {
  const { rules } = game;

  function replays({ setup, seed, picks }: Walk): void {
    const { seats, options, teams } = setup;
    const head = { ...header(game, { seed, seats, options }), teams };
    let match = openMatch(game, head);
    for (const [index, pick] of picks.entries()) {
      const acting = rules.toAct(match.state);
      const first = picked(acting, pick);
      if (first === undefined) break;
      // Two seats that may act at once send at once: neither has seen the other's command.
      const second = picked(
        acting.filter((seat) => seat !== first),
        Math.floor(pick / 8),
      );
      const together = atOnce === 'race' || second === undefined ? [first] : [first, second];
      const { sequence, state } = match;
      for (const seat of together) {
        const command = picked(rules.legalCommands(state, seat), Math.floor(pick / acting.length));
        const answer = submit(
          match,
          { seat, commandId: id(index), seenSequence: sequence, action: { kind: 'play', command } },
          1000 + index,
        );
        if (answer.kind !== 'accepted')
          throw new Error(`seat ${seat}: ${JSON.stringify(command)} was ${JSON.stringify(answer)}`);
        ({ match } = answer);
      }
    }
    const stored: readonly LogEntry[] = JSON.parse(JSON.stringify(match.log.after(0)));
    const again = replay(game, head, stored);
    if (!isDeepStrictEqual(again.state, match.state) || !isDeepStrictEqual(again.ending, match.ending))
      throw new Error(
        'replaying the log gives another match: rules keep state, read a clock, or draw random ' +
          'numbers of their own',
      );
  }

  return [
    {
      title: 'is played by the engine, also by seats that send at once, and replayed to the same match',
      run: () => holds(fc.property(walksOf(game, { min: 0, max: longest }), replays), 30),
    },
  ];
}
