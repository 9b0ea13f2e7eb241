import { type Wanted } from './wanted';
import { account } from './account';
import { tellChange } from './player-changes';
import { go } from './route';

/** Starts a match against the game's bot, and opens it. @throws ApiError */
export async function startPractice({ game, options }: Wanted, strength?: string): Promise<void> {
  const { player } = account.value ?? {};
  if (player === undefined) return;
  const { matchId } = await player.practice({
    game,
    options,
    ...(strength === undefined ? {} : { strength }),
  });
  go({ at: 'match', matchId });
}

/** Invites a friend to a match, and opens the page with its link. @throws ApiError */
export async function startInvitation({ game, options }: Wanted): Promise<void> {
  const { player } = account.value ?? {};
  if (player === undefined) return;
  const { code } = await player.invite({ game, options });
  tellChange(player.playerId);
  go({ at: 'invitation', code });
}
