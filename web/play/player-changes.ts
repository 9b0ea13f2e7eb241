import { playerChannel, tellPages } from './player-channel';

/*
 * A player may be at several pages: each shows the same matches, ratings and searches. A page that changes
 * them tells the others of this browser. Changes on other devices are read when a person returns to the page.
 */

/** Tells all pages of a player in this browser that something of the player has changed. */
export const tellChange = (playerId: string): void => tellPages('changes', playerId, 'changed');

/** Ratings and histories lag seconds behind results: milliseconds from a change to each look. */
const looks = [0, 1000, 3000, 8000];
/** The minimum time between two looks of a page that a person looks at again and again, in milliseconds. */
const pauseMs = 3000;

/**
 * Calls when a player may have changed, and a person can see it.
 * @returns a function that ends it
 */
export function watchPlayer(playerId: string, read: () => void): () => void {
  let timers: readonly ReturnType<typeof setTimeout>[] = [];
  let readAt = performance.now();
  let isMissed = false;
  const look = (): void => {
    isMissed = document.hidden;
    if (isMissed) return;
    readAt = performance.now();
    read();
  };
  const lookAgain = (): void => {
    if (isMissed || performance.now() - readAt >= pauseMs) look();
  };
  const stop = (): void => timers.forEach(clearTimeout);
  const channel = playerChannel('changes', playerId);
  channel.onmessage = () => {
    stop();
    timers = looks.map((after) => setTimeout(look, after));
  };
  addEventListener('focus', lookAgain);
  document.addEventListener('visibilitychange', lookAgain);
  return () => {
    stop();
    channel.close();
    removeEventListener('focus', lookAgain);
    document.removeEventListener('visibilitychange', lookAgain);
  };
}
