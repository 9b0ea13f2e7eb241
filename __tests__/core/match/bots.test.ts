import { describe, expect, it } from '@jest/globals';
import { botId, isBotId } from '../../../core/bots/bot-ids';
import { defineGame, DefinitionError } from '../../../core/define';
import { commandId, gameName, playerId } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { type Match, openMatch, replay, submit, type SubmittedAction } from '../../../core/match/match';
import { eventsAfter } from '../../../core/match/views';
import { noughts } from '../../games/noughts';
import { survivors } from '../../games/survivors';
import { aMatchHeader } from '../../support/headers';

const ada = playerId('p-00000000-0000-4000-8000-00000000000a');
/** One player among bots. */
const header = aMatchHeader({
  game: gameName('survivors'),
  seats: [ada, botId(1), botId(2)],
  bots: [1, 2].map((seat) => ({ seat, strength: 'easy' })),
  options: { lives: 1 },
  rated: false,
});

function after<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: number,
  action: SubmittedAction,
): Match<State, Command, View> {
  const answer = submit(match, { seat, commandId: commandId(`c${match.sequence}`), action, lagMs: 80 }, 100);
  if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
  return answer.match;
}

describe('seats that bots play', () => {
  it('have ids that no player has', () => {
    expect([botId(0), botId(7)].map(isBotId)).toEqual([true, true]);
    expect(isBotId(ada)).toBe(false);
  });

  it('mark their commands for every viewer; commands of players are unmarked', () => {
    const played = after(after(openMatch(survivors, header), 0, { kind: 'play', command: { hit: 2 } }), 1, {
      kind: 'play',
      command: { hit: 0 },
    });
    for (const viewer of [0, 1, 'spectator'] as const)
      expect(eventsAfter(played, 0, viewer).map((event) => 'bot' in event && event.bot)).toEqual([
        false,
        true,
      ]);
    expect(replay(survivors, header, played.log.after(0))).toEqual(played);
  });

  it('do not continue among themselves once the last player has left', () => {
    const left = after(openMatch(survivors, header), 0, { kind: 'resign' });
    expect(left.ending?.result).toMatchObject({ places: [3, 1, 1], reason: 'resigned' });
    // Between players the match continues.
    const people = { ...header, seats: [ada, botId(1), botId(2)], bots: [] };
    expect(after(openMatch(survivors, people), 0, { kind: 'resign' }).ending).toBeUndefined();
  });

  it('may take over from a player who left: the seat plays on, and its leaving is in the conduct', () => {
    const duel = aMatchHeader({ seats: [ada, playerId('p-00000000-0000-4000-8000-00000000000b')] });
    const taken = after(openMatch(noughts, duel), 0, { kind: 'bot', strength: 'last', because: 'resigned' });
    expect(taken).toMatchObject({ toAct: [0], left: [], bots: [{ seat: 0, strength: 'last' }] });
    const ended = after(after(taken, 0, { kind: 'play', command: { cell: 4 } }), 1, { kind: 'resign' });
    expect(ended.ending?.conduct).toEqual({
      turns: [1, 0],
      left: [
        { seat: 0, reason: 'resigned' },
        { seat: 1, reason: 'resigned' },
      ],
      bots: [0],
    });
    expect(replay(noughts, duel, ended.log.after(0))).toEqual(ended);
  });

  it('are in the order of their seats, each with its newest strength', () => {
    const four = aMatchHeader({
      game: gameName('survivors'),
      seats: [0, 1, 2, 3].map((seat) =>
        seat === 1 ? botId(1) : playerId(`p-00000000-0000-4000-8000-00000000000${seat}`),
      ),
      bots: [{ seat: 1, strength: 'easy' }],
      options: { lives: 1 },
    });
    const takes = (seat: number, strength: string) =>
      [seat, { kind: 'bot', strength, because: 'abandoned' }] as const;
    const match = [takes(3, 'hard'), takes(0, 'easy'), takes(0, 'hard')].reduce(
      (before, [seat, action]) => after(before, seat, action),
      openMatch(survivors, four),
    );
    expect(match.bots).toEqual([
      { seat: 0, strength: 'hard' },
      { seat: 1, strength: 'easy' },
      { seat: 3, strength: 'hard' },
    ]);
  });

  it('need a bot where a game lets one replace leavers', () => {
    expect(() => defineGame({ rules: noughts.rules, onLeave: 'bot' })).toThrow(DefinitionError);
    expect(() => defineGame({ rules: noughts.rules, onLeave: 'bot' })).toThrow('the game has no bot');
  });
});
