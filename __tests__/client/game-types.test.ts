import { describe, expect, it } from '@jest/globals';
import { type CommandOf, type Json, type LiveMatch, type Player, type ViewOf } from '../../client/node';
import { noughts, type NoughtsCommand, type NoughtsState } from '../games/noughts';
import { whispers, type WhispersCommand, type WhispersView } from '../games/whispers';

/** True if two types are equal, as the compiler sees them. */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const same = <_Same extends true>(): void => undefined;

describe('types of a game in the client', () => {
  it('follow from the rules, or from the game that the rules belong to', () => {
    same<Same<ViewOf<typeof noughts.rules>, NoughtsState>>();
    same<Same<CommandOf<typeof noughts.rules>, NoughtsCommand>>();
    same<Same<ViewOf<typeof whispers>, WhispersView>>();
    same<Same<CommandOf<typeof whispers>, WhispersCommand>>();
    same<Same<ViewOf<unknown>, Json>>();
    same<Same<CommandOf<unknown>, Json>>();
    expect([noughts.name, whispers.name]).toEqual(['noughts', 'whispers']);
  });

  it('are those of a match that is opened with the rules', () => {
    const use = async (player: Player): Promise<void> => {
      const found = await player.findMatch({ game: 'whispers' });
      const match = await player.connect<typeof whispers.rules>(found);
      same<Same<typeof match, LiveMatch<WhispersView, WhispersCommand>>>();
      const turn = await match.nextTurn();
      const hand: readonly string[] = turn?.view.hand ?? [];
      const [first] = turn?.legal ?? [];
      await match.play(first ?? { say: hand[0] ?? '' });
      // @ts-expect-error a command of another game
      await match.play({ cell: 3 });
      const untyped = await player.rejoin(match.matchId);
      same<Same<typeof untyped, LiveMatch<Json, Json>>>();
      await untyped.play({ cell: 3 });
    };
    expect(use).toBeInstanceOf(Function);
  });
});
