import { type WorldChance } from '../chance';

/** The time until a person starts an app again that has died, in virtual milliseconds. */
const soon = { least: 500, most: 30_000 };
/** As above, for a person who does something else meanwhile: the lease of a ticket is over by then. */
const muchLater = { least: 180_000, most: 480_000 };

export function restartAfter(chance: WorldChance, name: string, isGone: boolean): number {
  const { least, most } = isGone ? muchLater : soon;
  return chance.between(`${name} restart`, least, most);
}
