import { signal } from '@preact/signals';
import { ApiError } from '../../client/errors';
import { type LiveMatch, type MatchDocument, type MatchLogDocument, type Player } from '../../client/index';
import { loadGame } from '../parts/games';
import { tellChange } from './player-changes';
import { endSearchForMatch } from './search';
import { followMatch, type PlayedMatch, type ShownEntry } from './seat';

/** A match as the page shows it: played here, or read from the API. */
export type OpenedMatch =
  | { readonly kind: 'played'; readonly match: PlayedMatch }
  | { readonly kind: 'report'; readonly match: MatchDocument };

const joined = new Map<string, PlayedMatch>();

/**
 * Connects to a match and shows it, with the game's own code where this page has it and can load it. The code
 * is loaded meanwhile.
 */
export async function join(
  player: Player,
  name: string,
  connect: () => Promise<LiveMatch>,
): Promise<PlayedMatch> {
  const loading = loadGame(name).catch(() => undefined);
  const live = await connect();
  const game = await loading;
  const followed = { ...followMatch(live, game), ...entriesBefore(player, live) };
  joined.set(live.matchId, followed);
  const tell = (): void => tellChange(player.playerId);
  live.on('result', tell);
  live.on('closed', tell);
  tell();
  return followed;
}

/** Pauses between attempts to read earlier entries, in milliseconds. */
const pauses = { first: 2000, max: 30_000 };

/** The entries before now, which the connection does not send: read until they are here. */
function entriesBefore(
  player: Player,
  { matchId, sequence }: LiveMatch,
): Pick<PlayedMatch, 'earlier' | 'lacksEarlier'> {
  const earlier = signal<readonly ShownEntry[]>([]);
  const lacksEarlier = signal(false);
  const read = (pause: number): void => {
    logUpTo(player, matchId, sequence).then(
      (entries) => {
        earlier.value = entries;
        lacksEarlier.value = false;
      },
      (error: unknown) => {
        lacksEarlier.value = true;
        if (error instanceof ApiError && !error.isTransient) return;
        setTimeout(() => read(Math.min(pauses.max, pause * 2)), pause);
      },
    );
  };
  if (sequence > 0) read(pauses.first);
  return { earlier, lacksEarlier };
}

/** The log of a match up to an entry, as this player may see it. @throws ApiError */
export async function logUpTo(player: Player, matchId: string, upTo: number): Promise<readonly ShownEntry[]> {
  const entries: ShownEntry[] = [];
  for (let after: number | undefined = 0; after !== undefined && after < upTo;) {
    const page: MatchLogDocument = await player.matchLog(matchId, { after, limit: 500 });
    entries.push(...page.entries.filter(({ sequence }) => sequence <= upTo));
    after = page.next;
  }
  return entries;
}

/** Whether this page plays a match that is not over. */
export function isPlayed(matchId: string): boolean {
  const { result, connection } = joined.get(matchId) ?? {};
  return result !== undefined && result.value === undefined && connection?.value !== 'closed';
}

/**
 * Opens a match by its id: continues it, comes back to it, or reads its end.
 * @param onWait the match waits for a server
 */
export async function openMatch(player: Player, matchId: string, onWait: () => void): Promise<OpenedMatch> {
  const before = joined.get(matchId);
  if (isPlayed(matchId)) await endSearchForMatch(matchId);
  if (before !== undefined && before.connection.value !== 'closed' && before.connection.value !== 'replaced')
    return { kind: 'played', match: before };
  const found = await player.match(matchId);
  const live = found.status === 'active' && found.seats.includes(player.playerId);
  if (!live) return { kind: 'report', match: found };
  await endSearchForMatch(matchId);
  const match = await join(player, found.game, () => player.rejoin(matchId, { onWait }));
  return { kind: 'played', match };
}
