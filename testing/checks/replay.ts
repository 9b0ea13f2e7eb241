import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type Json } from '../../core/json';
import { type LogEntry } from '../../core/match/log';
import { openMatch, replay, submit } from '../../core/match/match';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { header, id } from '../sample-match';
import { picked, type Walk, walksOf } from '../walks';

/** The engine plays the game as the rules say, and folds its log to the same match. */
export function replayChecks<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>({ game, longest }: Subject<State, Command, View, Options>): readonly Check[] {
  const { rules } = game;

  function replays({ setup, seed, picks }: Walk): void {
    const { seats, options, teams } = setup;
    const head = { ...header(game, { seed, seats, options }), teams };
    let match = openMatch(game, head);
    for (const [index, pick] of picks.entries()) {
      const acting = rules.toAct(match.state);
      const seat = picked(acting, pick);
      if (seat === undefined) break;
      const command = picked(rules.legalCommands(match.state, seat), Math.floor(pick / acting.length));
      const answer = submit(
        match,
        { seat, commandId: id(index), seenSequence: match.sequence, action: { kind: 'play', command } },
        1000 + index,
      );
      if (answer.kind !== 'accepted')
        throw new Error(`the legal command ${JSON.stringify(command)} was ${JSON.stringify(answer)}`);
      ({ match } = answer);
    }
    const stored: readonly LogEntry[] = JSON.parse(JSON.stringify(match.journal.after(0)));
    const again = replay(game, head, stored);
    if (!isDeepStrictEqual(again.state, match.state) || !isDeepStrictEqual(again.outcome, match.outcome))
      throw new Error(
        'replaying the log gives another match: rules keep something, read a clock, or draw by themselves',
      );
  }

  return [
    {
      title: 'replays the log to the same match',
      run: () => holds(fc.property(walksOf(game, { min: 0, max: longest }), replays), 60),
    },
  ];
}
