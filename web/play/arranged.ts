import { type Wanted } from './search';
import { account } from './account';
import { go } from './route';

/** Starts a match against the game's bot, and goes to it. @throws ApiError */
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

/** Asks a friend to a match, and goes to where its link is. @throws ApiError */
export async function startInvitation({ game, options }: Wanted): Promise<void> {
  const { player } = account.value ?? {};
  if (player === undefined) return;
  const { code } = await player.invite({ game, options });
  go({ at: 'invitation', code });
}
