import fs from 'node:fs';
import path from 'node:path';
import { type WrongKind } from '../stack/data-kinds';
import { isOfMark } from '../stack/repair-mark';
import { asideName, free } from './repair-run';

/**
 * Sets aside what is in the places of a repair's own files: its mark and its lock. A repair that is killed
 * here has changed nothing else, and the next one begins with this.
 * @returns what was moved
 */
export function moveUnusable(folder: string, now: Date, wrong: readonly WrongKind[]): readonly WrongKind[] {
  const own = wrong.filter(({ place }) => isOfMark(place) || path.basename(place) === 'gamelift.lock');
  for (const { place } of own) {
    const target = path.join(folder, free(folder, path.join(asideName(now), place)));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.renameSync(path.join(folder, place), target);
  }
  return own;
}
