import { type LiveMatch } from '../../../client/node';

/** Commands of the first phase: six pieces in each of three columns, by turns. */
const inFirstColumns = 18;

/**
 * Keeps a match of Connect four running, also on a machine that is full: each call plays one command, so that
 * the clock of the other player starts. No player gets four in a row in 24 commands. Three columns are
 * filled, then the last one.
 */
export function playsOn(match: () => readonly LiveMatch[]): () => Promise<void> {
  let played = 0;
  return async () => {
    const mover = match().find(({ position, seat }) => position.toAct.includes(seat));
    const legal = mover?.position.legal ?? [];
    const command = played < inFirstColumns ? legal[0] : legal.at(-1);
    if (mover === undefined || command === undefined || mover.result !== undefined) return;
    played += 1;
    await mover.play(command);
  };
}
