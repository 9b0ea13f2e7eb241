import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { type GameRules } from '../../../core/game-rules';
import { gameName } from '../../../core/ids';
import { openMatch, submit } from '../../../core/match/match';
import { eventsAfter, positionFor } from '../../../core/match/views';
import { header, id } from '../../../testing/sample-match';
import { noughts } from '../../games/noughts';
import { type Act, after } from './noughts-after';

describe('views', () => {
  /** Each seat picks a number that stays hidden from the other until both have picked. */
  type Secret = { readonly picks: readonly (number | null)[] };
  const secretRules: GameRules<
    Secret,
    { readonly pick: number },
    { readonly mine: number | null; readonly theirs: number | null }
  > = {
    name: gameName('secrets'),
    version: 1,
    seats: 2,
    setup: () => ({ picks: [null, null] }),
    toAct: ({ picks }) => [0, 1].filter((seat) => picks[seat] === null),
    legalCommands: ({ picks }, seat) => (picks[seat] === null ? [{ pick: 41 }, { pick: 42 }] : []),
    parseCommand: () => ({ command: { pick: 42 } }),
    apply: ({ picks }, seat, { pick }) => ({
      state: { picks: picks.map((other, index) => (index === seat ? pick : other)) },
    }),
    view: ({ picks }, viewer) => ({
      mine: viewer === 'spectator' ? null : (picks[viewer] ?? null),
      theirs: null,
    }),
    seen: () => ({ pick: 0 }),
    result: () => undefined,
  };
  const secrets = defineGame({ rules: secretRules });
  const { startedAt } = header(secrets);

  it('shows a seat its own command in full, and others only the part that the game reveals', () => {
    const answer = submit(
      openMatch(secrets, header(secrets)),
      { seat: 0, commandId: id(1), action: { kind: 'play', command: { pick: 42 } } },
      startedAt + 3,
    );
    if (answer.kind !== 'accepted') throw new Error('refused');
    expect(eventsAfter(answer.match, 0, 0)).toEqual([
      { sequence: 1, seat: 0, at: startedAt + 3, id: 'c1', action: { kind: 'play', command: { pick: 42 } } },
    ]);
    for (const viewer of [1, 'spectator'] as const) {
      expect(eventsAfter(answer.match, 0, viewer)).toEqual([
        { sequence: 1, seat: 0, at: startedAt + 3, action: { kind: 'play', command: { pick: 0 } } },
      ]);
      expect(positionFor(answer.match, viewer).view).toEqual({ mine: null, theirs: null });
    }
  });

  it("lists legal commands only in the viewer's own turn, and none once the match is over", () => {
    const act: Act = [0, { kind: 'play', command: { cell: 0 } }];
    const match = after(noughts, act);
    expect(positionFor(match, 1).legal).toHaveLength(8);
    expect(positionFor(match, 0).legal).toEqual([]);
    expect(positionFor(match, 'spectator').legal).toEqual([]);
    const over = after(noughts, act, [0, { kind: 'resign' }]);
    expect(positionFor(over, 1)).toMatchObject({ toAct: [], legal: [] });
  });
});
